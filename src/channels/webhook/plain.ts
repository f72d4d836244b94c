const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * Text from outside made fit to be shown anywhere: well-formed Unicode, one kind of newline, no
 * control characters, no characters that turn the direction of what follows.
 */
export function clean(text: string): string {
  if (!ODD.test(text)) return text
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(UNSEEN, '')
}

// Control characters but tab and newline; embedding, override and isolate marks; byte order mark.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** What `clean` may change: those, carriage returns, and halves of pairs that may stand alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not get through is looked for here.
const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/

/** On one line: newlines become spaces. */
export function oneLine(text: string): string {
  const cleaned = clean(text)
  if (!cleaned.includes('\n')) return cleaned.trim()
  return cleaned
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
}

/**
 * For a receiver whose mark-up is not known: what would ring somebody, make a link or an element in
 * the dialects of chats becomes a character that looks alike. An `@` inside a word stays.
 */
export function harmless(text: string): string {
  return text
    .replace(/(?<![\w.+-])@/g, '＠')
    .replace(/<(?=[a-z/!?@#])/gi, '＜')
    .replaceAll('](', '] (')
    .replace(/&(?=#?\w{1,31};)/g, '＆')
}

/** An http(s) address in its normal form; undefined for what is none. */
export function webAddress(text: string): string | undefined {
  const url = URL.parse(text.toWellFormed().trim())
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined
}

/** How many bytes `text` takes inside a JSON document in UTF-8, escapes counted, quotes not. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text), 'utf8') - 2
}

/**
 * The longest beginning of `text` that takes at most `bytesMax` bytes of JSON and breaks no
 * character as people see them. A cut is marked by `…`.
 */
export function cutToJsonBytes(text: string, bytesMax: number): string {
  if (text.length * ESCAPE_BYTES <= bytesMax) return text
  // A code unit takes at least one byte, so what lies beyond cannot fit in any case.
  if (text.length <= bytesMax && jsonBytes(text) <= bytesMax) return text
  let left = bytesMax - ELLIPSIS_BYTES
  let end = 0
  for (const character of text) {
    left -= jsonBytes(character)
    if (left < 0) break
    end += character.length
  }
  // Clusters that are longer than any script or emoji makes them are cut inside.
  const around = text.slice(0, end + CLUSTER_LENGTH_MAX)
  const whole = GRAPHEMES.segment(around).containing(end)?.index ?? end
  return `${text.slice(0, whole).trimEnd()}…`
}

const ELLIPSIS_BYTES = 3
/** `\\u001f`: what a code unit takes at most. */
const ESCAPE_BYTES = 6
const CLUSTER_LENGTH_MAX = 64
