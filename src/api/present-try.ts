import type { EntryTrace } from '../contract/source.ts'
import type { Event } from '../model/event.ts'
import { presentEvent, presentText } from './present.ts'
import type { WireTriedEntry, WireTriedEvent } from './wire-try.ts'

/** An event that would have been taken, with its details: no store has it. */
export function presentTriedEvent(event: Event): WireTriedEvent {
  return {
    ...presentEvent(event),
    fields: event.fields.map(({ label, value }) => ({
      label: presentText(label),
      value: presentText(value),
    })),
    links: event.links.map(({ text, url }) => ({ text: presentText(text), url })),
  }
}

/** How an entry was read. */
export function presentTrace({ entry, event, parts }: EntryTrace): WireTriedEntry {
  return {
    entry,
    event,
    parts: parts.map(({ problems, ...origin }) => ({
      ...origin,
      problems: problems.map(presentText),
    })),
  }
}
