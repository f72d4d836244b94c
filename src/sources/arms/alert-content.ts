/** What ARMS puts in for `$alertmanager_content`: Alertmanager's webhook form with keys of its own. */
import { INGEST_LIMITS } from '../../base/limits.ts'
import { formatTime, type Instant } from '../../base/time.ts'
import type { EventField, EventKind, EventLink, ParsedEvent } from '../../model/event.ts'
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
  first,
  type JsonRecord,
  listAt,
  plainText,
  recordAt,
  recordsAt,
  textAt,
  timeAt,
} from '../../reading/json.ts'
import { addLink } from '../../reading/markup.ts'
import { digestOf, field, joined, occasionOf, zoneOf } from '../../reading/parts.ts'
import { severityOf } from './levels.ts'

/** Whether it has alerts, or what alerts have in common. */
export function isAlertContent(record: JsonRecord): boolean {
  if (listAt(record, 'alerts') !== undefined) return true
  return textAt(record, 'status') !== undefined && recordAt(record, 'commonLabels') !== undefined
}

/** An event for each alert; where none is listed, one for what they have in common. */
export function alertEvents(content: JsonRecord, receivedAt: number): ParsedEvent[] {
  const listed = recordsAt(content, 'alerts').slice(0, INGEST_LIMITS.eventsPerRequestMax)
  const alerts = listed.length > 0 ? listed : [{}]
  return alerts.map((alert) => alertEvent(factsOf(alert, content), receivedAt))
}

type Facts = {
  readonly alert: JsonRecord
  readonly content: JsonRecord
  readonly labels: JsonRecord
  readonly annotations: JsonRecord
  readonly kind: EventKind
  readonly status: string | undefined
  readonly name: string
  readonly startsAt: Instant | undefined
  readonly endsAt: Instant | undefined
}

function factsOf(alert: JsonRecord, content: JsonRecord): Facts {
  const common = recordAt(content, 'commonLabels') ?? {}
  const labels = { ...common, ...recordAt(alert, 'labels') }
  const status = textAt(alert, 'status') ?? textAt(content, 'status')
  return {
    alert,
    content,
    labels,
    annotations: { ...recordAt(content, 'commonAnnotations'), ...recordAt(alert, 'annotations') },
    kind: kindOf(status),
    status,
    name:
      textAt(labels, 'alertname', '_aliyun_arms_alert_name') ??
      textAt(recordAt(content, 'groupLabels'), 'alertname') ??
      'Alert',
    startsAt: timeAt(alert, 'startsAt'),
    endsAt: endOf(timeAt(alert, 'endsAt')),
  }
}

/** An alert that goes on may have an end in the future, or in the year 1: the status alone counts. */
function kindOf(status: string | undefined): EventKind {
  const word = status?.toLowerCase()
  if (word === undefined || OPEN.has(word)) return 'firing'
  return OVER.has(word) ? 'resolved' : 'notice'
}

const OPEN = new Set(['firing', 'active', 'alerting', 'triggered'])
const OVER = new Set(['resolved', 'recovered', 'ok', 'normal', 'closed'])

function endOf(time: Instant | undefined): Instant | undefined {
  return time !== undefined && time.at > 0 ? time : undefined
}

function alertEvent(facts: Facts, receivedAt: number): ParsedEvent {
  const { kind, status, name, labels, content, alert } = facts
  const raw = JSON.stringify({ ...content, alerts: [alert] })
  const dedupKey = dedupKeyOf(facts)
  const time = kind === 'resolved' ? facts.endsAt : facts.startsAt
  const at = [facts.startsAt?.at, kind === 'resolved' ? facts.endsAt?.at : undefined]
  return {
    kind,
    dedupKey,
    deliveryKey: keyOf(
      dedupKey,
      status,
      ...at.map((one) => String(one ?? '')),
      // A policy repeats an alert as it is: later that counts as said again.
      occasionOf(receivedAt),
    ),
    name: boundedName(name),
    title: boundedTitle(joined(name, whereOf(facts), KIND_TEXTS[kind] ?? status)),
    severity: severityOf(kind, [
      textAt(labels, 'severity'),
      textAt(labels, '_aliyun_arms_alert_level'),
      textAt(content, 'level'),
    ]),
    status: status === undefined ? undefined : boundedName(status.toLowerCase()),
    statusText: KIND_TEXTS[kind],
    sourceAt: time?.at,
    labels: labelsOf(facts),
    fields: boundedFields(fieldsOf(facts)),
    links: linksOf(facts),
    raw: rawText(raw),
  }
}

const KIND_TEXTS: Readonly<Record<EventKind, LocalText | undefined>> = {
  firing: { en: 'firing', zh: '告警中' },
  resolved: { en: 'resolved', zh: '已恢复' },
  acknowledged: undefined,
  notice: undefined,
}

/** The alert's own fingerprint; else the alarm with what tells its alerts apart. */
function dedupKeyOf({ alert, content, labels, name }: Facts): string {
  const fingerprint = textAt(alert, 'fingerprint')
  if (fingerprint !== undefined) return keyOf('alert', fingerprint)
  const identity = Object.entries(labels)
    .filter(([label]) => !CHANGING.has(label))
    .map(([label, value]) => `${label}=${plainText(value) ?? ''}`)
    .toSorted()
  const alarm = textAt(content, 'alarmId')
  if (alarm !== undefined && Object.keys(alert).length === 0) return keyOf('alarm', alarm)
  return keyOf('labels', name, digestOf(identity.join('\n').toLowerCase()))
}

/** A level may rise while the alert stays the same one. */
const CHANGING = new Set(['severity', '_aliyun_arms_alert_level', '_aliyun_arms_entropy'])

const POD_KEYS = ['pod_name', 'pod']

function whereOf({ labels, name }: Facts): string | undefined {
  const where = textAt(labels, ...POD_KEYS, 'instance', '_aliyun_arms_involvedObject_name')
  return where === undefined || name.includes(where) ? undefined : where
}

function labelsOf({ labels, content, name, status }: Facts) {
  const pod = textAt(labels, ...POD_KEYS)
  const instance = textAt(labels, 'instance')
  const objectId = textAt(
    labels,
    '_aliyun_arms_involvedObject_id',
    '_aliyun_arms_involvedObject_name',
  )
  const kind = textAt(labels, '_aliyun_arms_involvedObject_kind')
  const known = {
    product: 'ARMS',
    name,
    status: status?.toLowerCase(),
    level: textAt(labels, '_aliyun_arms_alert_level') ?? textAt(content, 'level'),
    region: textAt(labels, '_aliyun_arms_region_id', 'region', 'regionId'),
    resource: first(pod, instance, objectId),
    resourceType: pod === undefined ? (instance === undefined ? kind : 'instance') : 'pod',
    instance: first(instance, pod),
    account: textAt(labels, '_aliyun_arms_userid'),
    cluster: textAt(labels, 'clustername', 'cluster'),
    alarmId: textAt(content, 'alarmId'),
  }
  return boundedLabels(known, labels)
}

function fieldsOf({ labels, annotations, content, kind, startsAt, endsAt }: Facts): EventField[] {
  return [
    ...field('Message', '内容', textAt(annotations, 'message', 'description', 'summary')),
    ...field('Value', '当前值', textAt(annotations, 'value', '_aliyun_arms_alert_value')),
    ...field('Cluster', '集群', textAt(labels, 'clustername', 'cluster')),
    ...field('Namespace', '命名空间', textAt(labels, 'namespace')),
    ...field('Object', '对象', textAt(labels, '_aliyun_arms_involvedObject_name')),
    ...timed('Started', '开始时间', startsAt),
    ...timed('Ended', '恢复时间', kind === 'resolved' ? endsAt : undefined),
    ...field('Notification policy', '通知策略', textAt(content, 'dispatchRuleName')),
    ...Object.entries(annotations).flatMap(([name, value]) => {
      const text = SHOWN.has(name) || INNER.test(name) ? undefined : plainText(value)
      return text === undefined ? [] : [{ label: name, value: text }]
    }),
  ]
}

const SHOWN = new Set(['message', 'value'])
/** ARMS' own bookkeeping. */
const INNER = /^_aliyun_arms_/

function timed(en: string, zh: string, time: Instant | undefined): EventField[] {
  return field(en, zh, time === undefined ? undefined : formatTime(time.at, localZone(time)))
}

/** ARMS writes instants in UTC; the people who read them are where it runs. */
function localZone(time: Instant): number {
  return time.offsetMinutes === 0 ? zoneOf(undefined) : zoneOf(time)
}

function linksOf({ alert, content }: Facts): EventLink[] {
  const links: EventLink[] = []
  addLink(links, 'ARMS', textAt(alert, 'generatorURL') ?? '')
  addLink(links, 'ARMS', textAt(content, 'externalURL') ?? '')
  return links
}
