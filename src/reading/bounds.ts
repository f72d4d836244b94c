/** Makes whatever a sender wrote fit to be stored and shown: well-formed, bounded, without control characters. */
import { createHash } from 'node:crypto'
import { INGEST_LIMITS, READING_LIMITS } from '../base/limits.ts'
import type { EventField, Labels } from '../model/event.ts'
import type { LocalText } from '../model/text.ts'
import { ownLabels } from './own-labels.ts'

const CUT_MARK = '…'
const CUT_MARK_BYTES = 3

/** At most `bytesMax` bytes of UTF-8, never half a character; what was cut ends in `…`. */
export function cutToBytes(text: string, bytesMax: number): string {
  if (text.length * 3 <= bytesMax) return text
  const bytes = Buffer.from(text)
  if (bytes.length <= bytesMax) return text
  let end = bytesMax - CUT_MARK_BYTES
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end) + CUT_MARK
}

/** One line: control characters and line ends become blanks, ends are trimmed. */
function oneLine(text: string): string {
  if (PRINTABLE.test(text)) return text.trim()
  return text.toWellFormed().replace(CONTROLS, ' ').trim()
}

/** Any lines, but no control characters besides the line end and the tab. */
function someLines(text: string): string {
  if (PRINTABLE.test(text)) return text.trim()
  return text.toWellFormed().replace(CONTROLS_WITHIN_LINES, ' ').trim()
}

/** Nearly everything that senders write: nothing to mend in it. */
const PRINTABLE = /^[\x20-\x7e\u4e00-\u9fff]*$/

/** Every character of the category `Cc`, and the separators that end a line. */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu
const CONTROLS_WITHIN_LINES = /(?![\n\t])[\p{Cc}\u2028\u2029]/gu

/**
 * A key from its parts: compared without case, since senders change it between two messages about
 * one thing. A long one is replaced by its digest, so that two long ones stay two.
 */
export function keyOf(...parts: readonly (string | undefined)[]): string {
  const key = parts
    .map((part) =>
      oneLine(part ?? '')
        .toLowerCase()
        .replaceAll('|', '%7c'),
    )
    .join('|')
  if (key.length <= INGEST_LIMITS.dedupKeyLengthMax) return key
  return `sha256:${createHash('sha256').update(key).digest('hex')}`
}

/**
 * Labels from what is known: blanks are left out, values are one line within the limit. The sender's
 * `own` come after, where their names are names and mean nothing else here.
 */
export function boundedLabels(
  known: Readonly<Record<string, string | undefined>>,
  own: Readonly<Record<string, unknown>> = {},
): Labels {
  const labels = new Map<string, string>()
  const add = (name: string, text: string | undefined) => {
    const value = boundedName(text ?? '')
    const isRoom = labels.size < INGEST_LIMITS.labelsMax && !labels.has(name)
    if (value !== '' && isRoom) labels.set(name, value)
  }
  for (const [name, value] of Object.entries(known)) add(name, value)
  for (const [name, value] of Object.entries(ownLabels(own))) add(name, value)
  return Object.fromEntries(labels)
}

/** Fields that say something, within the limits of count and size. */
export function boundedFields(fields: readonly EventField[]): readonly EventField[] {
  return fields
    .map(({ label, value }) => ({
      label: mapText(label, (text) => cutToBytes(oneLine(text), READING_LIMITS.fieldNameBytesMax)),
      value: mapText(value, (text) => cutToBytes(someLines(text), INGEST_LIMITS.fieldBytesMax)),
    }))
    .filter(({ label, value }) => !isBlank(label) && !isBlank(value))
    .slice(0, INGEST_LIMITS.fieldsMax)
}

/** What an event was read from, as every database's text column takes it. */
export function rawText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

/** One line within the limit of a title. */
export function boundedTitle(title: LocalText): LocalText {
  return mapText(title, (text) => cutToBytes(oneLine(text), INGEST_LIMITS.titleBytesMax))
}

/** A name or phase as one line within the limit of a label. */
export function boundedName(text: string): string {
  return cutToBytes(oneLine(text), INGEST_LIMITS.labelBytesMax)
}

/** `change` done to the words of each language; words that come out the same become one. */
export function mapText(text: LocalText, change: (words: string) => string): LocalText {
  if (typeof text === 'string') return change(text)
  const en = change(text.en)
  const zh = change(text.zh)
  return en === zh ? en : { en, zh }
}

function isBlank(text: LocalText): boolean {
  return typeof text === 'string' ? text === '' : text.en === '' || text.zh === ''
}
