import { WATCH_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { SourceRequest } from '../../contract/source.ts'

/** What a request says beside its path. */
export type Said = { readonly status?: string; readonly text?: string }

/** From the query, from a form, or the body as it is: what a job printed. */
export function saidIn({ query, headers, body }: SourceRequest): Said {
  const text = beginningOf(body)
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  const form = isForm ? fieldsOf(text) : {}
  const asked = fieldsOf(query)
  const status = asked.status ?? form.status
  // A form that says nothing known is what curl makes of any text.
  const words = asked.text ?? (form.status === undefined ? text : form.text)
  const said = words === undefined ? '' : readable(words)
  return { ...(status === undefined ? {} : { status }), ...(said === '' ? {} : { text: said }) }
}

/**
 * Alertmanager's word that a Watchdog has ended: the opposite of a ping.
 */
export function isEndOfAlerts({ body }: SourceRequest): boolean {
  const text = beginningOf(body)
  if (!text.startsWith('{') || body.length > WATCH_LIMITS.textBytesMax * 16) return false
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString())
    return propertyOf(value, 'status') === 'resolved'
  } catch {
    return false
  }
}

function fieldsOf(encoded: string): { status?: string; text?: string } {
  const fields = new URLSearchParams(encoded.slice(0, WATCH_LIMITS.textBytesMax))
  const status = fields.get('status') ?? fields.get('state')
  const text = fields.get('msg') ?? fields.get('message')
  return { ...(status ? { status } : {}), ...(text ? { text } : {}) }
}

function beginningOf(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, WATCH_LIMITS.textBytesMax)).toString()
}

/** Without what is no text; half a character at the end goes, too. */
function readable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\n\t]|[\u2028\u2029]/gu, '')
    .replace(/\uFFFD+$/, '')
    .trim()
}
