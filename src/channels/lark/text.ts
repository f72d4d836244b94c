import type { Piece } from '../../base/fit-pieces.ts'
import type { Draft, Plan } from './draft.ts'
import { appendBlock, type Dialect, piecesOf } from './pieces.ts'
import { withoutTags } from './plain.ts'
import { everybody } from './words.ts'

/** The plain text message: no mark-up, addresses written out. */
export function planText(draft: Draft): Plan {
  const { message, mentioned } = draft
  const dialect: Dialect = {
    language: message.language,
    escape: withoutTags,
    name: (label) => label,
  }
  const pieces: Piece[] = []
  for (const block of message.blocks) appendBlock(pieces, piecesOf(block, dialect))
  const links = draft.links.map(({ text, address }) => withoutTags(`${text}: ${address}`))
  const all = mentioned.all ? [`<at user_id="all">${everybody(message.language)}</at>`] : []
  const mentions = [...all, ...mentioned.userIds.map((id) => `<at user_id="${id}"></at>`)]
  return {
    // The frame is the empty line between the heading and the blocks.
    sections: [{ pieces, frameBytes: 4, pieceBytes: 0 }],
    body(drawn, remarks) {
      const blocks = drawn.flat().join('')
      const parts = [withoutTags(draft.heading), blocks, ...remarks, links.join('\n')]
      const text = [...parts, mentions.join(' ')].filter((part) => part !== '').join('\n\n')
      return { msg_type: 'text', content: { text } }
    },
  }
}
