/** From a request to the CloudEvents in it, whichever of the three modes brought them. */
import type { SourceRequest } from '../../contract/source.ts'
import { decodeRequest } from '../../reading/decode.ts'
import { keysFound } from '../../reading/found.ts'
import {
  isRecord,
  type JsonRecord,
  ownValue,
  parseJson,
  recordOf,
  textAt,
} from '../../reading/json.ts'

/** An event out of its envelope. */
export type CloudEvent = {
  /** All but the data, names in lower case. */
  readonly attributes: JsonRecord
  /** An object, a list, a text, a number; undefined where there is none, or it is no text. */
  readonly data: unknown
  /** How many bytes came that are no text. */
  readonly binaryBytes?: number
}

/** An entry, and what it is where it is no CloudEvent. `text` is what it was read from. */
export type Envelope = {
  readonly event?: CloudEvent
  readonly found: string
  readonly text: string
}

export type Envelopes =
  | { readonly kind: 'found'; readonly envelopes: readonly Envelope[]; readonly isBatch: boolean }
  | { readonly kind: 'none'; readonly found: string }

/** The content type is not trusted: attributes in headers make it binary, a list a batch, an object structured. */
export function envelopesOf(request: SourceRequest): Envelopes {
  if (request.headers['ce-specversion'] !== undefined) {
    return { kind: 'found', envelopes: [binaryEnvelope(request)], isBatch: false }
  }
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return { kind: 'none', found: decoded.found }
  const { value, text } = decoded
  if (isRecord(value)) {
    return { kind: 'found', envelopes: [structuredEnvelope(value, text)], isBatch: false }
  }
  const envelopes = value.map((entry) => structuredEnvelope(recordOf(entry), JSON.stringify(entry)))
  return { kind: 'found', envelopes, isBatch: true }
}

function structuredEnvelope(record: JsonRecord | undefined, text: string): Envelope {
  if (record === undefined) return { found: 'An entry that is no object.', text }
  const { data, data_base64: base64, ...attributes } = record
  const lowered = withLowerNames(attributes)
  const missing = missingIn(lowered)
  if (missing !== undefined) {
    const found =
      textAt(lowered, 'specversion') === undefined
        ? keysFound(record, 'no CloudEvent')
        : `A CloudEvent without ${missing}.`
    return { found, text }
  }
  const contentType = textAt(lowered, 'datacontenttype')
  // Version 0.3 has another name for it.
  const isBase64 = textAt(lowered, 'datacontentencoding')?.toLowerCase() === 'base64'
  const encoded = typeof base64 === 'string' ? base64 : isBase64 ? data : undefined
  if (typeof encoded === 'string') {
    const bytes = Buffer.from(encoded, 'base64')
    return { event: { attributes: lowered, ...dataOf(bytes, contentType) }, found: '', text }
  }
  return { event: { attributes: lowered, data: recordOf(data) ?? data }, found: '', text }
}

/** The attributes are headers, the body is the data, and the content type is the data's. */
function binaryEnvelope({ headers, body }: SourceRequest): Envelope {
  const named = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') ? [[name.slice('ce-'.length), unescaped(value)] as const] : [],
  )
  const contentType = headers['content-type']
  const attributes: JsonRecord = {
    ...Object.fromEntries(named),
    ...(contentType === undefined ? {} : { datacontenttype: contentType }),
  }
  const bytes = Buffer.from(body)
  const missing = missingIn(attributes)
  const text = bytes.toString()
  if (missing !== undefined) return { found: `A CloudEvent without ${missing}.`, text }
  return { event: { attributes, ...dataOf(bytes, contentType) }, found: '', text }
}

/** Headers carry what is no printable ASCII in percents. */
function unescaped(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function withLowerNames(record: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name.toLowerCase(), value] as const),
  )
}

/** The attributes that it must have and has not, as words; undefined: it is whole. */
function missingIn(attributes: JsonRecord): string | undefined {
  const missing = ['specversion', 'id', 'source', 'type'].filter(
    (name) => textAt(attributes, name) === undefined,
  )
  return missing.length > 0 ? missing.join(', ') : undefined
}

/** JSON where the content type says so or nothing, else text; what is neither is counted. */
function dataOf(
  bytes: Buffer,
  contentType: string | undefined,
): Pick<CloudEvent, 'data' | 'binaryBytes'> {
  if (bytes.length === 0) return { data: undefined }
  const text = textOf(bytes)
  if (text === undefined) return { data: undefined, binaryBytes: bytes.length }
  const isJson = contentType === undefined || /[/+]json\b/i.test(contentType)
  const parsed = isJson ? parseJson(text) : undefined
  return { data: recordOf(parsed) ?? parsed ?? text }
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Whether Alibaba Cloud's EventBridge sends it of one of Alibaba's own products. */
export function isFromAlibaba({ attributes }: CloudEvent): boolean {
  return /^acs[.:]/i.test(textAt(attributes, 'source') ?? '')
}

/** The event in the structured form, whatever it came in. */
export function structured({ attributes, data }: CloudEvent): JsonRecord {
  return { ...attributes, ...(data === undefined ? {} : { data }) }
}

/** A value of the data, where that is an object. */
export function dataRecord({ data }: CloudEvent): JsonRecord | undefined {
  return isRecord(data) ? data : undefined
}

/** An attribute, as it came. */
export function attributeOf({ attributes }: CloudEvent, name: string): unknown {
  return ownValue(attributes, name)
}
