import PostalMime, { type Address, type Email } from 'postal-mime'
import { STAND_IN_LIMITS as LIMITS } from '../base/limits.ts'

/** What is shown of a mail. */
export type ReadMail = {
  readonly from?: string
  readonly to?: string
  readonly subject?: string
  readonly date?: string
  readonly text?: string
  readonly html?: string
  /** Those that say how a mail is threaded, answered and filtered, in the order of the mail. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly attachments: readonly { readonly name: string; readonly bytes: number }[]
  readonly bytes: number
}

/** Headers of interest, by their names in lower case. */
const SHOWN_HEADERS: ReadonlySet<string> = new Set([
  'auto-submitted',
  'in-reply-to',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'precedence',
  'references',
  'reply-to',
  'x-auto-response-suppress',
  'x-priority',
  'importance',
])

/** Reads a mail as it came over the line; undefined where it is none. */
export async function readMail(raw: Uint8Array): Promise<ReadMail | undefined> {
  const email = await PostalMime.parse(raw, { rfc822Attachments: true }).catch(() => undefined)
  if (email === undefined) return undefined
  const { subject, date, text, html } = email
  return {
    ...named('from', email.from === undefined ? undefined : nameOf(email.from)),
    ...named('to', email.to?.map(nameOf).join(', ')),
    ...named('subject', subject),
    ...named('date', date),
    ...named('text', text?.slice(0, LIMITS.mailShownMax)),
    ...named('html', html?.slice(0, LIMITS.mailShownMax)),
    headers: headersOf(email),
    attachments: email.attachments.map((attachment) => ({
      name: attachment.filename ?? attachment.mimeType,
      bytes: bytesOf(attachment.content),
    })),
    bytes: raw.length,
  }
}

function named<Name extends string>(name: Name, value: string | undefined) {
  return value === undefined ? {} : { [name]: value }
}

function headersOf(email: Email): ReadMail['headers'] {
  return email.headers
    .filter(({ key }) => SHOWN_HEADERS.has(key))
    .slice(0, LIMITS.mailHeadersMax)
    .map(({ originalKey, value }) => ({ name: originalKey, value }))
}

function nameOf(address: Address): string {
  if (address.address === undefined) return address.name
  return address.name === '' ? address.address : `${address.name} <${address.address}>`
}

function bytesOf(content: string | ArrayBuffer | Uint8Array): number {
  return typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength
}
