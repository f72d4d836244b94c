/**
 * From the bytes of a request to the JSON object, or the list of them, that they hold. The content
 * type is not trusted: senders get it wrong, and bridges change the wrapping.
 */
import { READING_LIMITS } from '../base/limits.ts'
import type { SourceRequest } from '../contract/source.ts'
import { isRecord, type JsonRecord, parseJson, recordOf } from './json.ts'
import { mendJson } from './mend-json.ts'

/** What was found, and the text that it was read from. */
export type Decoded =
  | {
      readonly kind: 'value'
      readonly value: JsonRecord | readonly unknown[]
      readonly text: string
    }
  | { readonly kind: 'unreadable'; readonly found: string }

/** Reads the body, or the query where there is no body, as with GET. */
export function decodeRequest(request: SourceRequest): Decoded {
  const decoded = decodeWhole(request)
  // No database's text column takes a NUL.
  return decoded.kind === 'value'
    ? { ...decoded, text: decoded.text.replaceAll('\0', '\ufffd') }
    : decoded
}

function decodeWhole(request: SourceRequest): Decoded {
  const body = bodyText(request)
  if (body !== '') return decodeText(body, 0)
  const query = stripped(request.query)
  if (query !== '') return decodeForm(query, 0)
  return unreadable('The request has neither a body nor a query.')
}

/** The body as text, without what stands around it; empty where there is none. */
export function bodyText({ body }: SourceRequest): string {
  return stripped(textOfBytes(body))
}

/** UTF-8; where it is none, the Chinese encodings that old senders write; else whatever can be read of it. */
function textOfBytes(bytes: Uint8Array): string {
  return decodedAs('utf-8', bytes) ?? decodedAs('gb18030', bytes) ?? new TextDecoder().decode(bytes)
}

function decodedAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Without the blanks, the byte order marks and the NULs around it. */
function stripped(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isPadding(text, start)) start++
  while (end > start && isPadding(text, end - 1)) end--
  return text.slice(start, end)
}

function isPadding(text: string, at: number): boolean {
  const char = text.charAt(at)
  return char === '\0' || char.trim() === ''
}

function decodeText(text: string, layer: number): Decoded {
  if (layer >= READING_LIMITS.layersMax) {
    return unreadable('The body wraps its event in too many layers of text.')
  }
  if (/^[{["]/.test(text)) return decodeJson(text, layer)
  const fromBase64 = base64Text(text)
  if (fromBase64 !== undefined) return decodeText(fromBase64, layer + 1)
  const fromPercents = percentText(text)
  if (fromPercents !== undefined) return decodeText(fromPercents, layer + 1)
  if (text.includes('=')) return decodeForm(text, layer)
  return unreadable('The body is text that is neither JSON nor Base64 nor a form.')
}

function decodeJson(text: string, layer: number): Decoded {
  const value = parseJson(text) ?? parseJson(mendJson(text))
  if (typeof value === 'string') return decodeText(stripped(value), layer + 1)
  if (Array.isArray(value)) return { kind: 'value', value, text }
  if (isRecord(value)) return unwrapped(value, text)
  return unreadable('The body begins like JSON but is broken, cut off or nested too deeply.')
}

/** A queue's delivery over HTTP has the event as text in `Message`, with its own keys around it. */
function unwrapped(record: JsonRecord, text: string): Decoded {
  const message = record['Message']
  const isQueued = typeof message === 'string' && ('TopicName' in record || 'MessageId' in record)
  if (!isQueued) return { kind: 'value', value: record, text }
  const inner = stripped(message)
  const value = recordOf(inner) ?? recordOf(base64Text(inner))
  return { kind: 'value', value: value ?? record, text }
}

/** `a=1&b=2`, where the values may be JSON; a parameter `data` that holds an object is the whole. */
function decodeForm(text: string, layer: number): Decoded {
  const fields = formFields(text)
  if (fields === undefined) {
    return unreadable(`The form has more than ${READING_LIMITS.formFieldsMax} fields.`)
  }
  const inside = stripped(fields.get('data') ?? '')
  if (inside !== '') {
    const decoded = decodeText(inside, layer + 1)
    if (decoded.kind === 'value' || fields.size === 1) return decoded
  }
  const opened = [...fields].map(([name, value]) => [name, recordOf(value) ?? value] as const)
  const record: JsonRecord = Object.fromEntries(opened)
  return { kind: 'value', value: record, text: JSON.stringify(record) }
}

/**
 * The fields of a form or a query, the first of each name. What senders forgot to encode is taken as it is;
 * undefined for more fields than any sender has.
 */
export function formFields(text: string): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>()
  for (const pair of text.split('&', READING_LIMITS.formPairsMax)) {
    if (pair === '') continue
    if (fields.size >= READING_LIMITS.formFieldsMax) return undefined
    const at = pair.indexOf('=')
    const name = unescaped(at < 0 ? pair : pair.slice(0, at))
    if (!fields.has(name)) fields.set(name, at < 0 ? '' : unescaped(pair.slice(at + 1)))
  }
  return fields
}

function unescaped(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
      textOfBytes(Buffer.from(run.replaceAll('%', ''), 'hex')),
    )
}

const BASE64 = /^[A-Za-z0-9+/_-][A-Za-z0-9+/_\-\s]*={0,2}$/

/** The text that Base64 holds, where that looks like JSON. */
function base64Text(text: string): string | undefined {
  if (!BASE64.test(text)) return undefined
  const decoded = stripped(Buffer.from(text, 'base64').toString('utf8'))
  return /^[{["]/.test(decoded) ? decoded : undefined
}

/** JSON that was percent-encoded as a whole, as some send a form with no key. */
function percentText(text: string): string | undefined {
  if (!/^%(?:7B|5B|22)/i.test(text)) return undefined
  try {
    return decodeURIComponent(text.replace(/=$/, '').replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

function unreadable(found: string): Decoded {
  return { kind: 'unreadable', found }
}
