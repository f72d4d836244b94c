/**
 * Text from outside as mrkdwn that means only itself. `&`, `<` and `>` are escaped, so that nothing
 * can mention or link. For the formatting marks mrkdwn has no escape character: those that could
 * begin or end something are replaced by characters that look alike. Names with marks inside
 * words stay as they are: people copy them.
 */
export function neutral(text: string): string {
  return text
    .replace(/(?<![\w.+-])@/g, '＠')
    .replace(/[*_~]+/g, outerMarks)
    .replaceAll('`', 'ˋ')
    .replace(/(?<![\w:]):(?=[a-z0-9_+'-]{1,100}:)/gi, '：')
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const TWINS: Readonly<Record<string, string>> = { '*': '∗', _: '＿', '~': '∼' }

/** Marks inside a word, or alone between spaces, mean nothing. */
function outerMarks(run: string, at: number, whole: string): string {
  const before = whole[at - 1] ?? ''
  const after = whole[at + run.length] ?? ''
  const isInside = WORD.test(before) && WORD.test(after)
  const isAlone = /\s/.test(before) && /\s/.test(after)
  return isInside || isAlone ? run : run.replace(/./g, (mark) => TWINS[mark] ?? mark)
}

const WORD = /[\p{L}\p{N}]/u

/** The same for text that stands at the beginning of lines: it is no quote. */
export function neutralLines(text: string): string {
  return neutral(text).split('\n').map(withoutQuote).join('\n')
}

/** A line of mrkdwn that does not begin a quote, which Slack makes of an escaped `>` as well. */
export function withoutQuote(line: string): string {
  return line.replace(/^(\s*)((?:&gt;)+)/, (_, space: string, run: string) => {
    return space + '＞'.repeat(run.length / ENTITY_LENGTH)
  })
}

const ENTITY_LENGTH = '&gt;'.length

/** `<url|text>`; undefined for what is no http(s) address, which must not become a link. */
export function linkTo(address: string, text: string): string | undefined {
  const url = URL.parse(address.toWellFormed().trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  const href = url.href
    .replace(/[<>|]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('&', '&amp;')
  return `<${href}|${neutral(text).replaceAll('|', '｜') || '→'}>`
}
