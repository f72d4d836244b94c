/** A CloudEvent that is nobody's in particular: its attributes, and what its data is usually called. */
import type { EventKind, ParsedEvent } from '../../model/event.ts'
import type { Severity } from '../../model/severity.ts'
import type { LocalText } from '../../model/text.ts'
import {
  boundedFields,
  boundedLabels,
  boundedName,
  boundedTitle,
  keyOf,
} from '../../reading/bounds.ts'
import { detailFields } from '../../reading/detail-fields.ts'
import { plainText, textAt, timeAt } from '../../reading/json.ts'
import { ownLabels } from '../../reading/own-labels.ts'
import { digestOf, field, joined, timeField } from '../../reading/parts.ts'
import { severityOfWord } from '../../reading/severity-words.ts'
import { boundedLinks, webLink } from '../../reading/web-links.ts'
import { type CloudEvent, dataRecord, structured } from './envelope.ts'
import { type Mapping, phaseOf } from './phase.ts'

export type { Mapping } from './phase.ts'

/** The event that a CloudEvent tells of. */
export function eventOf(event: CloudEvent, mapping: Mapping): ParsedEvent {
  const { attributes, data } = event
  const record = dataRecord(event)
  const type = textAt(attributes, 'type') ?? ''
  const source = textAt(attributes, 'source')
  const subject = textAt(attributes, 'subject')
  const { kind, word, baseType } = phaseOf(event, mapping)
  const time = timeAt(attributes, 'time')
  const name = boundedName(baseType) || 'Event'
  const status = word === undefined ? undefined : boundedName(word) || undefined
  const said = textAt(record, 'title', 'summary', 'message', 'text')
  const raw = JSON.stringify(structured(event)).toWellFormed()
  return {
    kind,
    dedupKey: dedupKeyOf(event, baseType),
    deliveryKey: keyOf('ce', source, textAt(attributes, 'id')),
    name,
    title: boundedTitle(
      said ?? joined(boundedName(type) || 'Event', boundedName(subject ?? '') || undefined),
    ),
    severity: severityOf(event, kind),
    status,
    statusText: WORDS[kind] ?? status,
    sourceAt: time?.at,
    labels: boundedLabels({
      ...extensionsOf(event),
      name,
      status,
      type,
      eventSource: source,
      resource: subject ?? textAt(record, 'resource', 'resourceId', 'instance', 'host'),
      region: textAt(record, 'region', 'regionId'),
    }),
    fields: boundedFields([
      ...field('Type', '类型', type),
      ...field('Event source', '事件来源', source),
      ...field('Subject', '主体', subject),
      ...timeField(time),
      ...detailFields(data, { en: 'Data', zh: '数据' }),
      ...binaryField(event),
    ]),
    links: boundedLinks(
      webLink({ en: 'Details', zh: '详情' }, textAt(record, 'url', 'link', 'href')),
    ),
    raw,
  }
}

const WORDS: Readonly<Record<EventKind, LocalText | undefined>> = {
  firing: { en: 'firing', zh: '告警中' },
  resolved: { en: 'resolved', zh: '已恢复' },
  acknowledged: { en: 'acknowledged', zh: '已确认' },
  notice: undefined,
}

/** The key that the sender gives, else what the event is about and what kind of thing happens to it. */
function dedupKeyOf(event: CloudEvent, baseType: string): string {
  const { attributes } = event
  const given =
    textAt(attributes, 'dedupkey', 'alertkey', 'fingerprint') ??
    textAt(dataRecord(event), 'dedupKey', 'dedup_key', 'alertKey', 'fingerprint')
  if (given !== undefined) return keyOf('ce', given)
  const key = keyOf('ce', textAt(attributes, 'source'), textAt(attributes, 'subject'), baseType)
  return key === '' ? digestOf(baseType) : key
}

/** The extension for severity, as a text or as OpenTelemetry's number; then what the data calls it. */
function severityOf(event: CloudEvent, kind: EventKind): Severity {
  const { attributes } = event
  const record = dataRecord(event)
  return (
    severityOfWord(textAt(attributes, 'severity')) ??
    severityOfWord(textAt(attributes, 'severitytext')) ??
    severityOfNumber(textAt(attributes, 'severitynumber')) ??
    severityOfWord(textAt(record, 'severity')) ??
    severityOfWord(textAt(record, 'level')) ??
    severityOfWord(textAt(record, 'priority')) ??
    (kind === 'firing' ? 'warning' : 'info')
  )
}

/** 1 to 24 in steps of four: trace, debug, info, warn, error, fatal. */
function severityOfNumber(text: string | undefined): Severity | undefined {
  if (text === undefined || !/^\d{1,2}$/.test(text)) return undefined
  const number = Number(text)
  if (number < 1 || number > 24) return undefined
  if (number >= 21) return 'critical'
  if (number >= 17) return 'error'
  return number >= 13 ? 'warning' : 'info'
}

/** The attributes that are none of the standard's. */
function extensionsOf({ attributes }: CloudEvent): Record<string, string | undefined> {
  const extensions = Object.entries(attributes).filter(
    ([name, value]) => !STANDARD.has(name) && plainText(value) !== undefined,
  )
  return ownLabels(Object.fromEntries(extensions))
}

const STANDARD = new Set(
  'specversion id source type subject time datacontenttype datacontentencoding dataschema schemaurl'.split(
    ' ',
  ),
)

function binaryField({ binaryBytes, attributes }: CloudEvent) {
  if (binaryBytes === undefined) return []
  const type = textAt(attributes, 'datacontenttype') ?? 'application/octet-stream'
  return field('Data', '数据', {
    en: `${binaryBytes} bytes of ${type}`,
    zh: `${binaryBytes} 字节（${type}）`,
  })
}
