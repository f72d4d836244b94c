const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * The longest beginning of mrkdwn `text` with at most `lengthMax` UTF-16 units that breaks no
 * character as people see them and no entity such as `&amp;`. A cut is marked by `…`.
 */
export function cutTo(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  return `${text.slice(0, boundaryBefore(text, lengthMax - 1)).trimEnd()}…`
}

/** `text` in parts of at most `lengthMax`, parted at newlines or spaces where there are any. */
export function partsOf(text: string, lengthMax: number): readonly string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > lengthMax) {
    const end = breakBefore(rest, lengthMax)
    parts.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).replace(/^(?:[ ]*\n| )/, '')
  }
  return [...parts, rest].filter((part) => part.trim() !== '')
}

/** Where to part: the last newline or space in the later half, else between two characters. */
function breakBefore(text: string, lengthMax: number): number {
  for (const gap of ['\n', ' ']) {
    const at = text.lastIndexOf(gap, lengthMax)
    if (at > lengthMax / 2) return at
  }
  return boundaryBefore(text, lengthMax)
}

/** The last place up to `end` that is inside no character and no entity. Never 0. */
function boundaryBefore(text: string, end: number): number {
  const entityAt = text.lastIndexOf('&', end - 1)
  const isInEntity =
    entityAt > 0 && end - entityAt < (ENTITY.exec(text.slice(entityAt))?.[0].length ?? 0)
  if (isInEntity) return entityAt
  const near = GRAPHEMES.segment(text.slice(0, end + GRAPHEME_LENGTH_MAX)).containing(end)
  if (near !== undefined && near.index > 0) return near.index
  // One cluster fills it all: at least no surrogate pair is broken.
  return /[\udc00-\udfff]/.test(text[end] ?? '') && end > 1 ? end - 1 : end
}

const ENTITY = /^&(?:amp|lt|gt);/
/** Longer clusters than any real script or emoji has are cut inside. */
const GRAPHEME_LENGTH_MAX = 64
