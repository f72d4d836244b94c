import { withoutMentions } from './plain.ts'

/**
 * WeCom's markdown has no escape character, so what could be mark-up in a value, in either edition,
 * is replaced by a character that looks alike. Names with underscores or hyphens inside stay as they
 * are: people copy them.
 */
export function neutral(text: string): string {
  return withoutMentions(text)
    .replaceAll('*', '∗')
    .replaceAll('`', 'ˋ')
    .replace(/_+/g, outerUnderscores)
    .replaceAll('~~', '∼∼')
    .replaceAll('](', '] (')
    .replace(/<(?=[a-z/!?＠])/gi, '＜')
    .replace(/&(?=#?\w{1,31};)/g, '＆')
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

/** The text of a link: nothing in it can end it. */
export function linkText(text: string): string {
  return neutral(text).replaceAll('[', '［').replaceAll(']', '］')
}

/**
 * An address as it may stand in a link. Undefined for what is no http(s) address: other schemes can
 * make the reader's client act.
 */
export function httpAddress(address: string): string | undefined {
  const url = URL.parse(address.toWellFormed().trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  // A URL may hold these, but in a markdown link they would end it, or be emphasis.
  return url.href.replace(/[()'!*`|<>\\]/g, percentEncode)
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
