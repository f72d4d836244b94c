/** An alert event: something began, is being worked on, or is over. */
import { PAGERDUTY_LIMITS } from '../../base/limits.ts'
import type { EventKind, ParsedEvent } from '../../model/event.ts'
import type { Severity } from '../../model/severity.ts'
import type { LocalText } from '../../model/text.ts'
import { boundedFields, boundedLabels, boundedName, boundedTitle } from '../../reading/bounds.ts'
import { detailFields } from '../../reading/detail-fields.ts'
import { type JsonRecord, ownValue, recordAt, textAt, timeAt } from '../../reading/json.ts'
import { digestOf, field, joined, timeField } from '../../reading/parts.ts'
import { severityOfWord } from '../../reading/severity-words.ts'
import { boundedLinks, imageList, linkList, webLink } from '../../reading/web-links.ts'

type Action = {
  readonly kind: EventKind
  readonly word: LocalText
}

const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['trigger', { kind: 'firing', word: { en: 'triggered', zh: '已触发' } }],
  ['acknowledge', { kind: 'acknowledged', word: { en: 'acknowledged', zh: '已确认' } }],
  ['resolve', { kind: 'resolved', word: { en: 'resolved', zh: '已恢复' } }],
])

/** Why PagerDuty would refuse it, one reason for each field; empty: it would take it. */
export function faultsOfAlert(record: JsonRecord): readonly string[] {
  const action = actionOf(record)
  const key = textAt(record, 'dedup_key')
  const faults: string[] = []
  if (action === undefined || !ACTIONS.has(action)) {
    faults.push("'event_action' is not one of 'trigger', 'acknowledge' or 'resolve'")
  }
  if (key !== undefined && [...key].length > PAGERDUTY_LIMITS.keyLengthMax) {
    faults.push(`'dedup_key' is longer than ${PAGERDUTY_LIMITS.keyLengthMax} characters`)
  }
  if (action === 'trigger') faults.push(...faultsOfPayload(recordAt(record, 'payload')))
  else if (key === undefined) faults.push("'dedup_key' is missing or blank")
  return faults
}

function faultsOfPayload(payload: JsonRecord | undefined): readonly string[] {
  const faults = ['summary', 'source', 'severity']
    .filter((name) => textAt(payload, name) === undefined)
    .map((name) => `'payload.${name}' is missing or blank`)
  const severity = textAt(payload, 'severity')
  if (severity === undefined || severityOfWord(severity) !== undefined) return faults
  return [...faults, "'payload.severity' is not one of 'critical', 'error', 'warning' or 'info'"]
}

function actionOf(record: JsonRecord): string | undefined {
  return textAt(record, 'event_action')?.toLowerCase()
}

/** The sender's key; else one from what it said, so that a request that is repeated finds the same alert. */
export function givenKeyOf(record: JsonRecord, raw: string): string {
  const given = textAt(record, 'dedup_key')
  return given ?? digestOf(raw).slice('sha256:'.length, 'sha256:'.length + 32)
}

/** The event that an alert event without faults tells of. */
export function alertEvent(
  record: JsonRecord,
  { key, raw }: { readonly key: string; readonly raw: string },
): ParsedEvent {
  const action = actionOf(record) ?? ''
  const { kind, word } = ACTIONS.get(action) ?? { kind: 'notice', word: action }
  const payload = recordAt(record, 'payload')
  const time = timeAt(payload, 'timestamp')
  const summary = textAt(payload, 'summary')
  const name = textAt(payload, 'class', 'component') ?? textAt(record, 'client') ?? 'Alert'
  const isWordless = kind !== 'firing' && summary === undefined
  return {
    kind,
    dedupKey: boundedName(key) || digestOf(key),
    recurs: true,
    ...(isWordless ? { wordless: true as const } : {}),
    name: boundedName(name) || 'Alert',
    title: boundedTitle(summary ?? joined(boundedName(key) || 'Alert', word)),
    severity: severityOf(payload),
    status: action,
    statusText: word,
    sourceAt: time?.at,
    labels: boundedLabels({
      name: boundedName(name),
      status: action,
      resource: textAt(payload, 'source'),
      component: textAt(payload, 'component'),
      group: textAt(payload, 'group'),
      class: textAt(payload, 'class'),
      client: textAt(record, 'client'),
    }),
    fields: boundedFields([
      ...field('Resource', '资源', textAt(payload, 'source')),
      ...field('Component', '组件', textAt(payload, 'component')),
      ...field('Group', '分组', textAt(payload, 'group')),
      ...field('Class', '类别', textAt(payload, 'class')),
      ...timeField(time),
      ...detailFields(ownValue(payload, 'custom_details')),
      ...field('Client', '发送方', textAt(record, 'client')),
    ]),
    links: boundedLinks([
      ...linkList(ownValue(record, 'links')),
      ...webLink(textAt(record, 'client') ?? MONITOR, textAt(record, 'client_url')),
      ...imageList(ownValue(record, 'images')),
    ]),
    raw,
  }
}

const MONITOR: LocalText = { en: 'Monitor', zh: '监控页面' }

/** What only acknowledges or resolves has none of its own. */
function severityOf(payload: JsonRecord | undefined): Severity {
  return severityOfWord(textAt(payload, 'severity')) ?? 'info'
}
