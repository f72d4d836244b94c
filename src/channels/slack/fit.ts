import { SLACK_LIMITS } from '../../base/limits.ts'
import { cutTo } from './length.ts'

/** A part of a message that may be shortened: what stands before it stays. Already mrkdwn. */
export type Piece = {
  /** A column may stand beside another; text has the whole width. */
  readonly kind: 'text' | 'column'
  /** Between it and the piece before it. */
  readonly gap: '\n' | '\n\n'
  readonly prefix: string
  readonly text: string
}

/** Pieces that fit together. */
export type Fitted = {
  readonly pieces: readonly Piece[]
  /** Something was shortened or left out. */
  readonly cut: boolean
  /** How many whole pieces were left out. */
  readonly omitted: number
}

/**
 * Brings pieces into `contentLengthMax` characters. Like water in a basin: every piece may have the
 * same length, as much as there is room for, and the short ones stay whole. So a huge stack trace
 * does not push out the fields beside it, and a digest names each of its alerts, shortened, before
 * any is left out. Only when the shortest sensible pieces are still too many are the last ones
 * left out.
 */
export function fit(all: readonly Piece[]): Fitted {
  const lengthMax = SLACK_LIMITS.contentLengthMax
  const pieces = all.slice(0, SLACK_LIMITS.piecesMax)
  const count = countThatFits(pieces, lengthMax)
  const kept = pieces.slice(0, count)
  const omitted = all.length - count
  if (omitted === 0 && lengthAt(kept, Infinity) <= lengthMax) {
    return { pieces: kept, cut: false, omitted }
  }
  const cap = largestCap(kept, lengthMax)
  return {
    pieces: kept.map((piece) => ({ ...piece, text: cutTo(piece.text, cap) })),
    cut: true,
    omitted,
  }
}

function lengthAt(pieces: readonly Piece[], cap: number): number {
  return pieces.reduce((sum, piece) => sum + pieceLengthAt(piece, cap), 0)
}

function pieceLengthAt({ gap, prefix, text }: Piece, cap: number): number {
  return gap.length + prefix.length + Math.min(text.length, cap)
}

function countThatFits(pieces: readonly Piece[], lengthMax: number): number {
  let sum = 0
  for (const [index, piece] of pieces.entries()) {
    sum += pieceLengthAt(piece, SLACK_LIMITS.pieceLengthMin)
    if (sum > lengthMax) return index
  }
  return pieces.length
}

/** By halving: the greatest length for each piece with which all of them fit. */
function largestCap(pieces: readonly Piece[], lengthMax: number): number {
  let low: number = SLACK_LIMITS.pieceLengthMin
  let high = lengthMax
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (lengthAt(pieces, middle) <= lengthMax) low = middle
    else high = middle - 1
  }
  return low
}
