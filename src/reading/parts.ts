/** What the events of every source are put together from, whatever they were read from. */
import { createHash } from 'node:crypto'
import { READING_LIMITS } from '../base/limits.ts'
import { formatTime, type Instant } from '../base/time.ts'
import type { EventField } from '../model/event.ts'
import { inLanguage, type Language, type LocalText } from '../model/text.ts'

/** A field, unless it has nothing to say. */
export function field(en: string, zh: string, value: LocalText | undefined): EventField[] {
  return value === undefined ? [] : [{ label: { en, zh }, value }]
}

/** What times are shown in where the sender names no zone: what China, and Alibaba Cloud everywhere, writes. */
const USUAL_OFFSET_MINUTES = 480

/** The zone that people read an event's times in: the sender's own, where it has one. */
export function zoneOf(time: Instant | undefined): number {
  return time?.offsetMinutes ?? USUAL_OFFSET_MINUTES
}

/** When it happened, for people; nothing where the sender did not say. */
export function timeField(time: Instant | undefined): EventField[] {
  if (time === undefined) return []
  return [{ label: { en: 'Event time', zh: '事件时间' }, value: formatTime(time.at, zoneOf(time)) }]
}

/** Texts joined with ` · `, in both languages; what is missing is left out. */
export function joined(...parts: readonly (LocalText | undefined)[]): LocalText {
  const present = parts.filter((part) => part !== undefined)
  const inOne = (language: Language) =>
    present.map((part) => inLanguage(part, language)).reduce((left, right) => withDot(left, right))
  const en = inOne('en')
  const zh = inOne('zh')
  return en === zh ? en : { en, zh }
}

/** A full-width bracket brings its own space. */
function withDot(left: string, right: string): string {
  return `${left}${/[）」】]$/.test(left) ? '' : ' '}· ${right}`
}

/** A digest that stands in for the id that a sender did not give. */
export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

/**
 * What tells a message that says neither an id nor a time from its like: the ten minutes in which it
 * came. A repetition within them is the same delivery; a later one happened again.
 */
export function occasionOf(receivedAt: number): string {
  return String(Math.floor(receivedAt / READING_LIMITS.repetitionMs))
}
