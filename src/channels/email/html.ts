import type { Language } from '../../model/text.ts'
import type { Content, ContentLink, Node } from './content.ts'
import { markOf } from './words.ts'

/**
 * A mail's HTML: tables and inline styles, since mail clients know little else. Nothing is fetched
 * from outside. Text has the client's own colour on the client's own ground, so that a dark theme
 * stays readable; where we set a ground, we set the text's colour too.
 */
export function writeHtml(content: Content): string {
  const { heading, nodes, actions, links, notices, footer, language } = content
  const { color } = markOf(content)
  const rows = [
    `<tr><td style="background-color:${color};color:#ffffff;padding:12px 16px;font-size:17px;font-weight:bold;">${escapeHtml(heading)}</td></tr>`,
    ...nodes.map((node) => row(drawNode(node))),
    ...(actions.length > 0 ? [row(actions.map((link) => button(link, color)).join(' '))] : []),
    ...(links.length > 0 ? [row(links.map(anchor).join(' &nbsp;·&nbsp; '))] : []),
    ...notices.map((notice) => row(`<i>${escapeHtml(notice)}</i>`)),
    `<tr><td style="padding:10px 16px;border-top:1px solid #8a919c;color:#7b828c;font-size:12px;">${escapeHtml(footer)}</td></tr>`,
  ]
  return `${head(heading, language)}<body style="margin:0;padding:0;"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:12px 8px;"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:680px;border:1px solid #8a919c;border-collapse:collapse;text-align:left;font-family:${FONTS};font-size:14px;line-height:1.5;">
${rows.join('\n')}
</table></td></tr></table></body></html>
`
}

const FONTS =
  "-apple-system,'Segoe UI','PingFang SC','Hiragino Sans GB','Microsoft YaHei',Arial,sans-serif"

function head(title: string, language: Language): string {
  const code = language === 'zh' ? 'zh-CN' : 'en'
  return `<!doctype html><html lang="${code}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><meta name="format-detection" content="telephone=no"><title>${escapeHtml(title)}</title></head>`
}

function row(html: string): string {
  return `<tr><td style="padding:10px 16px;word-break:break-word;">${html}</td></tr>`
}

function drawNode(node: Node): string {
  switch (node.kind) {
    case 'text':
      return lines(node.text)
    case 'fields': {
      const cells = node.fields.map(
        ({ label, value }) =>
          `<tr><td valign="top" style="padding:3px 16px 3px 0;color:#7b828c;white-space:nowrap;">${escapeHtml(label)}</td><td valign="top" style="padding:3px 0;word-break:break-word;">${lines(value)}</td></tr>`,
      )
      return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="font-size:14px;line-height:1.5;">${cells.join('')}</table>`
    }
    case 'lines':
      return node.lines.map(({ sign, text }) => `${sign} ${escapeHtml(text)}`).join('<br>\n')
  }
}

/** Newlines as breaks; a run of blanks at a line's beginning, as in a stack trace, stays one. */
function lines(text: string): string {
  return escapeHtml(text)
    .split('\n')
    .map((line) => line.replace(/^ +/, (blanks) => '&nbsp;'.repeat(blanks.length)))
    .join('<br>\n')
}

function button({ text, url }: ContentLink, color: string): string {
  return `<a href="${escapeHtml(url)}" style="display:inline-block;margin:3px 6px 3px 0;padding:8px 16px;background-color:${color};color:#ffffff;text-decoration:none;border-radius:4px;font-weight:bold;">${escapeHtml(text)}</a>`
}

function anchor({ text, url }: ContentLink): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`
}

/** Text as HTML, in an element or in an attribute between double quotes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
