/** What an event of ilert says: something began, is being worked on, is over, or was commented on. */
import { INGEST_LIMITS, READING_LIMITS } from '../../base/limits.ts'
import type { EventField, EventKind, ParsedEvent } from '../../model/event.ts'
import type { Severity } from '../../model/severity.ts'
import type { LocalText } from '../../model/text.ts'
import { boundedFields, boundedLabels, boundedName, boundedTitle } from '../../reading/bounds.ts'
import { detailFields } from '../../reading/detail-fields.ts'
import { isRecord, type JsonRecord, ownValue, plainText, textAt } from '../../reading/json.ts'
import { ownLabels } from '../../reading/own-labels.ts'
import { digestOf, field, joined } from '../../reading/parts.ts'
import { boundedLinks, imageList, linkList } from '../../reading/web-links.ts'

type EventType = { readonly kind: EventKind; readonly word: LocalText }

const TYPES: ReadonlyMap<string, EventType> = new Map([
  ['ALERT', { kind: 'firing', word: { en: 'alert', zh: '告警' } }],
  ['ACCEPT', { kind: 'acknowledged', word: { en: 'accepted', zh: '已认领' } }],
  ['RESOLVE', { kind: 'resolved', word: { en: 'resolved', zh: '已恢复' } }],
  ['COMMENT', { kind: 'notice', word: { en: 'comment', zh: '评论' } }],
])

/** Why ilert would refuse it; empty: it would take it. */
export function faultsOf(record: JsonRecord): readonly string[] {
  const type = typeOf(record)
  if (type === undefined || !TYPES.has(type)) {
    return ['eventType is none of ALERT, ACCEPT, RESOLVE and COMMENT']
  }
  if (type === 'ALERT') return summaryOf(record) === undefined ? ['summary is missing'] : []
  return givenKeyOf(record) === undefined ? [`alertKey is missing, which ${type} needs`] : []
}

function typeOf(record: JsonRecord): string | undefined {
  return textAt(record, 'eventType')?.toUpperCase()
}

function summaryOf(record: JsonRecord): string | undefined {
  return textAt(record, 'summary')
}

/** Older clients call it `incidentKey`. */
function givenKeyOf(record: JsonRecord): string | undefined {
  return textAt(record, 'alertKey', 'incidentKey')
}

/** The sender's key; else one from what it said, so that a request that is repeated finds the same alert. */
export function alertKeyOf(record: JsonRecord, raw: string): string {
  return givenKeyOf(record) ?? digestOf(raw).slice('sha256:'.length, 'sha256:'.length + 32)
}

/** The event that an event without faults tells of. */
export function ilertEvent(
  record: JsonRecord,
  { key, raw }: { readonly key: string; readonly raw: string },
): ParsedEvent {
  const type = typeOf(record) ?? ''
  const { kind, word } = TYPES.get(type) ?? { kind: 'notice', word: type }
  const summary = summaryOf(record)
  const isWordless = summary === undefined && kind !== 'firing' && kind !== 'notice'
  const isNotice = kind === 'notice'
  return {
    kind,
    dedupKey: spelledKey(key),
    recurs: true,
    ...(isWordless ? { wordless: true as const } : {}),
    name: isNotice ? 'Comment' : 'Alert',
    title: boundedTitle(summary ?? joined(boundedName(key) || 'Alert', word)),
    severity: kind === 'firing' ? severityOf(record) : 'info',
    status: type,
    statusText: word,
    labels: boundedLabels({
      ...ownLabels(ownValue(record, 'labels')),
      status: type,
      priority: textAt(record, 'priority')?.toUpperCase(),
      routingKey: textAt(record, 'routingKey'),
      services: servicesOf(record),
    }),
    fields: boundedFields([
      ...field('Details', '详情', textAt(record, 'details')),
      ...detailFields(ownValue(record, 'customDetails')),
      ...commentFields(record),
      ...logFields(record),
      ...field('Services', '服务', servicesOf(record)),
    ]),
    links: boundedLinks([
      ...linkList(ownValue(record, 'links')),
      ...imageList(ownValue(record, 'images')),
    ]),
    raw,
  }
}

/** In the sender's own spelling, as people see it; two long ones stay two. */
function spelledKey(key: string): string {
  const isLong = Buffer.byteLength(key) > INGEST_LIMITS.labelBytesMax
  return isLong ? digestOf(key) : boundedName(key) || digestOf(key)
}

/** The severity 1 to 5 where it is given; else the priority, which is HIGH where nothing is said, as in ilert. */
function severityOf(record: JsonRecord): Severity {
  const given = SEVERITY_OF.get(textAt(record, 'severity') ?? '')
  if (given !== undefined) return given
  return textAt(record, 'priority')?.toUpperCase() === 'LOW' ? 'warning' : 'critical'
}

const SEVERITY_OF: ReadonlyMap<string, Severity> = new Map([
  ['1', 'critical'],
  ['2', 'error'],
  ['3', 'warning'],
  ['4', 'info'],
  ['5', 'info'],
])

function servicesOf(record: JsonRecord): string | undefined {
  const services = recordsAt(record, 'services').flatMap((one) => textAt(one, 'alias', 'id') ?? [])
  return services.length > 0 ? services.join(',') : undefined
}

function commentFields(record: JsonRecord): EventField[] {
  return recordsAt(record, 'comments').flatMap((comment) => {
    const by = textAt(comment, 'creator')
    const content = textAt(comment, 'content')
    const label = (words: string) => (by === undefined ? words : `${words} · ${by}`)
    return field(label('Comment'), label('评论'), content)
  })
}

/** The log lines that come with it, in one field. */
function logFields(record: JsonRecord): EventField[] {
  const lines = recordsAt(record, 'logs').flatMap((line) => {
    const parts = ['timestamp', 'level', 'body'].map((key) => plainText(ownValue(line, key)))
    return parts.filter((part) => part !== undefined).join(' ') || []
  })
  return field('Log', '日志', lines.join('\n') || undefined)
}

function recordsAt(record: JsonRecord, key: string): readonly JsonRecord[] {
  const list = ownValue(record, key)
  return Array.isArray(list) ? list.slice(0, READING_LIMITS.detailsMax).filter(isRecord) : []
}
