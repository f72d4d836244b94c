/**
 * A subscription policy's push that is not about a system event: a threshold alert, or something
 * new. Its exact form is not published, so only what is surely there is relied on.
 */
import { CLOUDMONITOR_LIMITS } from '../../base/limits.ts'
import type { EventField, EventKind, ParsedEvent } from '../../model/event.ts'
import type { LocalText } from '../../model/text.ts'
import {
  boundedFields,
  boundedLabels,
  boundedName,
  boundedTitle,
  keyOf,
  mapText,
  rawText,
} from '../../reading/bounds.ts'
import {
  bilingualAt,
  first,
  type JsonRecord,
  plainText,
  recordAt,
  recordsAt,
  textAt,
  timeAt,
} from '../../reading/json.ts'
import { digestOf, field, joined, timeField, zoneOf } from '../../reading/parts.ts'
import { productName } from './catalogue.ts'
import { contentFields } from './content-fields.ts'
import { groupIdOf, resourceFields } from './event-parts.ts'
import { levelName, severityOf } from './lifecycle.ts'
import { callbackOfQueueAlert, isQueueAlert } from './queue-alert.ts'
import { parseResource } from './resource.ts'
import { isThreshold } from './threshold.ts'

/** Whether a push tells of a system event. */
export function isAboutSystemEvent(push: JsonRecord): boolean {
  const alert = recordAt(push, 'alert')
  const isNamed = textAt(alert, 'source')?.toUpperCase() === 'SYS_EVENT'
  if (isNamed && textAt(alert, 'eventName') !== undefined) return true
  const quoted = recordAt(alert, 'eventRawContent')
  const about = recordAt(recordAt(alert, 'meta'), 'sysEventMeta')
  return textAt(quoted, 'name') !== undefined || textAt(about, 'name') !== undefined
}

/**
 * The callback of a threshold rule that a push quotes, in whichever of its forms; undefined where it
 * quotes none. What the push says of the end stands before what it quotes.
 */
export function quotedCallback(push: JsonRecord): JsonRecord | undefined {
  const alert = recordAt(push, 'alert')
  for (const key of QUOTING_KEYS) {
    const quoted = recordAt(alert, key)
    if (quoted === undefined) continue
    const callback = isQueueAlert(quoted) ? callbackOfQueueAlert(quoted) : quoted
    if (!isThreshold(callback)) continue
    const isOver = textAt(alert, 'alertStatus')?.toUpperCase() === 'RESOLVED'
    return isOver ? { ...callback, alertState: 'OK' } : callback
  }
  return undefined
}

const QUOTING_KEYS = ['eventRawContent', 'content', 'eventContentMap', 'details']

/** The event that such a push tells of. `raw` is the text that it was read from. */
export function pushedAlert(push: JsonRecord, raw: string): ParsedEvent {
  const alert = recordAt(push, 'alert') ?? {}
  const name = first(
    textAt(alert, 'eventName', 'alertName', 'ruleName'),
    textAt(push, 'strategyName'),
  )
  const status = textAt(alert, 'alertStatus')?.toUpperCase()
  const kind = kindOfAlert(status)
  const levelText = first(textAt(alert, 'severity'), textAt(push, 'severity'))
  const level = levelText === undefined ? undefined : levelName(levelText)
  const resource = parseResource(textAt(alert, 'arn', 'resourceId'))
  const product = productName(textAt(alert, 'product') ?? resource.product ?? 'CloudMonitor')
  const time = timeAt(alert, 'timestamp') ?? timeAt(push, 'time')
  const instance = textAt(recordAt(alert, 'resourceInfo'), 'instanceName', 'name')
  const account = first(textAt(alert, 'userId'), textAt(push, 'userId'), resource.account)
  const at = time === undefined ? digestOf(raw) : String(time.at)
  return {
    kind,
    dedupKey: keyOf(
      'push',
      ...identityOf(alert, { product, account, resource: resource.id, name }),
    ),
    deliveryKey: keyOf(
      'push',
      textAt(alert, 'traceId') ?? textAt(push, 'batchId'),
      textAt(alert, 'dedupId', 'deDupId'),
      status,
      at,
    ),
    name: boundedName(name ?? 'Alert'),
    title: boundedTitle(
      joined(
        subjectOf(product, textAt(alert, 'summary') ?? name ?? 'Alert'),
        instance ?? resource.id,
        measurementOf(metricsIn(alert)[0]),
        STATUS_WORDS[kind],
      ),
    ),
    severity: severityOf({ level, kind, status: undefined }),
    status: status === undefined ? undefined : boundedName(status),
    statusText: STATUS_WORDS[kind],
    sourceAt: time?.at,
    labels: boundedLabels(
      {
        product,
        name: name ?? 'Alert',
        status,
        level,
        region: first(textAt(alert, 'regionId'), resource.region),
        resource: resource.id,
        resourceType: resource.type,
        account,
        eventType: textAt(alert, 'eventType'),
        groupId: groupIdOf(textAt(alert, 'groupId')),
        metric: textAt(metricsIn(alert)[0], 'metricName'),
      },
      recordAt(alert, 'customLabels'),
    ),
    fields: boundedFields([
      ...resourceFields(resource, { name: instance, id: undefined }),
      ...field('Account', '账号', account),
      ...timeField(time),
      ...metricFields(alert),
      ...field('Condition', '触发条件', textAt(alert, 'expression')),
      ...contentFields(detailsOf(alert), { offsetMinutes: zoneOf(time), shown: new Set() }),
      ...field('Subscription policy', '订阅策略', textAt(push, 'strategyName')),
    ]),
    links: [],
    raw: rawText(raw),
  }
}

/**
 * `dedupId` stays from the trigger to the end, unless it is the trace of this one push: then the rule
 * and what it looked at are the identity.
 */
function identityOf(
  alert: JsonRecord,
  about: Readonly<Record<'product' | 'account' | 'resource' | 'name', string | undefined>>,
): (string | undefined)[] {
  const dedupId = textAt(alert, 'dedupId', 'deDupId')
  if (dedupId !== undefined && dedupId !== textAt(alert, 'traceId')) return [dedupId]
  const { product, account, resource, name } = about
  return [product, account, resource, textAt(alert, 'ruleName') ?? name, resourceInfoOf(alert)]
}

function resourceInfoOf(alert: JsonRecord): string | undefined {
  const pairs = Object.entries(recordAt(alert, 'resourceInfo') ?? {})
    .map(([key, value]) => `${key}=${plainText(value) ?? ''}`)
    .toSorted()
  return pairs.join(',') || textAt(alert, 'resourceInfo')
}

function subjectOf(product: string, words: string): string {
  return words.toLowerCase().startsWith(product.toLowerCase()) ? words : `${product} ${words}`
}

function metricsIn(alert: JsonRecord): JsonRecord[] {
  return recordsAt(alert, 'metrics').slice(0, CLOUDMONITOR_LIMITS.metricsMax)
}

/** Names and values of what was measured, with the bound that they crossed. */
function metricFields(alert: JsonRecord): EventField[] {
  return metricsIn(alert).flatMap((metric) => {
    const label = metricName(metric)
    const value = measuredIn(metric)
    if (label === undefined || value === undefined) return []
    const bound = textAt(metric, 'threshold')
    const operator = textAt(metric, 'operator') ?? ''
    const statistics = textAt(metric, 'statistics') ?? ''
    const rule = bound === undefined ? '' : ` (${`${statistics} ${operator} ${bound}`.trim()})`
    return [{ label, value: value + rule }]
  })
}

function metricName(metric: JsonRecord): LocalText | undefined {
  return (
    bilingualAt(metric, { en: 'metricNameEn', zh: 'metricNameZh' }) ?? textAt(metric, 'metricName')
  )
}

function measuredIn(metric: JsonRecord): string | undefined {
  const value = textAt(metric, 'curValue')
  return value === undefined ? undefined : value + (textAt(metric, 'unit') ?? '')
}

function measurementOf(metric: JsonRecord | undefined): LocalText | undefined {
  if (metric === undefined) return undefined
  const name = metricName(metric)
  const value = measuredIn(metric)
  if (name === undefined || value === undefined) return undefined
  return mapText(name, (words) => `${words} ${value}`)
}

function kindOfAlert(status: string | undefined): EventKind {
  if (status === 'TRIGGERED') return 'firing'
  return status === 'RESOLVED' ? 'resolved' : 'notice'
}

const STATUS_WORDS: Readonly<Record<EventKind, LocalText | undefined>> = {
  firing: { en: 'triggered', zh: '已触发' },
  resolved: { en: 'resolved', zh: '已恢复' },
  acknowledged: undefined,
  notice: undefined,
}

/** The keys that say what happened; the others are in labels, or are plumbing. */
function detailsOf(alert: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(alert).filter(([key]) => !PLUMBING.has(key)))
}

const PLUMBING = new Set(
  'alertStatus arn userId timestamp traceId dedupId deDupId severity product project meta groupId groupName metrics customLabels source eventName ruleName alertName eventType summary resourceInfo expression'.split(
    ' ',
  ),
)
