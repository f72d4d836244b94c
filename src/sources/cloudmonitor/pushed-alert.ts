/**
 * A subscription policy's push that is not about a system event: a threshold alert, or something
 * new. Its exact form is not published, so only what is surely there is relied on.
 */
import type { EventKind, ParsedEvent } from '../../model/event.ts'
import type { LocalText } from '../../model/text.ts'
import {
  boundedFields,
  boundedLabels,
  boundedName,
  boundedTitle,
  keyOf,
} from '../../reading/bounds.ts'
import { first, type JsonRecord, plainText, recordAt, textAt, timeAt } from '../../reading/json.ts'
import { digestOf, field, joined, timeField, zoneOf } from '../../reading/parts.ts'
import { productName } from './catalogue.ts'
import { contentFields } from './content-fields.ts'
import { groupIdOf, resourceFields } from './event-parts.ts'
import { levelName, severityOf } from './lifecycle.ts'
import { parseResource } from './resource.ts'

/** Whether a push tells of a system event. */
export function isAboutSystemEvent(push: JsonRecord): boolean {
  const alert = recordAt(push, 'alert')
  const isNamed = textAt(alert, 'source')?.toUpperCase() === 'SYS_EVENT'
  if (isNamed && textAt(alert, 'eventName') !== undefined) return true
  const quoted = recordAt(alert, 'eventRawContent')
  const about = recordAt(recordAt(alert, 'meta'), 'sysEventMeta')
  return textAt(quoted, 'name') !== undefined || textAt(about, 'name') !== undefined
}

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
  const dedupId = textAt(alert, 'dedupId', 'deDupId')
  const account = first(textAt(alert, 'userId'), textAt(push, 'userId'), resource.account)
  const at = time === undefined ? digestOf(raw) : String(time.at)
  return {
    kind,
    dedupKey:
      dedupId === undefined
        ? keyOf('push', product, account, resource.id, name)
        : keyOf('push', dedupId),
    deliveryKey: keyOf(
      'push',
      textAt(alert, 'traceId') ?? textAt(push, 'batchId'),
      dedupId,
      status,
      at,
    ),
    name: boundedName(name ?? 'Alert'),
    title: boundedTitle(
      joined(`${product} ${textAt(alert, 'summary') ?? name ?? 'Alert'}`, STATUS_WORDS[kind]),
    ),
    severity: severityOf({ level, kind, status: undefined }),
    status: status === undefined ? undefined : boundedName(status),
    statusText: STATUS_WORDS[kind],
    sourceAt: time?.at,
    labels: boundedLabels({
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
      ...customLabels(alert),
    }),
    fields: boundedFields([
      ...resourceFields(resource, { name: undefined, id: undefined }),
      ...field('Account', '账号', account),
      ...timeField(time),
      ...contentFields(detailsOf(alert), { offsetMinutes: zoneOf(time), shown: new Set() }),
      ...field('Subscription policy', '订阅策略', textAt(push, 'strategyName')),
    ]),
    links: [],
    raw: raw.toWellFormed(),
  }
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

/** The user's own labels, where their names are names and not taken. */
function customLabels(alert: JsonRecord): Record<string, string | undefined> {
  const own = Object.entries(recordAt(alert, 'customLabels') ?? {})
    .filter(([name]) => LABEL_NAME.test(name) && !TAKEN_NAMES.has(name))
    .map(([name, value]) => [name, plainText(value)] as const)
  return Object.fromEntries(own)
}

const LABEL_NAME = /^[\p{L}][\p{L}\p{N}_.-]{0,127}$/u
const TAKEN_NAMES = new Set(
  'source product name severity status level region resource resourceType account eventType groupId'.split(
    ' ',
  ),
)

/** The keys that say what happened; the others are in labels, or are plumbing. */
function detailsOf(alert: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(alert).filter(([key]) => !PLUMBING.has(key)))
}

const PLUMBING = new Set(
  'alertStatus arn userId timestamp traceId dedupId deDupId severity product project meta groupId'.split(
    ' ',
  ),
)
