import { fill } from '../../base/fill.ts'
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

/** Brings pieces into `contentLengthMax` characters; `fill` says what is shortened. */
export function fit(all: readonly Piece[]): Fitted {
  const pieces = all.slice(0, SLACK_LIMITS.piecesMax)
  const measured = pieces.map(({ gap, prefix, text }) => ({
    fixed: gap.length + prefix.length,
    text: text.length,
  }))
  const basin = { sizeMax: SLACK_LIMITS.contentLengthMax, pieceMin: SLACK_LIMITS.pieceLengthMin }
  const { count, cap } = fill(measured, basin, pieces.length === all.length)
  const kept = pieces.slice(0, count)
  const omitted = all.length - count
  if (cap === Infinity) return { pieces: kept, cut: false, omitted }
  const short = kept.map((piece) => ({ ...piece, text: cutTo(piece.text, cap) }))
  return { pieces: short, cut: true, omitted }
}
