/** The parts that every event of this source is put together from, whatever it was read from. */
import { createHash } from 'node:crypto'
import { formatTime, type Instant } from '../../base/time.ts'
import type { EventField, EventLink } from '../../model/event.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'
import { consoleUrl, type Resource, resourceWord } from './resource.ts'

/** What Alibaba Cloud writes times in where it names no zone. */
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

/** A field, unless it has nothing to say. */
export function field(en: string, zh: string, value: LocalText | undefined): EventField[] {
  return value === undefined ? [] : [{ label: { en, zh }, value }]
}

/**
 * The resource by its display name and its id. The name that comes with a disk or the like is its
 * instance's, and so gets a field of its own.
 */
export function resourceFields(
  resource: Resource,
  instance: { readonly name: string | undefined; readonly id: string | undefined },
): EventField[] {
  const { id, type } = resource
  const isInstance = type === undefined || /instance$/i.test(type)
  if (isInstance) return field(...wordsFor(type), nameAndId(instance.name, id))
  const owner = instance.name === id ? undefined : nameAndId(instance.name, instance.id)
  return [...field(...wordsFor(type), id), ...field(...wordsFor('instance'), owner)]
}

function wordsFor(type: string | undefined): [string, string] {
  const words = resourceWord(type)
  return [inLanguage(words, 'en'), inLanguage(words, 'zh')]
}

function nameAndId(name: string | undefined, id: string | undefined): string | undefined {
  if (name === undefined || name === id) return id
  return id === undefined ? name : `${name} (${id})`
}

/** The application group; `0` stands for none. */
export function groupIdOf(groupId: string | undefined): string | undefined {
  return groupId === '0' ? undefined : groupId
}

/** The link to the resource's own page, where its address is known. */
export function consoleLinks(
  product: string,
  resource: Resource,
  region: string | undefined,
): EventLink[] {
  const url = consoleUrl({ product, type: resource.type, id: resource.id, region })
  return url === undefined
    ? []
    : [{ text: { en: 'Alibaba Cloud console', zh: '阿里云控制台' }, url }]
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
