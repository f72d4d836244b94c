/**
 * In: a request from Alibaba CloudMonitor, EventBridge or a queue: a system event, a policy's push, or a threshold callback.
 * Out: one event for each fact in it, or a sentence on why there is none.
 * Holds: pure; never throws for what was sent; what is well-formed but unknown becomes an event too.
 */
import { INGEST_LIMITS } from '../../base/limits.ts'
import type { SourceReading, SourceRequest, SourceType } from '../../contract/source.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { keyOf } from '../../reading/bounds.ts'
import { decodeRequest } from '../../reading/decode.ts'
import { keysFound } from '../../reading/found.ts'
import { type JsonRecord, recordOf } from '../../reading/json.ts'
import { digestOf } from '../../reading/parts.ts'
import { isAboutSystemEvent, pushedAlert } from './pushed-alert.ts'
import { systemEvent } from './system-event.ts'
import {
  factsOfCloudEvent,
  factsOfPush,
  factsOfRaw,
  isCloudEvent,
  isPush,
  isRawEvent,
} from './system-facts.ts'
import { isThreshold, thresholdEvent } from './threshold.ts'

/** Alibaba CloudMonitor: system events, subscription policies and threshold rules. */
export const cloudmonitor: SourceType = {
  type: 'cloudmonitor',
  title: { en: 'Alibaba CloudMonitor', zh: '阿里云云监控' },
  methods: ['POST', 'GET'],
  fields: [],
  // A rule that goes on is sent again after its SilenceTime, by default a day; a system event never.
  repeatsRarely: true,
  read,
}

function read(request: SourceRequest): SourceReading {
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return unparsable(decoded.found)
  const { value, text } = decoded
  if (isList(value)) return readBatch(value)
  const event = readOne(value, text)
  return event === undefined ? unparsable(foundIn(value)) : { kind: 'events', events: [event] }
}

function isList(value: JsonRecord | readonly unknown[]): value is readonly unknown[] {
  return Array.isArray(value)
}

/** The first form that fits, from the surest sign to the loosest. */
function readOne(record: JsonRecord, text: string): ParsedEvent | undefined {
  if (isThreshold(record)) return thresholdEvent(record, text)
  if (isCloudEvent(record)) return systemEvent(factsOfCloudEvent(record), text)
  if (isPush(record)) {
    return isAboutSystemEvent(record)
      ? systemEvent(factsOfPush(record), text)
      : pushedAlert(record, text)
  }
  return isRawEvent(record) ? systemEvent(factsOfRaw(record), text) : undefined
}

/** All entries of a list. One that cannot be read must not cost the others, nor be lost itself. */
function readBatch(entries: readonly unknown[]): SourceReading {
  if (entries.length > INGEST_LIMITS.eventsPerRequestMax) {
    return unparsable(
      `A list of ${entries.length} entries, more than the ${INGEST_LIMITS.eventsPerRequestMax} that one request may bring.`,
    )
  }
  let readCount = 0
  const events = entries.map((entry) => {
    const text = JSON.stringify(entry)
    const record = recordOf(entry)
    const event = record === undefined ? undefined : readOne(record, text)
    if (event !== undefined) readCount++
    return event ?? unreadEntry(text)
  })
  if (entries.length > 0 && readCount === 0) {
    return unparsable(`A list of ${entries.length} entries, none of which is an event.`)
  }
  return { kind: 'events', events }
}

/** Tells people of an entry that could not be read, with its text. */
function unreadEntry(text: string): ParsedEvent {
  const key = keyOf('unread', digestOf(text))
  return {
    kind: 'notice',
    dedupKey: key,
    deliveryKey: key,
    name: 'UnreadEntry',
    title: {
      en: 'CloudMonitor: an entry of a list could not be read as an event',
      zh: '云监控：列表中有一条内容无法识别为事件',
    },
    severity: 'warning',
    labels: { product: 'CloudMonitor', name: 'UnreadEntry' },
    fields: [],
    links: [],
    raw: text.toWellFormed(),
  }
}

function foundIn(record: JsonRecord): string {
  if ('msgtype' in record) return 'A message for a DingTalk robot, not an event.'
  return keysFound(record, 'no message of CloudMonitor')
}

function unparsable(found: string): SourceReading {
  return {
    kind: 'unparsable',
    expected:
      'A system event, a subscription policy push or a threshold callback of CloudMonitor, as JSON, as a form or in the query.',
    found,
    remedy:
      'Point a CloudMonitor subscription policy, event rule or alert contact at this address, and give other senders a source of their own type.',
  }
}
