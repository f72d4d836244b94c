import { parseIsoTime } from '../../base/time.ts'
import type { EventField } from '../../model/event.ts'
import { howLong } from '../../model/how-long.ts'
import type { MessageBlock, MessageField } from '../../model/message.ts'
import type { Notification, NotificationEntry } from '../../model/notification.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'
import { localTime } from './times.ts'
import { lengthOf, type Told } from './told.ts'
import { COUNTED, WORDS } from './words.ts'

type SingleFacts = {
  readonly notification: Notification
  readonly language: Language
  readonly zone: string
  readonly now: number
}

/** What is said of one alert: the measured values, since when, where, and then the rest. */
export function singleBlocks(told: Told, facts: SingleFacts): readonly MessageBlock[] {
  const { entry } = told
  const say = (text: LocalText): string => inLanguage(text, facts.language)
  const ranked: readonly [MessageField[], MessageField[], MessageField[]] = [[], [], []]
  for (const field of entry.fields) {
    if (!isTimeTold(field, entry))
      ranked[rankOf(field)].push({ label: say(field.label), value: say(field.value) })
  }
  const fields = [
    ...ranked[0],
    ...timeFields(told, facts),
    ...answerFields(told, say),
    ...ranked[1],
    ...placeFields(entry, say),
    ...ranked[2],
    ...field(say(WORDS.source), entry.labels['source']),
    ...field(say(WORDS.policy), facts.notification.policy),
  ]
  return [
    ...(told.overMeanwhile ? [{ kind: 'text' as const, text: say(WORDS.overMeanwhile) }] : []),
    { kind: 'fields', fields },
  ]
}

/** English labels, as the sources write them, by how soon they are wanted at night. */
const MEASURED =
  /^(?:value|current value|threshold|condition|metric|lasting|summary|description|message|reason|impact|not before)$/i
const LATE =
  /^(?:account|status|level|event|event id|event code|published|resource type|trace id|rule id)$/i

/** 0 for what was measured, 2 for what is rarely looked at. */
function rankOf({ label }: EventField): 0 | 1 | 2 {
  const name = inLanguage(label, 'en')
  if (MEASURED.test(name)) return 0
  return LATE.test(name) ? 2 : 1
}

/** Whether a source's own field for the time only repeats what the message says in the reader's zone. */
function isTimeTold({ label, value }: EventField, entry: NotificationEntry): boolean {
  if (inLanguage(label, 'en') !== 'Event time') return false
  const read = parseIsoTime(inLanguage(value, 'en').replace(/ UTC$/, 'Z'))
  return read !== undefined && Math.floor(read.at / 1000) === Math.floor(entry.at / 1000)
}

function timeFields(told: Told, { language, zone, now }: SingleFacts): readonly MessageField[] {
  const { entry, state } = told
  const say = (text: LocalText): string => inLanguage(text, language)
  const length = lengthOf(told, now)
  const long = length === undefined ? undefined : howLong(length, language)
  if (state === 'notice') return field(say(WORDS.at), localTime(entry.at, zone))
  const began = localTime(entry.since ?? entry.at, zone)
  if (state !== 'resolved') {
    const since = long === undefined ? began : say(COUNTED.lasting(began, long))
    return field(say(WORDS.since), since)
  }
  const lasted = long !== undefined && told.overMeanwhile ? say(COUNTED.atMost(long)) : long
  return [
    ...field(say(WORDS.lasted), lasted),
    ...(entry.since === undefined && !told.overMeanwhile ? [] : field(say(WORDS.began), began)),
    ...(told.overMeanwhile ? [] : field(say(WORDS.resolvedAt), localTime(entry.at, zone))),
  ]
}

function answerFields({ entry }: Told, say: (text: LocalText) => string): readonly MessageField[] {
  return [
    ...field(say(WORDS.resolvedBy), entry.resolvedBy),
    ...field(say(WORDS.acknowledgedBy), entry.answeredBy),
  ]
}

/** Where it is, by the labels, where neither title nor fields say so. */
function placeFields(
  entry: NotificationEntry,
  say: (text: LocalText) => string,
): readonly MessageField[] {
  const said = [say(entry.title), ...entry.fields.map(({ value }) => say(value))]
  return (['product', 'region', 'instance', 'resource'] as const).flatMap((name) => {
    const value = entry.labels[name]
    if (value === undefined || said.some((text) => text.includes(value))) return []
    said.push(value)
    return field(say(WORDS[name]), value)
  })
}

function field(label: string, value: string | undefined): readonly MessageField[] {
  return value === undefined || value === '' ? [] : [{ label, value }]
}
