import { SLACK_LIMITS } from '../../base/limits.ts'
import type { Piece } from './fit.ts'
import { cutTo, partsOf } from './length.ts'
import { withoutQuote } from './mrkdwn.ts'

type MrkdwnText = { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true }

/** The blocks of Block Kit that we use. */
export type SlackBlock =
  | { readonly type: 'section'; readonly text: MrkdwnText }
  | { readonly type: 'section'; readonly fields: readonly MrkdwnText[] }
  | { readonly type: 'context'; readonly elements: readonly MrkdwnText[] }

/** Text in which Slack makes no links and mentions but those that are written out as such. */
function mrkdwn(text: string): MrkdwnText {
  return { type: 'mrkdwn', text, verbatim: true }
}

export function section(text: string): SlackBlock {
  return { type: 'section', text: mrkdwn(text) }
}

/** Small and grey. */
export function context(text: string): SlackBlock {
  return { type: 'context', elements: [mrkdwn(text)] }
}

/** Blocks, and how many pieces found no place in them. */
export type Layout = { readonly blocks: readonly SlackBlock[]; readonly omitted: number }

/**
 * Pieces as sections, each as full as Slack allows: columns ten to a section, texts together up to
 * 3,000 characters; what is longer goes on in the next section.
 */
export function layOut(pieces: readonly Piece[], blocksMax: number): Layout {
  const blocks: SlackBlock[] = []
  let index = 0
  while (index < pieces.length) {
    const run = runFrom(pieces, index)
    const drawn = run[0]?.kind === 'column' ? [columns(run)] : texts(run)
    if (blocks.length + drawn.length > blocksMax) break
    blocks.push(...drawn)
    index += run.length
  }
  return { blocks, omitted: pieces.length - index }
}

/** The pieces from `start` on that can share one section, at least one. */
function runFrom(pieces: readonly Piece[], start: number): readonly Piece[] {
  const kind = pieces[start]?.kind
  let length = 0
  let end = start
  for (const piece of pieces.slice(start)) {
    length += piece.gap.length + piece.prefix.length + piece.text.length
    const isFull =
      kind === 'column'
        ? end - start === SLACK_LIMITS.sectionFieldsMax
        : length > SLACK_LIMITS.sectionLengthMax
    if (end > start && (piece.kind !== kind || isFull)) break
    end += 1
  }
  return pieces.slice(start, end)
}

function columns(run: readonly Piece[]): SlackBlock {
  const fields = run.map(({ prefix, text }) =>
    mrkdwn(cutTo(prefix + text, SLACK_LIMITS.sectionFieldLengthMax)),
  )
  return { type: 'section', fields }
}

function texts(run: readonly Piece[]): readonly SlackBlock[] {
  const parts = partsOf(joinPieces(run), SLACK_LIMITS.sectionLengthMax)
  return parts.map((part) => section(withoutQuote(part)))
}

/** Pieces as one text. */
export function joinPieces(pieces: readonly Piece[]): string {
  return pieces
    .map(({ gap, prefix, text }, index) => (index === 0 ? '' : gap) + prefix + text)
    .join('')
}
