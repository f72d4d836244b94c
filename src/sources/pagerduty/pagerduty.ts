/**
 * In: a request of PagerDuty's Events API v2: an alert event or a change event.
 * Out: one event with PagerDuty's answer, or PagerDuty's refusal with a sentence that says why.
 * Holds: pure; never throws for what was sent; the answer names the key under which the sender may end the alert.
 */
import { PAGERDUTY_LIMITS } from '../../base/limits.ts'
import type {
  ImitatedAddress,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import { decodeRequest } from '../../reading/decode.ts'
import { isRecord, type JsonRecord, recordOf, textAt } from '../../reading/json.ts'
import { alertEvent, faultsOfAlert, givenKeyOf } from './alert-event.ts'
import {
  ACCEPTED_CHANGE,
  acceptedAs,
  INVALID_KEY,
  invalid,
  TOO_LARGE,
  UNRECOGNIZED,
} from './answers.ts'
import { changeEvent, faultsOfChange } from './change-event.ts'

/** PagerDuty's Events API v2: a sender that can page through PagerDuty changes nothing but the host. */
export const pagerduty: SourceType = {
  type: 'pagerduty',
  title: { en: 'PagerDuty Events API v2', zh: 'PagerDuty Events API v2' },
  methods: ['POST'],
  addresses: [imitated('/v2/enqueue'), imitated('/v2/change/enqueue')],
  fields: [],
  // Most senders say that something began and that it ended, and nothing between.
  repeatsRarely: true,
  read,
}

function imitated(path: string): ImitatedAddress {
  return { path, keyOf: routingKeyOf, unknownKey: INVALID_KEY }
}

/** The routing key: in the header of newer senders, else in the body. Of a body that was cut off, what of it can be seen. */
function routingKeyOf({ headers, body }: SourceRequest): string | undefined {
  const header = headers['x-routing-key']?.trim()
  if (header) return header
  const text = new TextDecoder().decode(body)
  const whole = recordOf(text)
  return whole ? textAt(whole, 'routing_key') : ROUTING_KEY.exec(text)?.[1]
}

const ROUTING_KEY = /"routing_key"\s*:\s*"([^"\\]{1,200})"/

function read(request: SourceRequest): SourceReading {
  if (request.body.length > PAGERDUTY_LIMITS.bodyBytesMax) {
    const found = `A body of ${request.body.length} bytes.`
    return refusal(found, TOO_LARGE)
  }
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return refusal(decoded.found, UNRECOGNIZED)
  const { value } = decoded
  if (!isRecord(value)) return refusal('A list.', UNRECOGNIZED)
  return CHANGE_PATH.test(request.path) ? readChange(value) : readAlert(value)
}

const CHANGE_PATH = /\/change\/enqueue\/?$/

function readAlert(record: JsonRecord): SourceReading {
  const faults = faultsOfAlert(record)
  if (faults.length > 0)
    return refusal(`An alert event where ${faults.join(', ')}.`, invalid(faults))
  const raw = rawOf(record)
  const key = givenKeyOf(record, raw)
  return { kind: 'events', events: [alertEvent(record, { key, raw })], answer: acceptedAs(key) }
}

function readChange(record: JsonRecord): SourceReading {
  const faults = faultsOfChange(record)
  if (faults.length > 0)
    return refusal(`A change event where ${faults.join(', ')}.`, invalid(faults))
  return { kind: 'events', events: [changeEvent(record, rawOf(record))], answer: ACCEPTED_CHANGE }
}

/** The event as text, without the key that let it in. */
function rawOf(record: JsonRecord): string {
  const { routing_key: _, ...rest } = record
  return JSON.stringify(rest).toWellFormed()
}

function refusal(
  found: string,
  answer: Extract<SourceReading, { kind: 'unparsable' }>['answer'],
): SourceReading {
  return {
    kind: 'unparsable',
    expected: `An alert event or a change event of PagerDuty's Events API v2, as JSON of at most ${PAGERDUTY_LIMITS.bodyBytesMax / 1024} KiB.`,
    found,
    remedy:
      'Send alert events to /v2/enqueue with event_action, dedup_key and payload, change events to /v2/change/enqueue.',
    answer,
  }
}
