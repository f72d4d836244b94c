// In: a request to a source, its body untouched. Out: events ready to be stored, or a quarantine entry.
// Must hold: a request with a valid key is never lost: it becomes events, or it is kept with the reason.
// Pure: the caller stores what comes out, and answers the sender only after that.
import { createHash } from 'node:crypto'
import { assert } from '../../base/assert.ts'
import type { IdSource } from '../../base/id.ts'
import { INGEST_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import { describeError } from '../../base/log.ts'
import { redact, redactHeaders } from '../../base/redact.ts'
import type { Secret } from '../../base/secret.ts'
import type {
  SourceAnswer,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import type { IncomingEvent, QuarantineEntry } from '../../contract/store.ts'
import type { SourceConfiguration } from '../../model/configuration.ts'
import { type Event, type Labels, ownDeliveryKey, type ParsedEvent } from '../../model/event.ts'
import type { Ping } from '../../model/watch.ts'
import { comparedKey, givenKey } from './key.ts'
import { Repeats } from './repeats.ts'
import { RequestLog } from './request-log.ts'

export { Repeats, RequestLog }

export type IntakeFacts = {
  readonly request: SourceRequest
  readonly source: SourceConfiguration
  readonly type: SourceType
  /** The other types, for a request that brings what one of them reads. */
  readonly types: ReadonlyMap<string, SourceType>
  readonly receivedAt: number
  readonly newId: IdSource
}

/** `fault` tells our own mistake (a reader that threw) from a sender's. */
export type Intake =
  | {
      readonly kind: 'events'
      readonly events: readonly IncomingEvent[]
      readonly pings?: readonly Ping[]
      readonly answer?: SourceAnswer
    }
  | {
      readonly kind: 'quarantine'
      readonly entry: QuarantineEntry
      readonly problem: string
      readonly fault: 'sender' | 'ours'
      readonly answer?: SourceAnswer
    }

/** Reads the request with its source's adapter, and dresses each event with what the hub knows. */
export function takeRequest(facts: IntakeFacts): Intake {
  let reading: OwnReading
  try {
    reading = readWith(facts.type, facts.request, facts)
  } catch (error) {
    return quarantine(
      facts,
      `The reader of ${facts.type.type} failed: ${describeError(error).text}`,
      'ours',
    )
  }
  if (reading.kind === 'unparsable') {
    const { expected, found, remedy, answer } = reading
    const problem = `Expected: ${expected} Found: ${found} ${remedy}`
    return { ...quarantine(facts, problem, 'sender'), answer }
  }
  if (reading.events.length > INGEST_LIMITS.eventsPerRequestMax) {
    return quarantine(
      facts,
      `Expected at most ${INGEST_LIMITS.eventsPerRequestMax} events in one request; found ${reading.events.length}. Send them in several requests.`,
      'sender',
    )
  }
  const events = reading.events.map((parsed) => ({ event: dress(parsed, facts), raw: parsed.raw }))
  return { kind: 'events', events, pings: reading.pings, answer: reading.answer }
}

/** What the source reads, or the type to which it hands what came. That one hands nothing on. */
function readWith(type: SourceType, request: SourceRequest, facts: IntakeFacts): OwnReading {
  const { receivedAt, source, types } = facts
  const reading = type.read(request, { settings: source.settings, receivedAt })
  if (reading.kind !== 'as') return reading
  const other = types.get(reading.type)
  assert(other !== undefined, `${type.type} hands on to ${reading.type}, which does not exist`)
  const second = other.read(reading.request, { settings: {}, receivedAt })
  assert(second.kind !== 'as', `${reading.type} hands on what ${type.type} handed to it`)
  return second
}

type OwnReading = Exclude<SourceReading, { kind: 'as' }>

function dress(parsed: ParsedEvent, facts: IntakeFacts): Event {
  const { raw, recurs, ...fact } = parsed
  const id = facts.newId()
  const digest = (): string => createHash('sha256').update(raw).digest('base64url')
  return {
    ...fact,
    ...givenKey(parsed),
    dedupKey: comparedKey(parsed),
    id,
    source: facts.source.name,
    receivedAt: facts.receivedAt,
    deliveryKey: recurs ? ownDeliveryKey(id) : (parsed.deliveryKey ?? digest()),
    labels: dressLabels(parsed, facts.source.name),
  }
}

/** The labels that every event has; a sender's own never speak for the hub's. */
function dressLabels(parsed: ParsedEvent, source: string): Labels {
  const own = Object.entries(parsed.labels).slice(0, INGEST_LIMITS.labelsMax)
  return {
    name: parsed.name,
    ...(parsed.status === undefined ? {} : { status: parsed.status }),
    ...Object.fromEntries(own),
    source,
    severity: parsed.severity,
    kind: parsed.kind,
  }
}

function quarantine(
  facts: IntakeFacts,
  problem: string,
  fault: 'sender' | 'ours',
): Extract<Intake, { kind: 'quarantine' }> {
  const entry = quarantineEntry({ ...facts, problem })
  return { kind: 'quarantine', entry, problem: entry.problem, fault }
}

/** A request as it is kept when it does not become events: bounded, and without credentials. */
export function quarantineEntry(
  facts: Pick<IntakeFacts, 'request' | 'receivedAt' | 'newId'> & {
    readonly source: Pick<SourceConfiguration, 'name'> & Partial<Keys>
    readonly problem: string
  },
): QuarantineEntry {
  const { request, source, receivedAt, newId, problem } = facts
  const body = withoutKeys(request.body, [source.key, source.previousKey])
  return {
    id: newId(),
    source: source.name,
    receivedAt,
    method: request.method,
    path: request.path,
    headers: redactHeaders(request.headers),
    query: request.query === '' ? undefined : redact(request.query),
    bodyBase64: body.subarray(0, STORE_LIMITS.quarantineBodyBytesMax).toString('base64'),
    bodyBytes: body.length,
    problem: redact(problem),
  }
}

type Keys = Pick<SourceConfiguration, 'key' | 'previousKey'>

/** A copy of a body without the ingest keys, which some senders put into it; as long as before. */
function withoutKeys(body: Uint8Array, keys: readonly (Secret | undefined)[]): Buffer {
  const copy = Buffer.from(body)
  for (const key of keys) {
    const secret = Buffer.from(key?.reveal() ?? '')
    if (secret.length === 0) continue
    for (let at = copy.indexOf(secret); at >= 0; at = copy.indexOf(secret, at + secret.length)) {
      copy.fill('*', at, at + secret.length)
    }
  }
  return copy
}
