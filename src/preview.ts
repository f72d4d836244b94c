// In: a checked configuration, an endpoint's name, and what to show. Out: the message that it would be sent.
// Must hold: nothing is sent and nothing stored; the same code makes it as makes the real one.
import type { Clock } from './base/clock.ts'
import { TocsinError } from './base/errors.ts'
import type { ChannelType } from './contract/channel.ts'
import type { SourceType } from './contract/source.ts'
import type {
  Configuration,
  Endpoint,
  MessageTemplate,
  SourceConfiguration,
} from './model/configuration.ts'
import type { Event } from './model/event.ts'
import type { NotificationEntry, ToldState } from './model/notification.ts'
import {
  PREVIEW_KINDS,
  type Preview,
  type PreviewFacts,
  type PreviewKind,
  previewMessage,
  templateFaults,
} from './stages/deliver/deliver.ts'
import { takeRequest } from './stages/intake/intake.ts'

export type { PreviewKind } from './stages/deliver/deliver.ts'
export { PREVIEW_KINDS }

export type PreviewOptions = {
  readonly configuration: Configuration
  readonly channels: readonly ChannelType[]
  readonly sources: readonly SourceType[]
  /** A contact's name, with `/2` for its second endpoint. */
  readonly endpoint: string
  /** A template's name; the contact's own where absent. */
  readonly template?: string
  /** What is shown; the event's own kind where absent, `alert` without an event. */
  readonly kind?: PreviewKind
  /** A request as a source would get it, and the name of the source; the first one where absent. */
  readonly event?: { readonly body: Uint8Array; readonly contentType: string }
  readonly source?: string
  readonly clock: Clock
}

export type Previewed = Preview & {
  readonly endpoint: Endpoint
  readonly kind: PreviewKind
  readonly template?: string
}

/** Throws TOCSIN_USAGE for a name that is not in the configuration, or an event that cannot be read. */
export function preview(options: PreviewOptions): Previewed {
  const { configuration } = options
  const endpoint = endpointNamed(options.endpoint, configuration)
  const channel = options.channels.find(({ type }) => type === endpoint.channel)
  if (!channel) throw usage(`a known channel`, endpoint.channel, [])
  const name = options.template ?? endpoint.template
  const template = name === undefined ? undefined : configuration.templates.get(name)
  if (name !== undefined && !template)
    throw usage('--template with the name of a template', name, configuration.templates.keys())
  const events = options.event && eventsOf(options)
  const told = toldOf(events, options)
  return {
    endpoint,
    kind: told.kind,
    ...(name === undefined ? {} : { template: name }),
    ...previewMessage({ endpoint, channel, template, ...told }),
  }
}

type Told = Pick<PreviewFacts, 'kind' | 'clock'> & Partial<Pick<PreviewFacts, 'entries'>>

/** What a message tells of events, and when; of none: alerts that are made up for the purpose. */
export function toldOf(
  events: readonly Event[] | undefined,
  options: { readonly kind?: PreviewKind | undefined; readonly clock: { now(): number } },
): Told {
  const own = events?.[0] && kindOf(events[0])
  const kind = options.kind ?? (events && events.length > 1 ? 'group' : own) ?? 'alert'
  const entries = events?.map((event) => entryOf(event, kind))
  return { kind, ...(entries ? { entries } : {}), clock: clockFor(entries, options.clock) }
}

/** Why a template fails for sample messages, as sentences; none for one that works. */
export function tryTemplate(template: MessageTemplate, clock: Clock): readonly string[] {
  return [...templateFaults(template, clock)].map(
    ([reason, kinds]) =>
      `It fails for the kinds ${kinds.join(', ')}: ${reason.replace(/\.$/, '')}.`,
  )
}

const AFTER_MS = 3 * 60_000

/** A recorded event is shown as it would have been told, not as going on since it was recorded. */
function clockFor(
  entries: readonly NotificationEntry[] | undefined,
  clock: { now(): number },
): { now(): number } {
  if (entries === undefined) return clock
  const shownAt = Math.max(...entries.map(({ at }) => at)) + AFTER_MS
  return { now: () => shownAt }
}

function endpointNamed(name: string, { contacts }: Configuration): Endpoint {
  const [id = '', number = '1'] = name.split('/')
  const endpoint = contacts.get(id)?.endpoints[Number(number) - 1]
  if (endpoint) return endpoint
  const known = [...contacts.values()].flatMap((contact) =>
    contact.endpoints.map((_, index) => (index === 0 ? contact.id : `${contact.id}/${index + 1}`)),
  )
  throw usage('--endpoint as a contact, or contact/2 for its second endpoint', name, known)
}

const KNOWN_NAMED_MAX = 20

function usage(expected: string, found: string, known: Iterable<string>): TocsinError {
  const names = [...known].slice(0, KNOWN_NAMED_MAX).join(', ')
  const hint = names === '' ? 'There is none in the configuration.' : `There are: ${names}.`
  return new TocsinError(
    'TOCSIN_USAGE',
    `Expected ${expected}, found ${JSON.stringify(found)}. ${hint}`,
  )
}

function eventsOf(options: PreviewOptions): readonly Event[] {
  const { configuration, event, clock } = options
  const { sources } = configuration
  const wanted = options.source
  const source = wanted === undefined ? sources[0] : sources.find(({ name }) => name === wanted)
  if (!source) {
    const known = sources.map(({ name }) => name)
    throw usage('--source with the name of a source', wanted ?? 'no source', known)
  }
  const intake = takeRequest({
    request: {
      method: 'POST',
      path: '',
      query: '',
      headers: { 'content-type': event?.contentType ?? 'application/json' },
      body: event?.body ?? new Uint8Array(),
    },
    source,
    type: typeOf(source, options.sources),
    types: new Map(options.sources.map((one) => [one.type, one])),
    receivedAt: clock.now(),
    newId: () => 'preview',
  })
  if (intake.kind === 'quarantine')
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected --event with what the source ${JSON.stringify(source.name)} takes. ${intake.problem}`,
    )
  if (intake.events.length === 0)
    throw new TocsinError('TOCSIN_USAGE', 'Expected --event with an event, found none in it.')
  return intake.events.map(({ event: taken }, index) => ({ ...taken, id: `preview-${index}` }))
}

function typeOf(source: SourceConfiguration, types: readonly SourceType[]): SourceType {
  const type = types.find((candidate) => candidate.type === source.type)
  if (type) return type
  throw usage('a known source type', source.type, [])
}

function kindOf({ kind }: Event): PreviewKind {
  if (kind === 'resolved' || kind === 'notice') return kind
  return kind === 'acknowledged' ? 'update' : 'alert'
}

/** The event as it would stand in a message of this kind. */
export function entryOf(event: Event, kind: PreviewKind): NotificationEntry {
  const { id, name, title, status, statusText, labels, fields, links, severity } = event
  const at = event.sourceAt ?? event.receivedAt
  const state: ToldState = kind === 'resolved' || kind === 'notice' ? kind : event.kind
  return {
    ...{ subjectId: id, eventId: id, state, severity, name, title, status, statusText },
    ...{ labels, fields, links, at },
    ...(state === 'notice' ? {} : { since: at }),
    ...(event.addressed === undefined ? {} : { addressed: event.addressed }),
  }
}
