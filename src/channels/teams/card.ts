import type { Piece, Section } from '../../base/fit-pieces.ts'
import { jsonBytes } from '../../base/json-bytes.ts'
import { TEAMS_LIMITS } from '../../base/limits.ts'
import { clean, oneLine } from '../../base/plain-text.ts'
import type { MessageForm } from '../../contract/channel.ts'
import type { MessageBlock } from '../../model/message.ts'
import type { Language } from '../../model/text.ts'
import type { Draft, DraftLink } from './draft.ts'
import { labelText } from './draft.ts'
import { linkTo, neutral, neutralLines } from './markdown.ts'
import { mentionEntity, mentionText } from './mentions.ts'
import { colon, markOf } from './words.ts'

/**
 * One form of a message: what of it can be shortened, and how the JSON is made of what was drawn of
 * that. Each remark is a quiet line of ours.
 */
export type Plan = {
  readonly sections: readonly Section[]
  body(drawn: readonly (readonly string[])[], remarks: readonly string[]): object
}

/**
 * An Adaptive Card of version 1.4, the newest that every Teams client draws. `plain` has texts
 * only: no colours, columns, buttons or mentions, in case one of those is what is refused.
 */
export function planCard(draft: Draft, form: MessageForm): Plan {
  const { message } = draft
  const isPlain = form === 'plain'
  const nodes = message.blocks.flatMap((block) => nodesOf(block, message.language, isPlain))
  const buttons = isPlain ? [] : draft.links.filter(isButton).slice(0, TEAMS_LIMITS.buttonsMax)
  const below = draft.links.filter((link) => !buttons.some((button) => button === link))
  const people = isPlain ? [] : draft.mentioned.people
  return {
    sections: nodes.map(sectionOf),
    body(drawn, remarks) {
      const elements = [
        headingOf(draft, isPlain),
        ...nodes.flatMap((node, index) => drawNode(node, drawn[index] ?? [])),
        ...remarks.map((text) => ({ ...textBlock(text), isSubtle: true })),
        ...below.map((link) => textBlock(drawLink(link))),
        ...(people.length > 0 ? [textBlock(people.map(mentionText).join(' '))] : []),
      ]
      const entities = people.map(mentionEntity)
      return envelope({
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        msteams: { width: 'Full', ...(entities.length > 0 ? { entities } : {}) },
        body: elements,
        ...(buttons.length > 0 ? { actions: buttons.map(drawButton) } : {}),
      })
    },
  }
}

function envelope(content: object): object {
  const contentType = 'application/vnd.microsoft.card.adaptive'
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] }
}

function headingOf({ heading, message }: Draft, isPlain: boolean): object {
  const text = { ...textBlock(neutral(heading)), weight: 'Bolder' }
  if (isPlain) return text
  const { style } = markOf(message)
  return { type: 'Container', style, bleed: true, items: [{ ...text, size: 'Medium' }] }
}

/** One element of the card: a text, or fields beside their names. */
type Node =
  | { readonly kind: 'text'; readonly pieces: readonly Piece[] }
  | {
      readonly kind: 'facts'
      readonly pieces: readonly Piece[]
      readonly titles: readonly string[]
    }

function nodesOf(block: MessageBlock, language: Language, isPlain: boolean): readonly Node[] {
  switch (block.kind) {
    case 'text': {
      const text = neutralLines(clean(block.text).trim())
      return text === '' ? [] : [{ kind: 'text', pieces: [{ prefix: '', text }] }]
    }
    case 'fields': {
      const titles = block.fields.map(({ label }) => neutral(labelText(label)))
      const texts = block.fields.map(({ value }) => neutralLines(clean(value).trim()))
      if (texts.length === 0) return []
      if (!isPlain) return [{ kind: 'facts', pieces: texts.map(alone), titles }]
      const lines = texts.map((text, index) => ({
        prefix: `${index === 0 ? '' : '\n\n'}${titles[index]}${colon(language)}`,
        text,
      }))
      return [{ kind: 'text', pieces: lines }]
    }
    case 'lines': {
      const pieces = block.lines.map((line, index) => ({
        prefix: `${index === 0 ? '' : '\n'}- ${markOf(line).sign} `,
        text: neutral(oneLine(line.text)),
      }))
      return pieces.length === 0 ? [] : [{ kind: 'text', pieces }]
    }
  }
}

function alone(text: string): Piece {
  return { prefix: '', text }
}

function sectionOf(node: Node): Section {
  switch (node.kind) {
    case 'text':
      return { pieces: node.pieces, frameBytes: bytesOf(textBlock('')), pieceBytes: 0 }
    case 'facts': {
      // A name is cut to its own bound: the longest is reserved for each.
      const pieceBytes =
        bytesOf(fact('', '')) + Math.max(...node.titles.map((text) => jsonBytes(text)))
      return { pieces: node.pieces, frameBytes: bytesOf(factSet([])), pieceBytes }
    }
  }
}

function drawNode(node: Node, drawn: readonly string[]): readonly object[] {
  if (drawn.length === 0) return []
  switch (node.kind) {
    case 'text':
      return [textBlock(drawn.join(''))]
    case 'facts':
      return [factSet(drawn.map((value, index) => fact(node.titles[index] ?? '', value)))]
  }
}

function textBlock(text: string): object {
  return { type: 'TextBlock', text, wrap: true }
}

function factSet(facts: readonly object[]): object {
  return { type: 'FactSet', facts }
}

function fact(title: string, value: string): object {
  return { title, value }
}

/** An element's JSON, and the comma after it. */
function bytesOf(element: object): number {
  return Buffer.byteLength(`${JSON.stringify(element)},`, 'utf8')
}

function isButton({ href }: DraftLink): boolean {
  return href !== undefined
}

function drawButton({ text, href }: DraftLink): object {
  return { type: 'Action.OpenUrl', title: text, url: href }
}

/** An address that must not become a link (it is no http(s) one) is written out as text. */
function drawLink({ text, href, address }: DraftLink): string {
  return href === undefined ? neutralLines(`${text}: ${address}`) : linkTo(href, text)
}
