/** The event that one alert is. */
import { INGEST_LIMITS, READING_LIMITS } from '../../base/limits.ts'
import type { EventField, EventLink, Labels, ParsedEvent } from '../../model/event.ts'
import { hubLabel } from '../../model/sent-label.ts'
import type { Severity } from '../../model/severity.ts'
import {
  boundedFields,
  boundedLabels,
  boundedName,
  boundedTitle,
  cutToBytes,
} from '../../reading/bounds.ts'
import { digestOf, field } from '../../reading/parts.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { PostedAlert } from './posted.ts'
import { severityOf } from './severity.ts'

export type AlertFacts = PostedAlert & {
  /** What an alert without an end is given; absent: it has none until its end is told. */
  readonly timeOutMs?: number
  /** The page of whoever sent it. */
  readonly senderUrl?: string
}

/** One alert, firing or over by its end. */
export function alertEvent(alert: AlertFacts, receivedAt: number): ParsedEvent {
  const { labels, annotations, startsAt, endsAt, timeOutMs, generatorUrl, raw } = alert
  const isOver = endsAt !== undefined && endsAt <= receivedAt
  const at = isOver ? endsAt : startsAt
  const name = boundedName(labels['alertname'] ?? '') || 'Alert'
  const title = titleOf(alert, name)
  return {
    kind: isOver ? 'resolved' : 'firing',
    dedupKey: fingerprintOf(labels),
    recurs: true,
    name,
    title: boundedTitle(title),
    severity: severityOf(labels),
    statusText: isOver ? { en: 'resolved', zh: '已恢复' } : { en: 'firing', zh: '触发中' },
    ...(at === undefined ? {} : { sourceAt: at }),
    labels: labelsOf(labels),
    fields: fieldsOf(labels, annotations, title),
    links: linksOf(alert),
    sent: {
      labels: kept(labels),
      annotations: kept(annotations),
      ...(startsAt === undefined ? {} : { startsAt }),
      ...(endsAt === undefined ? {} : { endsAt }),
      ...(timeOutMs === undefined || endsAt !== undefined ? {} : { timeOutMs }),
      ...(generatorUrl === undefined ? {} : { generatorUrl: storable(generatorUrl) }),
    },
    raw: storable(raw),
  }
}

/** Tells people of an alert that breaks Alertmanager's rules, with its text: the sender was refused it. */
export function unreadAlert(reason: string, raw: string): ParsedEvent {
  const key = digestOf(raw)
  return {
    kind: 'notice',
    dedupKey: key,
    deliveryKey: key,
    name: 'InvalidAlert',
    title: {
      en: 'Alertmanager: an alert of a list was invalid, and its sender was refused it',
      zh: 'Alertmanager：列表中有一条告警无效，已拒绝',
    },
    severity: 'warning' satisfies Severity,
    labels: { name: 'InvalidAlert' },
    fields: boundedFields(field('Reason', '原因', storable(reason))),
    links: [],
    raw: storable(raw),
  }
}

/** What the rule's author wrote in one line, else the alert's name and what it is about. */
function titleOf({ labels, annotations }: AlertFacts, name: string): string {
  const said = ['summary', 'title', 'message']
    .map((key) => storable(annotations[key] ?? '').trim())
    .find((text) => boundedName(text) !== '')
  if (said !== undefined) return said
  const about = SUBJECTS.map((key) => boundedName(labels[key] ?? '')).find((text) => text !== '')
  return about === undefined ? name : `${name} · ${about}`
}

/** What an alert is about, from the closest to the widest. */
const SUBJECTS = ['pod', 'instance', 'node', 'deployment', 'service', 'job', 'namespace', 'cluster']

function labelsOf(labels: Labels): Labels {
  const named = Object.entries(labels).map(
    ([name, value]) => [boundedName(hubLabel(name)), value] as const,
  )
  return boundedLabels(Object.fromEntries(named.filter(([name]) => name !== '')))
}

/** What the title does not say: the other annotations first, then the labels. */
function fieldsOf(labels: Labels, annotations: Labels, title: string): readonly EventField[] {
  const said = Object.entries(annotations)
    .filter(([name, value]) => storable(value).trim() !== title && !LINKS.has(name))
    .sort(([one], [other]) => Number(other === 'description') - Number(one === 'description'))
    .map(([name, value]) => ({ label: WORDS.get(name) ?? cutName(name), value: storable(value) }))
  const about = Object.entries(labels)
    .filter(([name]) => name !== 'alertname' && name !== 'severity')
    .map(([name, value]) => ({ label: cutName(name), value: storable(value) }))
  return boundedFields([...said, ...about])
}

const WORDS = new Map([
  ['description', { en: 'Description', zh: '描述' }],
  ['message', { en: 'Message', zh: '消息' }],
])
const LINKS = new Map([
  ['runbook_url', { en: 'Runbook', zh: '处理手册' }],
  ['runbook', { en: 'Runbook', zh: '处理手册' }],
  ['dashboard_url', { en: 'Dashboard', zh: '仪表盘' }],
  ['dashboard', { en: 'Dashboard', zh: '仪表盘' }],
])

function linksOf({ annotations, generatorUrl, senderUrl }: AlertFacts): readonly EventLink[] {
  const given: readonly (readonly [EventLink['text'], string | undefined])[] = [
    ...[...LINKS].map(([name, text]) => [text, annotations[name]] as const),
    [{ en: 'Source', zh: '来源' }, generatorUrl],
    ['Alertmanager', senderUrl],
  ]
  return given.flatMap(([text, url]) => (url !== undefined && isPage(url) ? [{ text, url }] : []))
}

function isPage(url: string): boolean {
  return (
    url.length <= INGEST_LIMITS.fieldBytesMax &&
    /^https?:\/\/[!-~]+$/i.test(url) &&
    URL.canParse(url)
  )
}

/** As it was sent, but fit to be stored: well-formed, and bounded in number and size. */
function kept(values: Labels): Labels {
  const entries = Object.entries(values).slice(0, INGEST_LIMITS.labelsMax)
  return Object.fromEntries(
    entries.map(([name, value]) => [
      cutToBytes(storable(name), INGEST_LIMITS.labelBytesMax),
      cutToBytes(storable(value), INGEST_LIMITS.fieldBytesMax),
    ]),
  )
}

function cutName(name: string): string {
  return cutToBytes(storable(name), READING_LIMITS.fieldNameBytesMax)
}

function storable(text: string): string {
  return UNSTORABLE.test(text) ? text.toWellFormed().replaceAll('\0', '') : text
}

/** Halves of characters, also those that have their other half, and NUL. */
const UNSTORABLE = /[\0\ud800-\udfff]/
