/**
 * In: an event of ilert's event API.
 * Out: one event with ilert's answer, or its refusal with a sentence that says why.
 * Holds: pure; never throws for what was sent; the answer names the key under which the sender may end the alert.
 */
import type {
  SourceAnswer,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import { decodeRequest } from '../../reading/decode.ts'
import { isRecord, type JsonRecord, recordOf, textAt } from '../../reading/json.ts'
import { alertKeyOf, faultsOf, ilertEvent } from './ilert-event.ts'

/** ilert's event API: a sender that can alert through ilert changes nothing but the host. */
export const ilert: SourceType = {
  type: 'ilert',
  title: { en: 'ilert event API', zh: 'ilert 事件 API' },
  methods: ['POST'],
  addresses: [{ path: '/api/events', keyOf: integrationKeyOf, unknownKey: unknownKey() }],
  fields: [],
  // Most senders say that something began and that it ended, and nothing between.
  repeatsRarely: true,
  read,
}

/** Older clients call it `apiKey`. Of a body that was cut off, what of it can be seen. */
function integrationKeyOf({ body }: SourceRequest): string | undefined {
  const text = new TextDecoder().decode(body)
  const whole = recordOf(text)
  return whole ? textAt(whole, 'integrationKey', 'apiKey') : INTEGRATION_KEY.exec(text)?.[1]
}

const INTEGRATION_KEY = /"(?:integrationKey|apiKey)"\s*:\s*"([^"\\]{1,200})"/

function read(request: SourceRequest): SourceReading {
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return refusal(decoded.found)
  const { value } = decoded
  if (!isRecord(value)) return refusal('A list.')
  const faults = faultsOf(value)
  if (faults.length > 0) return refusal(`An event where ${faults.join(' and ')}.`)
  const raw = rawOf(value)
  const key = alertKeyOf(value, raw)
  return { kind: 'events', events: [ilertEvent(value, { key, raw })], answer: accepted(key) }
}

/** The event as text, without the key that let it in. */
function rawOf(record: JsonRecord): string {
  const { integrationKey: _, apiKey: __, ...rest } = record
  return JSON.stringify(rest).toWellFormed()
}

/** Which alert it becomes is decided after the answer: its page has no address yet. */
function accepted(alertKey: string): SourceAnswer {
  return answer(202, { alertKey, alertUrl: '', responseCode: 'ACCEPTED' })
}

function refusal(found: string): SourceReading {
  return {
    kind: 'unparsable',
    expected: "An event of ilert's event API as JSON: eventType, alertKey, summary.",
    found,
    remedy: 'Send eventType ALERT with a summary, or ACCEPT, RESOLVE or COMMENT with an alertKey.',
    answer: answer(400, { status: 400, code: 'BAD_REQUEST', message: found }),
  }
}

/** Its clients send again after 429 and 5xx only, so that one with a wrong key stops. */
function unknownKey(): SourceAnswer {
  const message = 'The integrationKey is not the ingest key of a source.'
  return answer(400, { status: 400, code: 'BAD_REQUEST', message })
}

function answer(status: number, body: object): SourceAnswer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) }
}
