import { SLACK_LIMITS } from '../../base/limits.ts'
import { clean, oneLine } from '../../base/plain-text.ts'
import type { Message, MessageBlock, MessageField } from '../../model/message.ts'
import type { Language } from '../../model/text.ts'
import type { Piece } from './fit.ts'
import { cutTo } from './length.ts'
import { neutral, neutralLines } from './mrkdwn.ts'
import { colon, markOf } from './words.ts'

/** Blocks in an attachment, or one text. */
export type Form = 'blocks' | 'text'

/** The parts of a message in mrkdwn, whole. */
export function piecesOf(message: Message, form: Form): readonly Piece[] {
  return message.blocks.flatMap((block) => {
    const pieces = blockPieces(block, form, message.language)
    return pieces.filter((piece) => piece.prefix + piece.text !== '')
  })
}

function blockPieces(block: MessageBlock, form: Form, language: Language): readonly Piece[] {
  switch (block.kind) {
    case 'text':
      return [
        { kind: 'text', gap: '\n\n', prefix: '', text: neutralLines(clean(block.text).trim()) },
      ]
    case 'fields':
      return block.fields.map((field, index) =>
        form === 'blocks' ? columnPiece(field) : linePiece(field, { index, language }),
      )
    case 'lines':
      return block.lines.map((line, index) => ({
        kind: 'text',
        gap: index === 0 ? '\n\n' : '\n',
        prefix: `${markOf(line).sign} `,
        text: neutral(oneLine(line.text)),
      }))
  }
}

/** The label above the value, which makes it bold in every script: Slack wants a space or newline there. */
function columnPiece(field: MessageField): Piece {
  const label = labelOf(field)
  const text = neutralLines(clean(field.value).trim())
  const isShort =
    text.length <= SLACK_LIMITS.columnLengthMax &&
    text.split('\n').length <= SLACK_LIMITS.columnLinesMax
  // A mark inside would end the bold.
  const prefix = label === '' ? '' : `*${label.replaceAll('*', '∗')}*\n`
  return { kind: isShort ? 'column' : 'text', gap: '\n\n', prefix, text }
}

function linePiece(
  field: MessageField,
  { index, language }: { index: number; language: Language },
): Piece {
  const label = labelOf(field)
  const prefix = label === '' ? '' : label + colon(language)
  const text = neutralLines(clean(field.value).trim())
  return { kind: 'text', gap: index === 0 ? '\n\n' : '\n', prefix, text }
}

function labelOf(field: MessageField): string {
  return cutTo(neutral(oneLine(field.label)), SLACK_LIMITS.labelLengthMax)
}
