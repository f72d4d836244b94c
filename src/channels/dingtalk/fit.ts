import { cutToJsonBytes, jsonBytes } from '../../base/json-bytes.ts'
import { DINGTALK_LIMITS } from '../../base/limits.ts'

/** A part of a message that may be shortened: what stands before it stays. Already in the dialect. */
export type Piece = { readonly prefix: string; readonly text: string }

/** Pieces that belong together, and what stands between them. */
export type Section = { readonly pieces: readonly Piece[]; readonly joiner: string }

/** Sections as one text that fits. */
export type Fitted = {
  readonly text: string
  /** Something was shortened or left out. */
  readonly cut: boolean
  /** How many whole pieces were left out. */
  readonly omitted: number
}

/**
 * Brings sections into `bytesMax` bytes of JSON. Like water in a basin: every piece may have the
 * same number of bytes, as many as there is room for, and the short ones stay whole. So a huge stack trace
 * does not push out the fields beside it, and a digest names each of its alerts, shortened, before
 * any is left out. Only when the shortest sensible pieces are still too many are the last ones
 * left out.
 */
export function fit(sections: readonly Section[], bytesMax: number): Fitted {
  const measured = measure(sections)
  const whole = bytesAt(measured.pieces, Number.POSITIVE_INFINITY)
  if (whole <= bytesMax && measured.beyond === 0) {
    return { text: draw(sections, measured.pieces.length, Infinity), cut: false, omitted: 0 }
  }
  const least = DINGTALK_LIMITS.pieceBytesMin
  const count = countThatFits(measured.pieces, least, bytesMax)
  const kept = measured.pieces.slice(0, count)
  const cap = largestCap(kept, bytesMax)
  const omitted = measured.pieces.length - count + measured.beyond
  return { text: draw(sections, count, cap), cut: true, omitted }
}

type Measured = { readonly fixedBytes: number; readonly textBytes: number }

function measure(sections: readonly Section[]): { pieces: Measured[]; beyond: number } {
  const pieces: Measured[] = []
  let beyond = 0
  for (const section of sections) {
    for (const [index, piece] of section.pieces.entries()) {
      if (pieces.length === DINGTALK_LIMITS.piecesMax) beyond += 1
      else {
        const before = index === 0 ? BETWEEN_SECTIONS : section.joiner
        const fixedBytes = jsonBytes(before) + jsonBytes(piece.prefix)
        pieces.push({ fixedBytes, textBytes: jsonBytes(piece.text) })
      }
    }
  }
  return { pieces, beyond }
}

const BETWEEN_SECTIONS = '\n\n'

function bytesAt(pieces: readonly Measured[], cap: number): number {
  let sum = 0
  for (const piece of pieces) sum += piece.fixedBytes + Math.min(piece.textBytes, cap)
  return sum
}

function countThatFits(pieces: readonly Measured[], cap: number, bytesMax: number): number {
  let sum = 0
  for (const [index, piece] of pieces.entries()) {
    sum += piece.fixedBytes + Math.min(piece.textBytes, cap)
    if (sum > bytesMax) return index
  }
  return pieces.length
}

/** By halving: the largest number of bytes for each piece with which all of them fit. */
function largestCap(pieces: readonly Measured[], bytesMax: number): number {
  let low: number = DINGTALK_LIMITS.pieceBytesMin
  let high = bytesMax
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (bytesAt(pieces, middle) <= bytesMax) low = middle
    else high = middle - 1
  }
  return low
}

function draw(sections: readonly Section[], count: number, cap: number): string {
  const drawn: string[] = []
  let left = count
  for (const section of sections) {
    const pieces = section.pieces.slice(0, left)
    left -= pieces.length
    if (pieces.length === 0) continue
    drawn.push(pieces.map((piece) => drawPiece(piece, cap)).join(section.joiner))
  }
  return drawn.join(BETWEEN_SECTIONS)
}

function drawPiece(piece: Piece, cap: number): string {
  return piece.prefix + (cap === Infinity ? piece.text : cutToJsonBytes(piece.text, cap))
}
