/**
 * One system event's facts, gathered from whichever wrapping it came in: the raw event, a
 * CloudEvent around it, or a subscription policy's push.
 */
import type { Instant } from '../../base/time.ts'
import type { LocalText } from '../../model/text.ts'
import {
  bilingualAt,
  first,
  type JsonRecord,
  ownValue,
  recordAt,
  textAt,
  timeAt,
} from '../../reading/json.ts'

/** What is known of a system event, as its sender wrote it. */
export type SystemFacts = {
  readonly id: string | undefined
  readonly product: string | undefined
  /** The Alibaba resource name, or a bare id. */
  readonly resourceId: string | undefined
  readonly level: string | undefined
  readonly name: string | undefined
  readonly account: string | undefined
  readonly time: Instant | undefined
  readonly region: string | undefined
  readonly content: JsonRecord
  readonly status: string | undefined
  readonly instanceName: string | undefined
  readonly groupId: string | undefined
  readonly push: PushFacts | undefined
}

/** What only a subscription policy's push knows. */
export type PushFacts = {
  readonly isResolved: boolean
  readonly eventName: LocalText | undefined
  readonly productName: LocalText | undefined
  readonly regionName: LocalText | undefined
  readonly eventType: string | undefined
  readonly groupName: string | undefined
  readonly strategy: string | undefined
  /** The bare id of the resource. */
  readonly resource: string | undefined
}

/** Whether it is an event as CloudMonitor itself emits it. */
export function isRawEvent(record: JsonRecord): boolean {
  const hasSubstance = ['content', 'eventTime', 'resourceId', 'level'].some((key) =>
    Object.hasOwn(record, key),
  )
  return textAt(record, 'name') !== undefined && hasSubstance
}

/** Whether it is an event as EventBridge wraps it. */
export function isCloudEvent(record: JsonRecord): boolean {
  return textAt(record, 'specversion') !== undefined && textAt(record, 'type') !== undefined
}

/** Whether it is what a subscription policy pushes. */
export function isPush(record: JsonRecord): boolean {
  if (recordAt(record, 'alert') !== undefined) return true
  return (
    recordAt(record, 'subscription') !== undefined || textAt(record, 'strategyName') !== undefined
  )
}

/** The facts of a raw event. */
export function factsOfRaw(event: JsonRecord): SystemFacts {
  return {
    id: textAt(event, 'id', 'traceId'),
    product: textAt(event, 'product'),
    resourceId: textAt(event, 'resourceId'),
    level: textAt(event, 'level'),
    name: textAt(event, 'name'),
    account: textAt(event, 'userId'),
    time: timeAt(event, 'eventTime') ?? timeAt(event, 'time'),
    region: textAt(event, 'regionId'),
    content: recordAt(event, 'content') ?? looseContent(event),
    status: textAt(event, 'status'),
    instanceName: textAt(event, 'instanceName'),
    groupId: textAt(event, 'groupId'),
    push: undefined,
  }
}

/** Content that is plain text is kept as one field, rather than lost. */
function looseContent(event: JsonRecord): JsonRecord {
  const content = ownValue(event, 'content')
  return content === undefined || content === null || content === '' ? {} : { content }
}

/** The facts of an event in EventBridge's wrapping; its names have no phase, and `data` may be the raw event. */
export function factsOfCloudEvent(event: JsonRecord): SystemFacts {
  const inner = recordAt(event, 'data') ?? {}
  const raw = factsOfRaw(isRawEvent(inner) ? inner : { content: inner })
  const [namespace = '', ...names] = (textAt(event, 'type') ?? '').split(':')
  const sourceProduct = textAt(event, 'source')?.replace(/^acs[.:]/i, '')
  return {
    ...raw,
    id: first(raw.id, textAt(event, 'id')),
    product: first(raw.product, sourceProduct),
    resourceId: first(raw.resourceId, textAt(event, 'subject'), textAt(inner, 'resourceId')),
    name: first(raw.name, names.join(':') || namespace),
    account: first(raw.account, textAt(event, 'aliyunaccountid')),
    time: raw.time ?? timeAt(event, 'time'),
    region: first(raw.region, textAt(event, 'aliyunregionid'), textAt(inner, 'regionId')),
    status: first(raw.status, textAt(inner, 'eventStatus')),
  }
}

/**
 * The facts of a push: from the raw event that it quotes, then from what it says about the event,
 * then from the push itself.
 */
export function factsOfPush(push: JsonRecord): SystemFacts {
  const alert = recordAt(push, 'alert')
  const about = recordAt(recordAt(alert, 'meta'), 'sysEventMeta')
  const quoted = recordAt(alert, 'eventRawContent') ?? {}
  const raw = factsOfRaw(quoted)
  const said = factsOfRaw(about ?? {})
  const content = recordAt(alert, 'eventContentMap') ?? recordAt(alert, 'content') ?? {}
  return {
    id: first(raw.id, said.id, textAt(alert, 'dedupId', 'deDupId', 'traceId')),
    product: first(raw.product, said.product, textAt(alert, 'product')),
    resourceId: first(raw.resourceId, said.resourceId, textAt(alert, 'arn')),
    level: first(raw.level, said.level, textAt(alert, 'severity'), textAt(push, 'severity')),
    name: first(raw.name, said.name, textAt(alert, 'eventName', 'alertName', 'ruleName')),
    account: first(raw.account, said.account, textAt(alert, 'userId'), textAt(push, 'userId')),
    time: raw.time ?? said.time ?? timeAt(alert, 'timestamp') ?? timeAt(push, 'time'),
    region: first(raw.region, said.region, textAt(alert, 'regionId')),
    content: Object.keys(raw.content).length > 0 ? raw.content : content,
    status: first(raw.status, said.status),
    instanceName: first(raw.instanceName, said.instanceName),
    groupId: first(raw.groupId, said.groupId, textAt(alert, 'groupId')),
    push: pushFacts(push, alert, about),
  }
}

function pushFacts(
  push: JsonRecord,
  alert: JsonRecord | undefined,
  about: JsonRecord | undefined,
): PushFacts {
  return {
    isResolved: textAt(alert, 'alertStatus')?.toUpperCase() === 'RESOLVED',
    eventName: bilingualAt(about, { en: 'eventNameEn', zh: 'eventNameZh' }),
    productName: bilingualAt(about, { en: 'serviceTypeEn', zh: 'serviceTypeZh' }),
    regionName: bilingualAt(about, { en: 'regionNameEn', zh: 'regionNameZh' }),
    eventType: first(textAt(alert, 'eventType'), textAt(about, 'eventType')),
    groupName: textAt(alert, 'groupName'),
    strategy: textAt(push, 'strategyName'),
    resource: textAt(about, 'resource'),
  }
}
