import type { Piece, Section } from '../../base/fit-pieces.ts'
import { LARK_LIMITS } from '../../base/limits.ts'
import { clean, oneLine } from '../../base/plain-text.ts'
import type { MessageBlock, MessageField } from '../../model/message.ts'
import type { Language } from '../../model/text.ts'
import { type Draft, type DraftLink, labelText, type Plan } from './draft.ts'
import { escapeMarkdown, inMarkdownLink, mendEntity } from './markdown.ts'
import type { Mentioned } from './mentions.ts'
import { appendBlock, type Dialect, piecesOf } from './pieces.ts'
import { withoutMentions } from './plain.ts'
import { markOf } from './words.ts'

/**
 * The interactive card, version 1: every client draws it, and what it does not know it leaves out,
 * where version 2 turns the whole card away. The header's colour is the severity or state.
 */
export function planCard(draft: Draft): Plan {
  const { message, heading } = draft
  const nodes = nodesOf(message.blocks, message.language)
  return {
    sections: nodes.map(sectionOf),
    body(drawn, remarks) {
      const elements = [
        ...nodes.flatMap((node, index) => drawNode(node, drawn[index] ?? [])),
        ...remarks.map((text) => ({ tag: 'note', elements: [plainText(text)] })),
        ...linkElements(draft.links),
        ...mentionElements(draft.mentioned),
      ]
      const header = { title: plainText(heading), template: markOf(message).template }
      // A card must have an element, also where a message has nothing but its title.
      const shown = elements.length > 0 ? elements : [{ tag: 'div', text: plainText(heading) }]
      const card = { config: { wide_screen_mode: true }, header, elements: shown }
      return { msg_type: 'interactive', card }
    },
  }
}

/** One element of the card: a stretch of markdown, or fields in two columns. */
type Node = MarkdownNode | FieldsNode
type MarkdownNode = { readonly kind: 'markdown'; readonly pieces: Piece[] }
type FieldsNode = { readonly kind: 'fields'; readonly pieces: Piece[]; readonly isShort: boolean[] }

/** What follows one another and is of one kind is one element, and after many all is one text. */
function nodesOf(blocks: readonly MessageBlock[], language: Language): readonly Node[] {
  const dialect: Dialect = { language, escape: escapeMarkdown, name: bold }
  const nodes: Node[] = []
  for (const block of blocks) {
    if (block.kind === 'fields' && nodes.length < LARK_LIMITS.elementsMax) {
      addFields(nodes, block.fields)
      continue
    }
    const pieces = piecesOf(block, dialect)
    if (pieces.length > 0) appendBlock(lastMarkdown(nodes).pieces, pieces)
  }
  return nodes
}

function lastMarkdown(nodes: Node[]): MarkdownNode {
  const last = nodes.at(-1)
  if (last?.kind === 'markdown') return last
  const fresh: MarkdownNode = { kind: 'markdown', pieces: [] }
  nodes.push(fresh)
  return fresh
}

function addFields(nodes: Node[], fields: readonly MessageField[]): void {
  if (fields.length === 0) return
  const last = nodes.at(-1)
  const node: FieldsNode =
    last?.kind === 'fields' ? last : { kind: 'fields', pieces: [], isShort: [] }
  if (node !== last) nodes.push(node)
  for (const { label, value } of fields) {
    const text = clean(value).trim()
    const name = bold(escapeMarkdown(labelText(label)))
    node.pieces.push({ prefix: name === '' ? '' : `${name}\n`, text: escapeMarkdown(text) })
    node.isShort.push(text.length <= LARK_LIMITS.shortFieldLengthMax && !text.includes('\n'))
  }
}

function bold(name: string): string {
  return name === '' ? '' : `**${name}**`
}

function sectionOf(node: Node): Section {
  const mend = mendEntity
  switch (node.kind) {
    case 'markdown':
      return { pieces: node.pieces, frameBytes: MARKDOWN_BYTES, pieceBytes: 0, mend }
    case 'fields':
      return { pieces: node.pieces, frameBytes: FIELDS_BYTES, pieceBytes: FIELD_BYTES, mend }
  }
}

function drawNode(node: Node, drawn: readonly string[]): readonly object[] {
  if (drawn.length === 0) return []
  switch (node.kind) {
    case 'markdown':
      return [markdown(drawn.join(''))]
    case 'fields':
      return [{ tag: 'div', fields: drawn.map((text, at) => field(text, node.isShort[at])) }]
  }
}

function plainText(content: string): object {
  return { tag: 'plain_text', content }
}

function markdown(content: string): object {
  return { tag: 'markdown', content }
}

function field(content: string, isShort = false): object {
  return { is_short: isShort, text: { tag: 'lark_md', content } }
}

/** An element's JSON without its content, and the comma after it. */
const MARKDOWN_BYTES = bytesOf(markdown(''))
const FIELDS_BYTES = bytesOf({ tag: 'div', fields: [] })
const FIELD_BYTES = bytesOf(field('', false))

function bytesOf(element: object): number {
  return Buffer.byteLength(`${JSON.stringify(element)},`, 'utf8')
}

/** Addresses as buttons, as many as look well; the others as links below them. */
function linkElements(links: readonly DraftLink[]): readonly object[] {
  const buttons = links.filter(({ href }) => href !== undefined).slice(0, LARK_LIMITS.buttonsMax)
  const below = links.filter((link) => !buttons.includes(link))
  const elements: object[] = []
  if (buttons.length > 0) elements.push({ tag: 'action', actions: buttons.map(drawButton) })
  if (below.length > 0) elements.push(markdown(below.map(drawLink).join('\n')))
  return elements
}

function drawButton(link: DraftLink, index: number): object {
  const type = link.isAction && index === 0 ? 'primary' : 'default'
  return { tag: 'button', text: plainText(withoutMentions(link.text)), type, url: link.href }
}

function drawLink({ text, href, address }: DraftLink): string {
  if (href === undefined) return escapeMarkdown(`${text}: ${oneLine(address)}`)
  return `[${escapeMarkdown(text)}](${inMarkdownLink(href)})`
}

function mentionElements({ userIds, all }: Mentioned): readonly object[] {
  const names = all ? ['all', ...userIds] : userIds
  return names.length === 0 ? [] : [markdown(names.map((id) => `<at id=${id}></at>`).join(' '))]
}
