/** What PagerDuty answers, as its senders read it: they send again after 429 and 5xx only. */
import type { SourceAnswer } from '../../contract/source.ts'

/** An alert event was taken. `key` is the one to acknowledge or resolve it under. */
export function acceptedAs(key: string): SourceAnswer {
  return answer(202, { status: 'success', message: 'Event processed', dedup_key: key })
}

/** A change event was taken. */
export const ACCEPTED_CHANGE = answer(202, { status: 'success', message: 'Change event processed' })

/** The JSON holds no event: each fault names its field. */
export function invalid(faults: readonly string[]): SourceAnswer {
  return answer(400, {
    status: 'invalid event',
    message: 'Event object is invalid',
    errors: faults,
  })
}

/** The same for a routing key that no source has. */
export const INVALID_KEY = invalid(["'routing_key' is not the ingest key of a source"])

/** The body is no JSON object. */
export const UNRECOGNIZED = answer(400, {
  status: 'Unrecognized object',
  message: 'Event object format is unrecognized',
  errors: ['JSON parse error'],
})

/** The body is larger than PagerDuty takes. */
export const TOO_LARGE = answer(413, {
  status: 'invalid event',
  message: 'Event object is too large',
  errors: ['The event is larger than 512 KB'],
})

function answer(status: number, body: object): SourceAnswer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) }
}
