import { fill } from './fill.ts'

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

/** How much may be said, and how the platform counts it. */
export type TextRoom = {
  readonly bytesMax: number
  /** A piece is never cut shorter; rather whole ones are left out. */
  readonly pieceBytesMin: number
  /** Pieces beyond are counted and left out. */
  readonly piecesMax: number
  readonly bytesOf: (text: string) => number
  readonly cutToBytes: (text: string, bytesMax: number) => string
}

/** Brings sections into one text of at most `bytesMax` bytes; `fill` says what is shortened. */
export function fitText(sections: readonly Section[], room: TextRoom): Fitted {
  const all = sections.flatMap(({ pieces, joiner }) =>
    pieces.map((piece, index) => ({ piece, before: index === 0 ? BETWEEN_SECTIONS : joiner })),
  )
  const pieces = all.slice(0, room.piecesMax).map(({ piece, before }) => ({
    fixed: room.bytesOf(before) + room.bytesOf(piece.prefix),
    text: room.bytesOf(piece.text),
  }))
  const basin = { sizeMax: room.bytesMax, pieceMin: room.pieceBytesMin }
  const { count, cap } = fill(pieces, basin, pieces.length === all.length)
  const omitted = all.length - count
  const text = draw(sections, count, (piece) => {
    return piece.prefix + (cap === Infinity ? piece.text : room.cutToBytes(piece.text, cap))
  })
  return { text, cut: cap !== Infinity, omitted }
}

const BETWEEN_SECTIONS = '\n\n'

function draw(
  sections: readonly Section[],
  count: number,
  drawPiece: (piece: Piece) => string,
): string {
  const drawn: string[] = []
  let left = count
  for (const section of sections) {
    const pieces = section.pieces.slice(0, left)
    left -= pieces.length
    if (pieces.length > 0) drawn.push(pieces.map(drawPiece).join(section.joiner))
  }
  return drawn.join(BETWEEN_SECTIONS)
}
