import type { Piece } from '../../base/fit-pieces.ts'
import { clean, oneLine } from '../../base/plain-text.ts'
import type { MessageBlock } from '../../model/message.ts'
import type { Language } from '../../model/text.ts'
import { labelText } from './draft.ts'
import { colon, markOf } from './words.ts'

/** How values and names are written in one form's dialect. */
export type Dialect = {
  readonly language: Language
  escape(text: string): string
  /** A field's name, already escaped. */
  name(label: string): string
}

/** A block as lines: its text, or `name: value` for each field, or a sign before each entry. */
export function piecesOf(block: MessageBlock, dialect: Dialect): readonly Piece[] {
  switch (block.kind) {
    case 'text': {
      const text = dialect.escape(clean(block.text).trim())
      return text === '' ? [] : [{ prefix: '', text }]
    }
    case 'fields':
      return block.fields.map(({ label, value }) => ({
        prefix: `${dialect.name(dialect.escape(labelText(label)))}${colon(dialect.language)}`,
        text: dialect.escape(clean(value).trim()),
      }))
    case 'lines':
      return block.lines.map((line) => ({
        prefix: `${markOf(line).sign} `,
        text: dialect.escape(oneLine(line.text)),
      }))
  }
}

/** The pieces of several blocks as one text: an empty line between blocks, a newline inside them. */
export function appendBlock(pieces: Piece[], block: readonly Piece[]): void {
  for (const [index, piece] of block.entries()) {
    const before = index === 0 ? '\n\n' : '\n'
    pieces.push(pieces.length === 0 ? piece : { ...piece, prefix: before + piece.prefix })
  }
}
