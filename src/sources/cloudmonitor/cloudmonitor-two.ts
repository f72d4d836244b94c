/**
 * CloudMonitor 2.0: its webhooks send what a template makes. The one that this source ships makes a
 * list of events with the product's own keys; a bare event with these keys is read as well.
 */
import { INGEST_LIMITS } from '../../base/limits.ts'
import type { EventKind, ParsedEvent } from '../../model/event.ts'
import type { LocalText } from '../../model/text.ts'
import {
  boundedFields,
  boundedLabels,
  boundedName,
  boundedTitle,
  keyOf,
  rawText,
} from '../../reading/bounds.ts'
import {
  isRecord,
  type JsonRecord,
  listAt,
  ownValue,
  plainText,
  recordAt,
  recordOf,
  textAt,
  timeAt,
} from '../../reading/json.ts'
import { digestOf, field, joined, timeField } from '../../reading/parts.ts'
import { productName } from './catalogue.ts'
import { levelName, severityOf } from './lifecycle.ts'

/** Whether it is what a webhook of CloudMonitor 2.0 sends. */
export function isFromTwo(record: JsonRecord): boolean {
  if (listAt(record, 'events') !== undefined) {
    const isNamed = ['subscription', 'incident'].some((key) => Object.hasOwn(record, key))
    return isNamed || textAt(record, 'tocsin') !== undefined
  }
  return isEvent(record) && textAt(record, 'specversion') === undefined
}

/** The events in it, in order. `text` is what it was read from. */
export function eventsOfTwo(record: JsonRecord, text: string): ParsedEvent[] {
  const entries = listAt(record, 'events')
  if (entries === undefined) return [eventOf(record, { envelope: {}, raw: text })]
  const read = entries
    .slice(0, INGEST_LIMITS.eventsPerRequestMax)
    .map(recordOf)
    .filter((entry) => entry !== undefined && Object.keys(entry).length > 0)
    .flatMap((entry) => (entry === undefined ? [] : [entry]))
  if (read.length === 0) return [eventOf({}, { envelope: record, raw: text })]
  return read.map((entry) => eventOf(entry, { envelope: record, raw: JSON.stringify(entry) }))
}

function isEvent(record: JsonRecord): boolean {
  const isAbout = textAt(record, 'sourcetype', 'workspace') !== undefined
  const entity = recordAt(recordAt(record, 'resource'), 'entity')
  return textAt(record, 'subject') !== undefined && (isAbout || entity !== undefined)
}

/** What an event was found in. */
type Surroundings = { readonly envelope: JsonRecord; readonly raw: string }

type Facts = {
  readonly subject: string
  readonly kind: EventKind
  readonly status: string | undefined
  readonly level: string | undefined
  readonly labels: JsonRecord
  readonly annotations: JsonRecord
  readonly product: string
  readonly entityType: string | undefined
  readonly entityId: string | undefined
  readonly subscription: string | undefined
}

function eventOf(event: JsonRecord, { envelope, raw }: Surroundings): ParsedEvent {
  const facts = factsOf(event, envelope)
  const { kind, level, labels, status } = facts
  const time = timeAt(event, 'time') ?? timeAt(event, 'timestamp')
  const dedupKey = dedupKeyOf(event, facts)
  const at = time === undefined ? digestOf(raw) : String(time.at)
  return {
    kind,
    dedupKey,
    deliveryKey: keyOf(dedupKey, textAt(event, 'id'), status, level, at),
    name: boundedName(nameOf(facts)),
    title: boundedTitle(titleOf(facts)),
    severity: severityOf({ level, kind, status: undefined }),
    status: status === undefined ? undefined : boundedName(status),
    statusText: KIND_TEXTS[kind],
    sourceAt: time?.at,
    labels: labelsOf(event, envelope, facts),
    fields: boundedFields([
      ...field('Resource', '资源', facts.entityId),
      ...field('Status', '状态', KIND_TEXTS[kind] ?? status),
      ...timeField(time),
      ...pairs(facts.annotations),
      ...field('Level', '级别', level),
      ...field('Subscription', '订阅', facts.subscription),
      ...pairs(labels),
    ]),
    links: [],
    raw: rawText(raw),
  }
}

function nameOf({ labels, subject }: Facts): string {
  return textAt(labels, ...NAME_KEYS) ?? subject
}

function labelsOf(event: JsonRecord, envelope: JsonRecord, facts: Facts) {
  const { labels } = facts
  const known = {
    name: nameOf(facts),
    product: facts.product,
    level: facts.level,
    status: facts.status,
    region: textAt(labels, ...REGION_KEYS),
    resource: facts.entityId,
    resourceType: facts.entityType,
    instance: textAt(labels, 'instanceName', 'instance_name', 'instance'),
    account: textAt(labels, 'userId', 'aliyunUserId') ?? incidentText(envelope, 'userId'),
    eventType: textAt(event, 'sourcetype', 'type'),
  }
  return boundedLabels(known, labels)
}

const NAME_KEYS = ['alertname', 'alertName', 'ruleName', 'rule_name']
const REGION_KEYS = ['regionId', 'region_id', 'region', 'acs_region']

function factsOf(event: JsonRecord, envelope: JsonRecord): Facts {
  const labels = recordAt(event, 'labels') ?? {}
  const entity = recordAt(event, 'entity') ?? recordAt(recordAt(event, 'resource'), 'entity') ?? {}
  const entityType = textAt(entity, 'entityType')
  const status = textAt(event, 'status') ?? textAt(envelope, 'status')
  const sent = textAt(event, 'severity', 'level') ?? incidentText(envelope, 'severity')
  const isOver = sent !== undefined && OVER.has(sent.toLowerCase())
  const subject =
    textAt(event, 'subject') ?? incidentText(envelope, 'groupingKeys') ?? 'CloudMonitor 2.0'
  return {
    subject,
    kind: isOver ? 'resolved' : kindOf(status),
    status,
    level: sent === undefined || isOver ? undefined : levelName(sent),
    labels,
    annotations: recordAt(event, 'annotations') ?? {},
    product: productOf(entityType),
    entityType,
    entityId: textAt(entity, 'entityId') ?? textAt(labels, 'instanceId', 'instance_id'),
    subscription:
      textAt(recordAt(envelope, 'subscription'), 'name') ?? textAt(envelope, 'subscription'),
  }
}

/** A key of the incident, which the template puts beside the events. */
function incidentText(envelope: JsonRecord, key: string): string | undefined {
  const incident = recordAt(envelope, 'incident') ?? envelope
  const value = ownValue(incident, key)
  return plainText(value) ?? (isRecord(value) ? JSON.stringify(value) : undefined)
}

/** Without a status something goes on: nobody sends an alert that says nothing to say that all is well. */
function kindOf(status: string | undefined): EventKind {
  const word = status?.toLowerCase()
  if (word === undefined || OPEN.has(word)) return 'firing'
  return OVER.has(word) ? 'resolved' : 'notice'
}

const OPEN = new Set(
  'firing alert alerting alarm triggered trigger active open pending abnormal unresolved'.split(
    ' ',
  ),
)
const OVER = new Set(
  'resolved resolve recovered recovery recover restored ok normal cleared closed inactive'.split(
    ' ',
  ),
)

const KIND_TEXTS: Readonly<Record<EventKind, LocalText | undefined>> = {
  firing: { en: 'firing', zh: '告警中' },
  resolved: { en: 'resolved', zh: '已恢复' },
  acknowledged: undefined,
  notice: undefined,
}

/** `acs.ecs.instance` belongs to ECS. */
function productOf(entityType: string | undefined): string {
  const [domain, product] = (entityType ?? '').split('.')
  if (domain?.toLowerCase() !== 'acs' || product === undefined || product === '') {
    return 'CloudMonitor'
  }
  return productName(product.toUpperCase())
}

/** `dedupId`, unless it is this one event's id; else what the policy groups by: the rule and its resource. */
function dedupKeyOf(event: JsonRecord, facts: Facts): string {
  const dedupId = textAt(event, 'dedupId')
  if (dedupId !== undefined && dedupId !== textAt(event, 'id')) return keyOf('2.0', dedupId)
  const { labels, subject, entityType, entityId } = facts
  const rule = textAt(labels, 'ruleId', 'rule_id', '_aliyun_arms_alert_rule_id', ...NAME_KEYS)
  return keyOf('2.0', textAt(event, 'workspace'), rule ?? subject, entityType, entityId)
}

function titleOf({ product, subject, entityId, kind, status }: Facts): LocalText {
  const isNamed = entityId !== undefined && !subject.includes(entityId)
  const about = subject.toLowerCase().startsWith(product.toLowerCase())
    ? subject
    : `${product} ${subject}`
  return joined(about, isNamed ? entityId : undefined, KIND_TEXTS[kind] ?? status)
}

function pairs(record: JsonRecord) {
  return Object.entries(record).flatMap(([name, value]) => {
    const text = plainText(value)
    return text === undefined ? [] : [{ label: name, value: text }]
  })
}
