/**
 * In: CloudEvents 1.0 over HTTP, structured, binary or batched, and the question whether they may be sent.
 * Out: one event for each of them, or what came for `cloudmonitor` where Alibaba Cloud's EventBridge sent it.
 * Holds: pure; never throws for what was sent; one event of a batch that cannot be read costs none of the others.
 */
import { INGEST_LIMITS } from '../../base/limits.ts'
import { listOf } from '../../contract/fields.ts'
import type {
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { keyOf } from '../../reading/bounds.ts'
import { digestOf } from '../../reading/parts.ts'
import { eventOf, type Mapping } from './cloud-event.ts'
import { type CloudEvent, envelopesOf, isFromAlibaba, structured } from './envelope.ts'
import { permission } from './permission.ts'
import { LIST_FIELDS } from './settings.ts'

/** CloudEvents over HTTP. */
export const cloudevents: SourceType = {
  type: 'cloudevents',
  title: { en: 'CloudEvents', zh: 'CloudEvents' },
  methods: ['POST', 'OPTIONS'],
  fields: LIST_FIELDS,
  // Events are sent as they happen: what goes on is not said again.
  repeatsRarely: true,
  read,
}

function read(request: SourceRequest, { settings }: SourceContext): SourceReading {
  if (request.method === 'OPTIONS') {
    return { kind: 'events', events: [], answer: permission(request.headers) }
  }
  const found = envelopesOf(request)
  if (found.kind === 'none') return unparsable(found.found)
  const { envelopes, isBatch } = found
  if (envelopes.length > INGEST_LIMITS.eventsPerRequestMax) {
    return unparsable(
      `A batch of ${envelopes.length} events, more than the ${INGEST_LIMITS.eventsPerRequestMax} that one request may bring.`,
    )
  }
  const events = envelopes.flatMap(({ event }) => event ?? [])
  if (events.length > 0 && events.length === envelopes.length && events.every(isFromAlibaba)) {
    return asCloudMonitor(request, events, isBatch)
  }
  if (events.length === 0 && envelopes.length > 0) {
    const [first] = envelopes
    return unparsable(
      envelopes.length === 1 && first
        ? first.found
        : `A batch of ${envelopes.length} entries, none of which is a CloudEvent.`,
    )
  }
  const mapping: Mapping = {
    firing: listOf(settings, 'firing'),
    resolved: listOf(settings, 'resolved'),
    acknowledged: listOf(settings, 'acknowledged'),
    notices: listOf(settings, 'notices'),
  }
  return {
    kind: 'events',
    events: envelopes.map(({ event, text }) =>
      event === undefined ? unreadEntry(text) : eventOf(event, mapping),
    ),
  }
}

/** What EventBridge sends of Alibaba Cloud's own events says more than an envelope: it has a type of its own. */
function asCloudMonitor(
  request: SourceRequest,
  events: readonly CloudEvent[],
  isBatch: boolean,
): SourceReading {
  const bodies = events.map(structured)
  const body = JSON.stringify(isBatch ? bodies : bodies[0])
  const headers = { ...request.headers, 'content-type': 'application/json' }
  return {
    kind: 'as',
    type: 'cloudmonitor',
    request: { ...request, method: 'POST', query: '', headers, body: Buffer.from(body) },
  }
}

function unreadEntry(text: string): ParsedEvent {
  const key = keyOf('unread', digestOf(text))
  return {
    kind: 'notice',
    dedupKey: key,
    deliveryKey: key,
    name: 'UnreadEntry',
    title: {
      en: 'CloudEvents: an entry of a batch could not be read',
      zh: 'CloudEvents：批量中有一条内容无法识别',
    },
    severity: 'warning',
    labels: { name: 'UnreadEntry' },
    fields: [],
    links: [],
    raw: text.toWellFormed(),
  }
}

function unparsable(found: string): SourceReading {
  return {
    kind: 'unparsable',
    expected:
      'A CloudEvent with specversion, id, source and type: as JSON, as a list of such, or with its attributes in ce- headers.',
    found,
    remedy:
      'Let the sender deliver CloudEvents, and give what is none a source of the type generic.',
  }
}
