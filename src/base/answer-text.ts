// What a receiver answered, as it may be read, shown and kept.
import { redact } from './redact.ts'

/** A JSON body's value; undefined where it is none. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** An answer's code: a number, or a text of digits as relays write it; an empty text or null is no code, though Number() makes it 0. */
export function codeOf(code: unknown): number | undefined {
  if (typeof code === 'number') return Number.isInteger(code) ? code : undefined
  const isDigits = typeof code === 'string' && /^\s*-?\d{1,9}\s*$/.test(code)
  return isDigits ? Number(code) : undefined
}

/** A page's title or a body's beginning, enough to recognise who answered. */
export function summary(body: string): string {
  const beginning = body.slice(0, SUMMARY_SCAN_MAX)
  const title = /<title>([^<]{1,200})<\/title>/i.exec(beginning)?.[1]
  return (title ?? beginning).replace(/\s+/g, ' ').trim()
}

const SUMMARY_SCAN_MAX = 4_096

/** The text without these credentials, and without whatever looks like one. Only then may it be cut: half a credential is not known again. */
export function withoutCredentials(text: string, credentials: readonly string[]): string {
  let masked = text.toWellFormed()
  for (const credential of credentials) {
    if (credential !== '') masked = masked.replaceAll(credential, '***')
  }
  return redact(masked)
}
