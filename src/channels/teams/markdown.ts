/**
 * Teams reads emphasis, lists and links in a card's texts, and its clients differ in what escapes
 * them. So what could be mark-up in a value is replaced by a character that looks alike. Names with
 * underscores or hyphens inside stay as they are: people copy them.
 */
export function neutral(text: string): string {
  return text
    .replaceAll('*', '∗')
    .replaceAll('`', 'ˋ')
    .replace(/_+/g, outerUnderscores)
    .replaceAll('~~', '∼∼')
    .replaceAll('](', '] (')
    .replace(/<(?=[a-z/!?])/gi, '＜')
    .replace(/&(?=#?\w{1,31};)/g, '＆')
    .replace(/\{\{(?=\s*(?:DATE|TIME)\b)/gi, '｛｛')
    .replaceAll('\\', '＼')
}

/** Underscores inside a word mean nothing; at a word's edge they could be emphasis. */
function outerUnderscores(run: string, at: number, whole: string): string {
  const inside = /[\p{L}\p{N}]/u
  const isInside = inside.test(whole[at - 1] ?? '') && inside.test(whole[at + run.length] ?? '')
  return isInside ? run : '＿'.repeat(run.length)
}

/**
 * The same for text that stands at the beginning of lines: no heading, quote or list. A lone
 * newline is a space to Teams, so each becomes an empty line.
 */
export function neutralLines(text: string): string {
  const lines = neutral(text).split('\n').map(neutralStart)
  return lines.filter((line) => line !== '').join('\n\n')
}

function neutralStart(line: string): string {
  const start = line.trim()
  if (/^[-=\s|:]+$/.test(start)) return start.replaceAll('-', '－').replaceAll('=', '＝')
  return start
    .replace(/^#{1,6}/, (run) => '＃'.repeat(run.length))
    .replace(/^>+/, (run) => '＞'.repeat(run.length))
    .replace(/^([-+])(?=\s)/, (mark) => (mark === '-' ? '－' : '＋'))
    .replace(
      /^(\d{1,9})([.)])(?=\s)/,
      (_, digits: string, mark: string) => `${digits}${mark === '.' ? '．' : '）'}`,
    )
    .replace(/^(\[[^\]]*\]):/, '$1 :')
}

/** An http(s) address; undefined for any other, which could make the reader's client act. */
export function webAddress(address: string): string | undefined {
  const url = URL.parse(address.toWellFormed().trim())
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined
}

/** `[text](address)`, in which nothing ends the link or is emphasis. */
export function linkTo(href: string, text: string): string {
  const shown = neutral(text).replaceAll('[', '［').replaceAll(']', '］')
  return `[${shown}](${href.replace(/[()'!*`|<>\\]/g, percentEncode)})`
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
