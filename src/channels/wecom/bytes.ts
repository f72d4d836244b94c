const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** How many bytes `text` takes in UTF-8: what WeCom counts. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/**
 * The longest beginning of `text` that takes at most `bytesMax` bytes (at least 3) and breaks no
 * character as people see them (an emoji with its modifiers is one). A cut is marked by `…`.
 */
export function cutToBytes(text: string, bytesMax: number): string {
  // A code unit takes at least one byte, so what lies beyond cannot fit in any case.
  const nothingBeyond = text.length <= bytesMax
  if (nothingBeyond && bytesOf(text) <= bytesMax) return text
  const room = bytesMax - ELLIPSIS_BYTES
  let used = 0
  let end = 0
  for (const character of text) {
    used += bytesOf(character)
    if (used > room) break
    end += character.length
  }
  const near = text.slice(0, end + GRAPHEME_LENGTH_MAX)
  const boundary = GRAPHEMES.segment(near).containing(end)?.index ?? end
  return `${text.slice(0, boundary).trimEnd()}…`
}

const ELLIPSIS_BYTES = 3
/** Longer clusters than any real script or emoji has are cut inside. */
const GRAPHEME_LENGTH_MAX = 64

/**
 * The same for at most `columnsMax` columns on the screen, of which a Chinese character or an emoji
 * takes two: the recommended lengths of a card are in Chinese characters.
 */
export function cutToColumns(text: string, columnsMax: number): string {
  let used = 0
  let end = 0
  for (const { segment, index } of GRAPHEMES.segment(text)) {
    used += columnsOf(segment)
    if (used > columnsMax) return `${text.slice(0, end).trimEnd()}…`
    // What is kept leaves a column for the mark of a cut.
    if (used < columnsMax) end = index + segment.length
  }
  return text
}

/** Hangul's first letters begin the scripts that are wide; what is between them and 0x1100 is narrow. */
function columnsOf(grapheme: string): number {
  return (grapheme.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2
}
