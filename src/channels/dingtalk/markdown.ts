import { withoutMentions } from './plain.ts'

/**
 * DingTalk's markdown has no escape character, so what could be mark-up in a value is replaced by a
 * character that looks alike. Names with underscores or hyphens inside stay as they are: people
 * copy them.
 */
export function neutral(text: string): string {
  return withoutMentions(text)
    .replaceAll('*', '∗')
    .replaceAll('`', 'ˋ')
    .replace(/_+/g, outerUnderscores)
    .replaceAll('~~', '∼∼')
    .replaceAll('](', '] (')
    .replace(/<(?=[a-z/!?])/gi, '＜')
    .replace(/&(?=#?\w{1,31};)/g, '＆')
    .replace(/\b(dtmd|dingtalk):(?=\/\/)/gi, '$1：')
}

/** Underscores inside a word mean nothing; at a word's edge they could be emphasis. */
function outerUnderscores(run: string, at: number, whole: string): string {
  const inside = /[\p{L}\p{N}]/u
  const isInside = inside.test(whole[at - 1] ?? '') && inside.test(whole[at + run.length] ?? '')
  return isInside ? run : '＿'.repeat(run.length)
}

/** The same for text that stands at the beginning of lines: no heading, quote, list, rule, table. */
export function neutralLines(text: string): string {
  return neutral(text).split('\n').map(neutralStart).join('\n')
}

function neutralStart(line: string): string {
  const start = line.trimStart()
  if (/^[-=\s|:]+$/.test(start)) return start.replaceAll('-', '－').replaceAll('=', '＝')
  return start
    .replace(/^#{1,6}/, (run) => '＃'.repeat(run.length))
    .replace(/^>+/, (run) => '＞'.repeat(run.length))
    .replace(/^([-+])(?=\s)/, (mark) => (mark === '-' ? '－' : '＋'))
    .replace(
      /^(\d{1,9})([.)])(?=\s)/,
      (_, digits, mark) => `${digits}${mark === '.' ? '．' : '）'}`,
    )
    .replace(/^(\[[^\]]*\]):/, '$1 :')
}

/**
 * A lone newline is a space in DingTalk's markdown; two spaces on either side make it a break, an
 * empty line begins a paragraph.
 */
export function breaks(text: string): string {
  return text
    .split(/\n(?:[ ]*\n)+/)
    .map((paragraph) => paragraph.split('\n').join('  \n  '))
    .join('\n\n')
}

/** The text of a link: nothing in it can end it. */
export function linkText(text: string): string {
  return neutral(text).replaceAll('[', '［').replaceAll(']', '］')
}

/**
 * An address that opens in the browser rather than in DingTalk's side panel, where a console's
 * login does not work. Undefined for what is no http(s) address: other schemes can make the
 * reader's client act.
 */
export function outsideLink(address: string): string | undefined {
  const href = webAddress(address)
  if (href === undefined) return undefined
  // encodeURIComponent leaves these as they are, but in a markdown link they would end it.
  const encoded = encodeURIComponent(href).replace(/[()'!*]/g, percentEncode)
  return `dingtalk://dingtalkclient/page/link?pc_slide=false&url=${encoded}`
}

/** An http(s) address in its normal form; undefined for what is none. */
export function webAddress(address: string): string | undefined {
  const url = URL.parse(address.toWellFormed().trim())
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
