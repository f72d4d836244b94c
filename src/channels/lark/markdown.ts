/**
 * A value in a card's markdown. Lark decodes HTML entities after it has looked for mark-up, so what
 * could be mark-up is written as one. Names with underscores or hyphens inside stay as they are.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[&<*`~[\]\\]/g, entity)
    .replace(/_+/g, outerUnderscores)
    .replace(/:(?=[A-Za-z]\w*:)/g, entity)
    .split('\n')
    .map(escapeStart)
    .join('\n')
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`
}

/** Underscores inside a word mean nothing; at a word's edge they could be emphasis. */
function outerUnderscores(run: string, at: number, whole: string): string {
  const inside = /[\p{L}\p{N}]/u
  const isInside = inside.test(whole[at - 1] ?? '') && inside.test(whole[at + run.length] ?? '')
  return isInside ? run : entity('_').repeat(run.length)
}

/** No heading, quote, list or rule at the beginning of a line. */
function escapeStart(line: string): string {
  return line
    .replace(/^(\s*)([#>])/, (_, blank: string, mark: string) => blank + entity(mark))
    .replace(/^(\s*)([-+])(?=\s|-|$)/, (_, blank: string, mark: string) => blank + entity(mark))
    .replace(
      /^(\s*\d{1,9})([.)])(?=\s)/,
      (_, digits: string, mark: string) => digits + entity(mark),
    )
}

/** A cut may have gone through an entity; every `&` in an escaped text begins one. */
export function mendEntity(cut: string): string {
  return cut.replace(/&#?\d*…$/, '…')
}

/** An http(s) address that can stand in a markdown link; undefined for any other. */
export function webAddress(address: string): string | undefined {
  const url = URL.parse(address.toWellFormed().trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  return url.href
}

/** The same inside `[text](…)`: nothing in it ends the link, is emphasis or reads as an entity. */
export function inMarkdownLink(href: string): string {
  return href.replace(/[()<>*~`\\[\]]/g, percentEncode).replace(/(&#?\w{1,31});/g, '$1%3B')
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
