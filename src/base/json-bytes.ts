const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** How many bytes a newline takes where it stays one: `\n`. */
export const PLAIN_NEWLINE_BYTES = 2

/**
 * How many bytes `text` takes inside a JSON document in UTF-8, escapes counted, quotes not. A form
 * that begins another JSON node at each newline says how many bytes that takes.
 */
export function jsonBytes(text: string, newlineBytes: number = PLAIN_NEWLINE_BYTES): number {
  const bytes = Buffer.byteLength(JSON.stringify(text), 'utf8') - 2
  if (newlineBytes === PLAIN_NEWLINE_BYTES) return bytes
  return bytes + (text.split('\n').length - 1) * (newlineBytes - PLAIN_NEWLINE_BYTES)
}

/**
 * The longest beginning of `text` that takes at most `bytesMax` bytes of JSON and breaks no
 * character as people see them (an emoji with its modifiers is one). A cut is marked by `…`.
 */
export function cutToJsonBytes(
  text: string,
  bytesMax: number,
  newlineBytes: number = PLAIN_NEWLINE_BYTES,
): string {
  // A code unit takes at least one byte, so what lies beyond cannot fit in any case.
  const nothingBeyond = text.length <= bytesMax
  if (nothingBeyond && jsonBytes(text, newlineBytes) <= bytesMax) return text
  const room = bytesMax - ELLIPSIS_BYTES
  let used = 0
  let end = 0
  for (const character of text) {
    used += jsonBytes(character, newlineBytes)
    if (used > room) break
    end += character.length
  }
  const near = GRAPHEMES.segment(text.slice(0, end + GRAPHEME_LENGTH_MAX))
  const boundary = near.containing(end)?.index
  return `${text.slice(0, boundary ?? end).trimEnd()}…`
}

const ELLIPSIS_BYTES = 3
/** Longer clusters than any real script or emoji has are cut inside. */
const GRAPHEME_LENGTH_MAX = 64
