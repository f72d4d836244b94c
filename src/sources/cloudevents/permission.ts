/** The question that a sender of CloudEvents may ask before it delivers: may I? Whoever knows the key may. */
import type { SourceAnswer } from '../../contract/source.ts'

/** The answer to OPTIONS: permission for the sender that names itself, at whatever rate it asks for. */
export function permission(headers: Readonly<Record<string, string>>): SourceAnswer {
  const origin = headers['webhook-request-origin']
  const rate = headers['webhook-request-rate']
  const granted = origin !== undefined && ORIGIN.test(origin)
  return {
    status: 200,
    contentType: 'text/plain; charset=utf-8',
    body: '',
    headers: {
      allow: 'OPTIONS, POST',
      ...(granted ? { 'webhook-allowed-origin': origin } : {}),
      ...(granted
        ? { 'webhook-allowed-rate': rate !== undefined && RATE.test(rate) ? rate : '*' }
        : {}),
    },
  }
}

/** A name of the sender's system, or `*`. */
const ORIGIN = /^[\x21-\x7e]{1,253}$/
const RATE = /^[1-9]\d{0,8}$/
