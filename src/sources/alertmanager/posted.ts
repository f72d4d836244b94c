/** The list of alerts that Prometheus and its kin post: its form and Alertmanager's rules for what is in it. */
import { INGEST_LIMITS } from '../../base/limits.ts'
import {
  notParsed,
  OPENAPI_CODES,
  type OpenApiRefusal,
  openApiBody,
  openApiRefusal,
} from '../../base/openapi-refusal.ts'
import { parseIsoTime } from '../../base/time.ts'
import type { SourceRequest } from '../../contract/source.ts'
import type { Labels } from '../../model/event.ts'
import { isRecord, type JsonRecord, ownValue } from '../../reading/json.ts'

/** An alert as it was posted. Times in UTC milliseconds, absent where the sender gave none. */
export type PostedAlert = {
  readonly labels: Labels
  readonly annotations: Labels
  readonly startsAt?: number
  readonly endsAt?: number
  readonly generatorUrl?: string
  readonly raw: string
}

/** One that Alertmanager would not take, and why in its words. */
type Invalid = { readonly reason: string; readonly raw: string }

export type Posted =
  | { readonly kind: 'refused'; readonly refusal: OpenApiRefusal }
  | {
      readonly kind: 'read'
      readonly alerts: readonly PostedAlert[]
      readonly invalid: readonly Invalid[]
    }

/** Reads the list. What has another form than the API's description refuses the whole; an alert that breaks a rule only itself. */
export function readPosted(request: SourceRequest, receivedAt: number): Posted {
  const contentType = request.headers['content-type']
  const body = openApiBody('alerts', { body: request.body, contentType })
  if ('status' in body) return { kind: 'refused', refusal: body }
  const { value } = body
  if (value === null) return { kind: 'read', alerts: [], invalid: [] }
  if (!Array.isArray(value)) return refused(notParsed('alerts', 'it is no list of alerts'))
  if (value.length > INGEST_LIMITS.eventsPerRequestMax) {
    const most = INGEST_LIMITS.eventsPerRequestMax
    return refused(openApiRefusal(400, `alerts in body should have at most ${most} items`))
  }
  const alerts: PostedAlert[] = []
  const invalid: Invalid[] = []
  for (const [index, entry] of value.entries()) {
    const read = readAlert(entry, index)
    if ('status' in read) return refused(read)
    const reason = reasonAgainst(read, receivedAt)
    if (reason === undefined) alerts.push(read)
    else invalid.push({ reason, raw: read.raw })
  }
  return { kind: 'read', alerts, invalid }
}

function refused(refusal: OpenApiRefusal): Posted {
  return { kind: 'refused', refusal }
}

function readAlert(entry: unknown, index: number): PostedAlert | OpenApiRefusal {
  if (entry === null) return openApiRefusal(OPENAPI_CODES.required, `${index} in body is required`)
  if (!isRecord(entry)) return notParsed('alerts', 'an alert is no object')
  const given = ownValue(entry, 'labels')
  if (given === undefined || given === null)
    return openApiRefusal(OPENAPI_CODES.required, `${index}.labels in body is required`)
  const labels = textsIn(given)
  const annotations = textsIn(ownValue(entry, 'annotations') ?? {})
  if (labels === undefined || annotations === undefined)
    return notParsed('alerts', 'a label or annotation is no text')
  const startsAt = instantIn(entry, 'startsAt')
  const endsAt = instantIn(entry, 'endsAt')
  if (startsAt === 'wrong' || endsAt === 'wrong')
    return notParsed('alerts', 'a time is not written as in RFC 3339')
  const generatorUrl = ownValue(entry, 'generatorURL') ?? undefined
  if (generatorUrl !== undefined && typeof generatorUrl !== 'string')
    return notParsed('alerts', 'generatorURL is no text')
  if (generatorUrl !== undefined && !isUri(generatorUrl)) {
    const found = JSON.stringify(generatorUrl.slice(0, SHOWN_MAX))
    const where = `${index}.generatorURL in body`
    return openApiRefusal(OPENAPI_CODES.wrongType, `${where} must be of type uri: ${found}`)
  }
  return {
    labels: withoutBlanks(labels),
    annotations,
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(generatorUrl === undefined || generatorUrl === '' ? {} : { generatorUrl }),
    raw: JSON.stringify(entry),
  }
}

/** A label without a value is the same as none. */
function withoutBlanks(labels: Labels): Labels {
  if (!Object.values(labels).includes('')) return labels
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
}

/** Names and texts; null counts as the empty text. Undefined where a value is something else. */
export function textsIn(value: unknown): Labels | undefined {
  if (!isRecord(value)) return undefined
  if (areTexts(value)) return value
  const entries = Object.entries(value).map(([name, text]) => [name, text ?? ''] as const)
  const texts = entries.filter(
    (entry): entry is readonly [string, string] => typeof entry[1] === 'string',
  )
  return texts.length === entries.length ? Object.fromEntries(texts) : undefined
}

function areTexts(record: JsonRecord): record is Labels {
  return Object.values(record).every((value) => typeof value === 'string')
}

/** The year 1 is Go's way to say that there is none. */
export function instantIn(record: JsonRecord, name: string): number | undefined | 'wrong' {
  const text = ownValue(record, name) ?? ''
  if (typeof text !== 'string') return 'wrong'
  if (text === '') return undefined
  const at = parseIsoTime(text)?.at
  if (at === undefined) return 'wrong'
  return at < NO_TIME_BEFORE ? undefined : at
}

/** 0002-01-01: what lies before it was meant as no time. */
const NO_TIME_BEFORE = -62_104_060_800_000

function isUri(text: string): boolean {
  if (text === '' || text.startsWith('/')) return true
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text)
}

/** Alertmanager's rules for an alert, in its order and words. */
function reasonAgainst(alert: PostedAlert, receivedAt: number): string | undefined {
  const { labels, annotations, startsAt = alert.endsAt ?? receivedAt, endsAt } = alert
  if (endsAt !== undefined && endsAt < startsAt) return 'start time must be before end time'
  const wrongLabel = wrongName(labels)
  if (wrongLabel !== undefined) return `invalid label set: invalid name ${wrongLabel}`
  if (Object.keys(labels).length === 0) return 'at least one label pair required'
  const wrongAnnotation = wrongName(annotations)
  if (wrongAnnotation !== undefined) return `invalid annotations: invalid name ${wrongAnnotation}`
  return undefined
}

/** Today's Alertmanager takes any text as a name. */
function wrongName(values: Labels): string | undefined {
  const wrong = Object.keys(values).find((name) => name.trim() === '' || !name.isWellFormed())
  return wrong === undefined ? undefined : JSON.stringify(wrong.slice(0, SHOWN_MAX))
}

const SHOWN_MAX = 100
