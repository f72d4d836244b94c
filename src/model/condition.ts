// What a condition (`when`) of a policy looks at, and how it is asked.
import type { Event } from './event.ts'
import { inLanguage, type LocalText } from './text.ts'

/** An event as a condition sees it; every name is there for every event. */
export type ConditionFacts = {
  readonly kind: string
  readonly name: string
  readonly severity: string
  /** The sender's own word for the phase; empty where it has none. */
  readonly status: string
  readonly source: string
  /** In English, and behind it in Chinese where that differs. */
  readonly title: string
  readonly labels: Readonly<Record<string, string>>
  /** The lines of detail by their English names. */
  readonly fields: Readonly<Record<string, string>>
  /** Title and details as one text in both languages, to look for words in. */
  readonly content: string
}

/** A condition that is ready to be asked. */
export type Condition = {
  /** As the operator wrote it. */
  readonly text: string
  /** Why it does not hold for this event, as a sentence; undefined where it holds. One that fails to run does not hold. */
  readonly objection: (facts: ConditionFacts) => LocalText | undefined
}

/** What conditions are asked about: an event, or an alert, which has no details of its own. */
export type ConditionSubject = Pick<
  Event,
  'name' | 'severity' | 'status' | 'source' | 'title' | 'labels'
> &
  Partial<Pick<Event, 'kind' | 'fields'>>

/** The facts of an event. Made for each event that a condition is asked about, not for all. */
export function conditionFacts(subject: ConditionSubject): ConditionFacts {
  const { kind = 'firing', name, severity, status = '', source, labels } = subject
  const title = bothLanguages(subject.title)
  const fields = (subject.fields ?? []).map(
    ({ label, value }) => [inLanguage(label, 'en'), inLanguage(value, 'en')] as const,
  )
  const lines = (subject.fields ?? []).map(
    ({ label, value }) => `${bothLanguages(label)}: ${bothLanguages(value)}`,
  )
  return {
    kind,
    name,
    severity,
    status,
    source,
    title,
    labels,
    fields: Object.fromEntries(fields),
    content: [title, ...lines].join('\n'),
  }
}

function bothLanguages(text: LocalText): string {
  const en = inLanguage(text, 'en')
  const zh = inLanguage(text, 'zh')
  return en === zh ? en : `${en} ${zh}`
}
