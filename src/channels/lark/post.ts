import type { Section } from '../../base/fit-pieces.ts'
import type { Draft, DraftLink, Plan } from './draft.ts'
import { localeOf } from './draft.ts'
import { type Dialect, piecesOf } from './pieces.ts'
import { withoutMentions } from './plain.ts'

/** The rich text (富文本): a title and lines of nodes, in which a text is never mark-up. */
export function planPost(draft: Draft): Plan {
  const { message, heading, mentioned } = draft
  const dialect: Dialect = {
    language: message.language,
    escape: withoutMentions,
    name: (label) => label,
  }
  const sections = message.blocks.map(
    (block): Section => ({
      pieces: piecesOf(block, dialect),
      frameBytes: 0,
      pieceBytes: LINE_BYTES,
      newlineBytes: LINE_BYTES,
    }),
  )
  const ids = mentioned.all ? ['all', ...mentioned.userIds] : mentioned.userIds
  const mentions = ids.map((id) => ({ tag: 'at', user_id: id }))
  return {
    sections,
    body(drawn, remarks) {
      const lines = [
        ...drawn.flat().flatMap((text) => text.split('\n').map(textLine)),
        ...remarks.map(textLine),
        ...draft.links.map(linkLine),
        ...(mentions.length > 0 ? [mentions] : []),
      ]
      const content = lines.length > 0 ? lines : [textLine(heading)]
      const post = { [localeOf(message.language)]: { title: heading, content } }
      return { msg_type: 'post', content: { post } }
    },
  }
}

function textLine(text: string): readonly object[] {
  // An empty line has a blank, since a node without text is not promised to be taken.
  return [{ tag: 'text', text: text === '' ? ' ' : text }]
}

/** A line's JSON with the comma after it, and with the blank of an empty one. */
const LINE_BYTES = Buffer.byteLength(`${JSON.stringify(textLine(''))},`, 'utf8')

function linkLine({ text, href, address }: DraftLink): readonly object[] {
  if (href === undefined) return textLine(withoutMentions(`${text}: ${address}`))
  return [{ tag: 'a', text: withoutMentions(text), href }]
}
