/** A message that was written for a chat as an event. What it says is guessed, and the event says so. */
import { INGEST_LIMITS, READING_LIMITS } from '../base/limits.ts'
import type { SourceContext } from '../contract/source.ts'
import type { EventField, EventKind, EventLink, ParsedEvent } from '../model/event.ts'
import type { LocalText } from '../model/text.ts'
import {
  boundedFields,
  boundedLabels,
  boundedName,
  boundedTitle,
  cutToBytes,
  keyOf,
  rawText,
} from './bounds.ts'
import { type ChatWords, chatWordsOf, nameKey } from './chat-words.ts'
import { guess } from './guess.ts'
import { type Pair, pairsIn, plainTextOf } from './markup.ts'
import { digestOf, field, occasionOf } from './parts.ts'

/** What was posted to a chat, whichever product's form it had. */
export type ChatMessage = {
  /** The form's own name: `markdown`, `post`. */
  readonly form: string
  readonly title: string | undefined
  /** With its markup. */
  readonly text: string
  /** Buttons and cards that lead somewhere. */
  readonly links: readonly EventLink[]
  /** The colours that the message is shown in beside those in its text. */
  readonly colours: readonly string[]
  /** The sender's own word for this one message, where it gives one. */
  readonly id: string | undefined
  /** The request's body as text. */
  readonly raw: string
}

/** The event that a message tells of. `product` is the label of what it was meant for. */
export function chatEvent(
  message: ChatMessage,
  product: string,
  { settings, receivedAt }: SourceContext,
): ParsedEvent {
  const words = chatWordsOf(settings)
  const reading = readMessage(message)
  const { title, pairs } = reading
  const guessed = guess(reading, words)
  const raw = message.raw === '' ? title : message.raw
  const { kind, severity } = guessed
  return {
    kind,
    dedupKey: dedupKeyOf(reading, words),
    ...deliveryOf(message, reading, { kind, receivedAt }),
    name: boundedName(title),
    title: boundedTitle(title),
    severity,
    statusText: KIND_TEXTS[kind],
    labels: boundedLabels({
      product,
      name: title,
      guessed: 'true',
      instance: valueIn(pairs, INSTANCE_NAMES),
    }),
    fields: boundedFields([
      ...field('Guessed from the text', '根据文字推断', guessed.reason),
      ...pairs.slice(0, PAIRS_MAX).map(({ name, value }) => ({ label: name, value })),
      ...textField(reading.rest),
    ]),
    links: [...message.links, ...reading.links].slice(0, READING_LIMITS.linksMax),
    raw: rawText(raw),
  }
}

/**
 * A message has no id and no time of its own. Said again, a problem or its end is news, as it may have
 * begun anew; a notice within ten minutes is the same one, which its sender has tried again.
 */
function deliveryOf(
  { id }: ChatMessage,
  { title, lines }: Reading,
  { kind, receivedAt }: { readonly kind: EventKind; readonly receivedAt: number },
): Pick<ParsedEvent, 'deliveryKey' | 'recurs'> {
  if (id !== undefined) return { deliveryKey: keyOf('id', id) }
  if (kind !== 'notice') return { recurs: true }
  return { deliveryKey: keyOf(digestOf([title, ...lines].join('\n')), occasionOf(receivedAt)) }
}

const KIND_TEXTS: Readonly<Record<ParsedEvent['kind'], LocalText | undefined>> = {
  firing: { en: 'firing', zh: '告警中' },
  resolved: { en: 'resolved', zh: '已恢复' },
  acknowledged: undefined,
  notice: undefined,
}

/** Room for the guess and the text is kept. */
const PAIRS_MAX = INGEST_LIMITS.fieldsMax - 2

type Reading = {
  readonly title: string
  readonly lines: readonly string[]
  readonly pairs: readonly Pair[]
  readonly rest: readonly string[]
  readonly links: readonly EventLink[]
  readonly colours: readonly string[]
}

/** Without a title the first line is one. A title that the text repeats is not shown twice. */
function readMessage({ title, text, colours, form }: ChatMessage): Reading {
  const plain = plainTextOf(text)
  const heading = plainTextOf(title ?? '').lines.join(' ')
  const [first = '', ...others] = plain.lines
  const isTitled = heading !== ''
  const shown = isTitled ? heading : first
  const lines = !isTitled || first === heading ? others : plain.lines
  return {
    title: shown === '' ? `(${form})` : shown,
    lines,
    ...pairsIn(lines),
    links: plain.links,
    colours: [...colours, ...plain.colours],
  }
}

function textField(rest: readonly string[]): EventField[] {
  const text = cutToBytes(rest.join('\n'), INGEST_LIMITS.fieldBytesMax)
  return field('Message', '内容', text === '' ? undefined : text)
}

const INSTANCE_NAMES = new Set(
  'instance|instance name|host|hostname|pod|实例|实例名称|主机|主机名'.split('|'),
)

function valueIn(pairs: readonly Pair[], names: ReadonlySet<string>): string | undefined {
  return pairs.find(({ name }) => names.has(nameKey(name)))?.value
}

/**
 * The title without what changes between the problem and its end, and the values that tell where it
 * is. Hashed, as a title may be long.
 */
function dedupKeyOf({ title, pairs }: Reading, words: ChatWords): string {
  const where = pairs
    .filter(({ name }) => words.keyNames.has(nameKey(name)))
    .map(({ name, value }) => `${nameKey(name)}=${value.toLowerCase()}`)
  const stem = stemOf(title, words)
  const isBare = stem === '' && where.length === 0
  const parts = [isBare ? title.toLowerCase() : stem, ...new Set(where.toSorted())]
  return keyOf('chat', digestOf(parts.join('\n')))
}

function stemOf(title: string, { patterns }: ChatWords): string {
  const { resolved, firing, critical, error, warning } = patterns
  let stem = title.replace(COUNT_IN_BRACKETS, '$1')
  for (const pattern of [resolved, firing, critical, error, warning]) {
    stem = stem.replace(pattern, ' ')
  }
  stem = stem.replace(TIMES, ' ').replace(AMOUNTS, ' ').replace(FILLERS, ' ')
  stem = stem
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
  return stem
}

/** `[FIRING:2]`. */
const COUNT_IN_BRACKETS = /[:：] ?\d{1,6}( ?[\]】])/g
const TIMES = /\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?/g
/** Measured values and counts of things: `92%`, `3个`. */
const AMOUNTS = /\d{1,12}(?:\.\d{1,12})? ?%|\d{1,6} ?[个条次台]/g
/** What stands around the words for a problem and its end. */
const FILLERS = /发生|已经|已|通知|消息|提醒/g
