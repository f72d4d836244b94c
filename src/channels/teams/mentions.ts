import { TEAMS_LIMITS } from '../../base/limits.ts'
import { oneLine } from '../../base/plain-text.ts'
import { listOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'

/** Somebody whom Teams rings for: known by mail address (user principal name) or object id. */
export type Person = { readonly id: string; readonly name: string }

/** Whom Teams shall ring for; `leftOut` counts those for whom there was no room. */
export type Mentioned = { readonly people: readonly Person[]; readonly leftOut: number }

/** Those whom the endpoint names: Teams knows nobody by mobile number, and a card rings no whole channel. */
export function mentionedIn(message: Message, settings: Settings): Mentioned {
  if (message.mentions.quiet) return { people: [], leftOut: 0 }
  const people = new Map<string, Person>()
  for (const text of listOf(settings, 'userIds')) {
    const person = readPerson(text)
    if (person !== undefined) people.set(person.id.toLowerCase(), person)
  }
  const all = [...people.values()]
  const kept = all.slice(0, TEAMS_LIMITS.mentionsMax)
  return { people: kept, leftOut: all.length - kept.length }
}

/** `wang@example.com`, `Wang Wei <wang@example.com>`, or an object id in either place. */
export function readPerson(text: string): Person | undefined {
  const parts = /^(?:([^<>]*)<([^<>]+)>|([^<>]+))$/.exec(oneLine(text))
  const id = (parts?.[2] ?? parts?.[3] ?? '').trim()
  const isKnown = MAIL_ADDRESS.test(id) || OBJECT_ID.test(id)
  if (!isKnown || id.length > TEAMS_LIMITS.userIdLengthMax) return undefined
  const name = (parts?.[1] ?? '').trim().slice(0, TEAMS_LIMITS.nameLengthMax).toWellFormed()
  return { id, name: name || id.replace(/@.*/, '') }
}

const MAIL_ADDRESS = /^[\w.+#'-]+@[\w-]+(?:\.[\w-]+)+$/
const OBJECT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The literal that must stand in the card, the same as in its entity. */
export function mentionText({ name }: Person): string {
  return `<at>${name}</at>`
}

/** The card's entity for a mention: without it the literal is text and rings nobody. */
export function mentionEntity(person: Person): object {
  const { id, name } = person
  return { type: 'mention', text: mentionText(person), mentioned: { id, name } }
}
