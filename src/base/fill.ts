/** What a piece takes: that which cannot be shortened, and its text. */
export type Measured = { readonly fixed: number; readonly text: number }

/** The room, in whatever unit the pieces are measured in. */
export type Basin = {
  readonly sizeMax: number
  /** A piece's text is never cut shorter; rather whole pieces are left out. */
  readonly pieceMin: number
}

/** How many of the pieces fit, and how long the text of each may be; Infinity where all are whole. */
export type Filled = { readonly count: number; readonly cap: number }

/**
 * Like water in a basin: every piece may have the same size, as much as there is room for, and the
 * short ones stay whole. So a huge stack trace does not push out the fields beside it, and a digest
 * names each of its alerts, shortened, before any is left out. Only when the shortest sensible pieces
 * are still too many are the last ones left out. `isWhole` is false where pieces are missing already:
 * then all are capped, so that there is room to say so.
 */
export function fill(pieces: readonly Measured[], basin: Basin, isWhole = true): Filled {
  if (isWhole && sizeAt(pieces, Infinity) <= basin.sizeMax)
    return { count: pieces.length, cap: Infinity }
  const count = countThatFits(pieces, basin)
  return { count, cap: largestCap(pieces.slice(0, count), basin) }
}

function sizeAt(pieces: readonly Measured[], cap: number): number {
  let sum = 0
  for (const piece of pieces) sum += piece.fixed + Math.min(piece.text, cap)
  return sum
}

function countThatFits(pieces: readonly Measured[], { sizeMax, pieceMin }: Basin): number {
  let sum = 0
  for (const [index, piece] of pieces.entries()) {
    sum += piece.fixed + Math.min(piece.text, pieceMin)
    if (sum > sizeMax) return index
  }
  return pieces.length
}

/** By halving: the largest size for each piece with which all of them fit. */
function largestCap(pieces: readonly Measured[], { sizeMax, pieceMin }: Basin): number {
  let low = pieceMin
  let high = Math.max(low, sizeMax)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (sizeAt(pieces, middle) <= sizeMax) low = middle
    else high = middle - 1
  }
  return low
}
