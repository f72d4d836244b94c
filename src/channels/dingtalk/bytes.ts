const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** How many bytes `text` takes inside a JSON document in UTF-8, escapes counted, quotes not. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text), 'utf8') - 2
}

/**
 * The longest beginning of `text` that takes at most `bytesMax` bytes of JSON and breaks no
 * character as people see them (an emoji with its modifiers is one). A cut is marked by `…`.
 */
export function cutToJsonBytes(text: string, bytesMax: number): string {
  // A code unit takes at least one byte, so what lies beyond cannot fit in any case.
  const nothingBeyond = text.length <= bytesMax
  if (nothingBeyond && jsonBytes(text) <= bytesMax) return text
  const room = bytesMax - ELLIPSIS_BYTES
  let used = 0
  let end = 0
  for (const character of text) {
    used += jsonBytes(character)
    if (used > room) break
    end += character.length
  }
  const boundary = GRAPHEMES.segment(text.slice(0, end + GRAPHEME_LENGTH_MAX)).containing(
    end,
  )?.index
  return `${text.slice(0, boundary ?? end).trimEnd()}…`
}

const ELLIPSIS_BYTES = 3
/** Longer clusters than any real script or emoji has are cut inside. */
const GRAPHEME_LENGTH_MAX = 64
