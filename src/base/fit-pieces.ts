import { fill, type Measured } from './fill.ts'
import { cutToJsonBytes, jsonBytes, PLAIN_NEWLINE_BYTES } from './json-bytes.ts'

/** A part of a text that may be shortened: what stands before it stays. */
export type Piece = { readonly prefix: string; readonly text: string }

/** Pieces that become one node of a JSON document, and what the JSON around them takes. */
export type Section = {
  readonly pieces: readonly Piece[]
  /** Bytes of JSON around the node, once. */
  readonly frameBytes: number
  /** Bytes of JSON around each piece. */
  readonly pieceBytes: number
  /** Bytes for each newline in a piece. */
  readonly newlineBytes?: number
  /** Makes a cut text whole again, where a cut could break what is more than one character. */
  readonly mend?: (text: string) => string
}

/** The pieces of each section as they fit; sections without any are empty. */
export type Fitted = {
  readonly drawn: readonly (readonly string[])[]
  /** Something was shortened or left out. */
  readonly cut: boolean
  /** How many whole pieces were left out. */
  readonly omitted: number
}

/** What the pieces of a document may take. */
export type Room = {
  readonly bytesMax: number
  /** A piece is never cut shorter; rather whole ones are left out. */
  readonly pieceBytesMin: number
  /** Pieces beyond are counted and left out. */
  readonly piecesMax: number
}

/** Brings sections into `bytesMax` bytes of JSON; `fill` says what is shortened. */
export function fitPieces(sections: readonly Section[], room: Room): Fitted {
  const { pieces, beyond } = measure(sections, room)
  const basin = { sizeMax: room.bytesMax, pieceMin: room.pieceBytesMin }
  const { count, cap } = fill(pieces, basin, beyond === 0)
  const omitted = pieces.length - count + beyond
  return { drawn: draw(sections, count, cap), cut: cap !== Infinity, omitted }
}

function measure(
  sections: readonly Section[],
  { piecesMax }: Room,
): { pieces: Measured[]; beyond: number } {
  const pieces: Measured[] = []
  let beyond = 0
  for (const section of sections) {
    for (const [index, piece] of section.pieces.entries()) {
      if (pieces.length === piecesMax) beyond += 1
      else {
        const frame = index === 0 ? section.frameBytes : 0
        const fixed = frame + section.pieceBytes + jsonBytes(piece.prefix)
        pieces.push({ fixed, text: jsonBytes(piece.text, section.newlineBytes) })
      }
    }
  }
  return { pieces, beyond }
}

function draw(sections: readonly Section[], count: number, cap: number): string[][] {
  let left = count
  return sections.map((section) => {
    const pieces = section.pieces.slice(0, left)
    left -= pieces.length
    return pieces.map((piece) => piece.prefix + drawText(piece.text, section, cap))
  })
}

function drawText(text: string, section: Section, cap: number): string {
  if (cap === Infinity) return text
  const { newlineBytes = PLAIN_NEWLINE_BYTES, mend = (cut) => cut } = section
  const cut = cutToJsonBytes(text, cap, newlineBytes)
  return cut === text ? text : mend(cut)
}
