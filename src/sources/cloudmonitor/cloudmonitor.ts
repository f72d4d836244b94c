/**
 * In: a request from Alibaba CloudMonitor (1.0 or 2.0), EventBridge or a queue: a system event, a policy's push, or a threshold alert.
 * Out: one event for each fact in it, or a sentence on why there is none.
 * Holds: pure; never throws for what was sent; what is well-formed but unknown becomes an event too.
 */
import { INGEST_LIMITS } from '../../base/limits.ts'
import type {
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { keyOf, rawText } from '../../reading/bounds.ts'
import { decodeRequest } from '../../reading/decode.ts'
import { keysFound } from '../../reading/found.ts'
import { type JsonRecord, recordOf, textAt } from '../../reading/json.ts'
import { digestOf } from '../../reading/parts.ts'
import { robotTypeOf } from '../../reading/robot.ts'
import { eventsOfTwo, isFromTwo } from './cloudmonitor-two.ts'
import { fields, noDataOf } from './fields.ts'
import { PRESETS } from './noise.ts'
import { isAboutSystemEvent, pushedAlert, quotedCallback } from './pushed-alert.ts'
import {
  callbackOfQueueAlert,
  callbackOfTopicAlert,
  isQueueAlert,
  isTopicAlert,
} from './queue-alert.ts'
import { systemEvent } from './system-event.ts'
import {
  factsOfCloudEvent,
  factsOfPush,
  factsOfRaw,
  isCloudEvent,
  isPush,
  isRawEvent,
} from './system-facts.ts'
import { asTestMessage, isTestMessage } from './test-message.ts'
import { isThreshold, type ThresholdReading, thresholdEvent } from './threshold.ts'

/** Alibaba CloudMonitor: system events, subscription policies and threshold rules. */
export const cloudmonitor: SourceType = {
  type: 'cloudmonitor',
  title: { en: 'Alibaba CloudMonitor', zh: '阿里云云监控' },
  methods: ['POST', 'GET'],
  fields,
  presets: PRESETS,
  // A rule that goes on is sent again after its SilenceTime, by default a day; a system event never.
  repeatsRarely: true,
  read,
}

function read(request: SourceRequest, { settings, receivedAt }: SourceContext): SourceReading {
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return unparsable(decoded.found)
  const { value, text } = decoded
  const how: Reading = { noData: noDataOf(settings), receivedAt }
  if (isList(value)) return readBatch(value, how)
  // What an envelope brought is not handed on again.
  const robot = isCloudEvent(value) ? undefined : robotTypeOf(value)
  if (robot !== undefined) return { kind: 'as', type: robot, request }
  const events = readRecord(value, text, how)
  return events === undefined ? unparsable(foundIn(value)) : { kind: 'events', events }
}

type Reading = ThresholdReading & { readonly receivedAt: number }

function isList(value: JsonRecord | readonly unknown[]): value is readonly unknown[] {
  return Array.isArray(value)
}

/** What a person's test button makes is a notice; the rest is what it says. */
function readRecord(
  record: JsonRecord,
  text: string,
  reading: Reading,
): readonly ParsedEvent[] | undefined {
  if (isFromTwo(record)) return eventsOfTwo(record, text)
  const event = readOne(record, text, reading)
  if (event === undefined) return undefined
  return [isTestMessage(record) ? asTestMessage(event, reading.receivedAt) : event]
}

/** The first form that fits, from the surest sign to the loosest. */
function readOne(
  record: JsonRecord,
  text: string,
  reading: ThresholdReading,
): ParsedEvent | undefined {
  if (isThreshold(record)) return thresholdEvent(record, text, reading)
  if (isQueueAlert(record)) return thresholdEvent(callbackOfQueueAlert(record), text, reading)
  if (isTopicAlert(record)) return thresholdEvent(callbackOfTopicAlert(record), text, reading)
  if (isCloudEvent(record)) return systemEvent(factsOfCloudEvent(record), text)
  if (isPush(record)) return readPush(record, text, reading)
  return isRawEvent(record) ? systemEvent(factsOfRaw(record), text) : undefined
}

function readPush(
  push: JsonRecord,
  text: string,
  reading: ThresholdReading,
): ParsedEvent | undefined {
  if (isAboutSystemEvent(push)) return systemEvent(factsOfPush(push), text)
  const callback = quotedCallback(push)
  if (callback === undefined) return pushedAlert(push, text)
  const strategy = textAt(push, 'strategyName')
  return thresholdEvent(callback, text, { ...reading, strategy }) ?? pushedAlert(push, text)
}

/** All entries of a list. One that cannot be read must not cost the others, nor be lost itself. */
function readBatch(entries: readonly unknown[], reading: Reading): SourceReading {
  if (entries.length > INGEST_LIMITS.eventsPerRequestMax) {
    return unparsable(
      `A list of ${entries.length} entries, more than the ${INGEST_LIMITS.eventsPerRequestMax} that one request may bring.`,
    )
  }
  let readCount = 0
  const events = entries.flatMap((entry) => {
    const text = JSON.stringify(entry)
    const record = recordOf(entry)
    const read = record === undefined ? undefined : readRecord(record, text, reading)
    if (read !== undefined) readCount++
    return read ?? [unreadEntry(text)]
  })
  if (entries.length > 0 && readCount === 0) {
    return unparsable(`A list of ${entries.length} entries, none of which is an event.`)
  }
  return { kind: 'events', events: events.slice(0, INGEST_LIMITS.eventsPerRequestMax) }
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
    raw: rawText(text),
  }
}

/** What its keys say; a value is never quoted back. */
function foundIn(record: JsonRecord): string {
  if (isThreshold(record)) {
    return 'A threshold callback whose alertState is none of ALERT, OK and INSUFFICIENT_DATA.'
  }
  return keysFound(record, 'no message of CloudMonitor')
}

function unparsable(found: string): SourceReading {
  return {
    kind: 'unparsable',
    expected:
      'A system event, a subscription policy push, a threshold alert or a webhook of CloudMonitor, as JSON, as a form or in the query.',
    found,
    remedy:
      'Point a CloudMonitor subscription policy, event rule or alert contact at this address, and give other senders a source of their own type.',
  }
}
