/** One alert of a notification of Grafana's alerting. */
import type { EventField, EventKind, EventLink, ParsedEvent } from '../../model/event.ts'
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
import {
  isRecord,
  type JsonRecord,
  ownValue,
  recordAt,
  textAt,
  timeAt,
} from '../../reading/json.ts'
import { ownLabels } from '../../reading/own-labels.ts'
import { field, joined, timeField } from '../../reading/parts.ts'
import { severityOfWord } from '../../reading/severity-words.ts'
import { boundedLinks, webLink } from '../../reading/web-links.ts'

/** Whether it is an alert: it has a state and labels. */
export function isUnifiedAlert(alert: JsonRecord): boolean {
  return STATES.has(stateOf(alert)) && recordAt(alert, 'labels') !== undefined
}

type State = { readonly kind: EventKind; readonly word: LocalText }

const STATES: ReadonlyMap<string, State> = new Map([
  ['firing', { kind: 'firing', word: { en: 'firing', zh: '告警中' } }],
  ['resolved', { kind: 'resolved', word: { en: 'resolved', zh: '已恢复' } }],
])

function stateOf(alert: JsonRecord): string {
  return textAt(alert, 'status')?.toLowerCase() ?? ''
}

type Given = { readonly severity: Severity; readonly raw: string }

/** The event that an alert tells of; of the one that a test button sends, a notice. */
export function unifiedEvent(
  notification: JsonRecord,
  alert: JsonRecord,
  given: Given,
): ParsedEvent {
  const labels = recordAt(alert, 'labels') ?? {}
  const annotations = recordAt(alert, 'annotations')
  const state = stateOf(alert)
  const { kind, word } = STATES.get(state) ?? { kind: 'notice', word: state }
  const name = textAt(labels, 'rulename', 'alertname') ?? 'Alert'
  const summary = textAt(annotations, 'summary')
  const time = timeAt(alert, kind === 'resolved' ? 'endsAt' : 'startsAt')
  const event: ParsedEvent = {
    kind,
    dedupKey: dedupKeyOf(alert, labels),
    recurs: true,
    name: boundedName(name) || 'Alert',
    title: boundedTitle(titleOf(labels, { name, summary })),
    severity: severityOf(labels, given.severity),
    status: state,
    statusText: word,
    sourceAt: time?.at,
    labels: boundedLabels({
      ...ownLabels(publicOf(labels)),
      product: textAt(labels, 'product') ?? 'Grafana',
      name,
      status: state,
      resource: textAt(labels, 'resource', 'instance', 'pod', 'host', 'node'),
      receiver: textAt(notification, 'receiver'),
    }),
    fields: boundedFields([
      ...annotationFields(annotations),
      ...valueFields(alert),
      ...timeField(time),
      ...field('Labels', '标签', labelText(labels)),
    ]),
    links: linksOf(notification, alert, annotations),
    raw: given.raw,
  }
  return isTest(labels) ? testNotice(event) : event
}

/** Grafana's own fingerprint is of the labels; where it is cut, they serve. */
function dedupKeyOf(alert: JsonRecord, labels: JsonRecord): string {
  const fingerprint = textAt(alert, 'fingerprint')
  if (fingerprint !== undefined) return keyOf('grafana', fingerprint)
  const pairs = Object.keys(labels)
    .toSorted()
    .map((key) => `${key}=${textAt(labels, key) ?? ''}`)
  return keyOf('grafana', ...pairs)
}

/** No data and failed queries are alerts of their own in Grafana, named so; the rule stands in a label. */
function titleOf(
  labels: JsonRecord,
  { name, summary }: { readonly name: string; readonly summary: string | undefined },
): LocalText {
  const trouble = TROUBLES.get(textAt(labels, 'alertname') ?? '')
  const subject = summary ?? name
  if (trouble !== undefined) return joined(subject, trouble)
  return summary === undefined || summary.includes(name) ? subject : joined(name, summary)
}

const TROUBLES: ReadonlyMap<string, LocalText> = new Map([
  ['DatasourceNoData', { en: 'no data', zh: '无数据' }],
  ['DatasourceError', { en: 'the query failed', zh: '查询失败' }],
])

function severityOf(labels: JsonRecord, otherwise: Severity): Severity {
  return (
    severityOfWord(textAt(labels, 'severity')) ??
    severityOfWord(textAt(labels, 'priority')) ??
    severityOfWord(textAt(labels, 'level')) ??
    otherwise
  )
}

/** The description first; an address is a link, and Grafana's own keys are plumbing. */
function annotationFields(annotations: JsonRecord | undefined): EventField[] {
  if (annotations === undefined) return []
  const others = Object.entries(annotations).filter(
    ([key]) => !SHOWN.has(key) && !key.startsWith('__'),
  )
  return [
    ...field('Description', '描述', textAt(annotations, 'description', 'message')),
    ...detailFields(Object.fromEntries(others)),
  ]
}

const SHOWN = new Set(['summary', 'description', 'message', 'runbook_url'])

/** What was measured: each query's and expression's value by its letter, or the text that older versions send. */
function valueFields(alert: JsonRecord): EventField[] {
  const values = ownValue(alert, 'values')
  const pairs = isRecord(values)
    ? Object.keys(values).flatMap((key) => {
        const value = textAt(values, key)
        return value === undefined ? [] : [`${key}=${value}`]
      })
    : []
  const text = pairs.length > 0 ? pairs.join(', ') : textAt(alert, 'valueString')
  return field('Value', '当前值', text)
}

/** Without the labels that Grafana hides. */
function publicOf(labels: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('__')))
}

/** The labels in one line. */
function labelText(labels: JsonRecord): string | undefined {
  const shown = publicOf(labels)
  const pairs = Object.keys(shown).flatMap((key) => {
    const value = key === 'alertname' ? undefined : textAt(shown, key)
    return value === undefined ? [] : [`${key}=${value}`]
  })
  return pairs.length > 0 ? pairs.join(', ') : undefined
}

function linksOf(
  notification: JsonRecord,
  alert: JsonRecord,
  annotations: JsonRecord | undefined,
): readonly EventLink[] {
  return boundedLinks([
    ...webLink({ en: 'Panel', zh: '面板' }, textAt(alert, 'panelURL')),
    ...webLink({ en: 'Dashboard', zh: '仪表盘' }, textAt(alert, 'dashboardURL')),
    ...webLink({ en: 'Rule', zh: '规则' }, textAt(alert, 'generatorURL')),
    ...webLink({ en: 'Silence in Grafana', zh: '在 Grafana 中静默' }, textAt(alert, 'silenceURL')),
    ...webLink({ en: 'Image', zh: '图片' }, textAt(alert, 'imageURL')),
    ...webLink({ en: 'Runbook', zh: '处理手册' }, textAt(annotations, 'runbook_url')),
    ...webLink('Grafana', textAt(notification, 'externalURL')),
  ])
}

/** The contact point's test button sends this alert, whatever labels are added to it. */
function isTest(labels: JsonRecord): boolean {
  return textAt(labels, 'alertname') === 'TestAlert' && textAt(labels, 'instance') === 'Grafana'
}

/** A test opens nothing, and each press of the button is told. */
function testNotice(event: ParsedEvent): ParsedEvent {
  return {
    ...event,
    kind: 'notice',
    name: 'TestAlert',
    title: {
      en: 'Test notification from Grafana: the contact point works',
      zh: 'Grafana 测试通知：联络点可用',
    },
    severity: 'info',
    status: 'test',
    statusText: { en: 'test', zh: '测试' },
    labels: { ...event.labels, name: 'TestAlert', status: 'test' },
  }
}
