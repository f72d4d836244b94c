/**
 * A threshold rule's callback: form or JSON, of a rule, of an alert contact's webhook, or of the old
 * version that has its dimensions as a list.
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
} from '../../reading/bounds.ts'
import {
  first,
  isRecord,
  type JsonRecord,
  ownValue,
  parseJson,
  plainText,
  textAt,
  timeAt,
} from '../../reading/json.ts'
import { digestOf, field, joined, timeField } from '../../reading/parts.ts'
import { productName } from './catalogue.ts'
import { consoleLinks, groupIdOf, resourceFields } from './event-parts.ts'
import { levelName, severityOf } from './lifecycle.ts'
import type { Resource } from './resource.ts'

/** Whether it is a threshold rule's callback. */
export function isThreshold(record: JsonRecord): boolean {
  const isNamed = textAt(record, 'ruleId', 'alertName', 'metricName') !== undefined
  return textAt(record, 'alertState') !== undefined && isNamed
}

type Callback = {
  readonly record: JsonRecord
  readonly kind: EventKind
  readonly state: string
  readonly product: string
  readonly name: string
  readonly metric: string | undefined
  readonly level: string | undefined
  readonly dimensions: ReadonlyMap<string, string>
  readonly resource: Resource
}

/** The event that a callback tells of. `raw` is the text that it was read from. */
export function thresholdEvent(record: JsonRecord, raw: string): ParsedEvent {
  const callback = callbackOf(record)
  const { kind, product, resource, level } = callback
  const time = timeAt(record, 'timestamp')
  const region = textAt(record, 'regionId')
  const at = time === undefined ? digestOf(raw) : String(time.at)
  return {
    kind,
    dedupKey: dedupKeyOf(callback),
    deliveryKey: keyOf(dedupKeyOf(callback), callback.state, textAt(record, 'triggerLevel'), at),
    name: boundedName(callback.name),
    title: boundedTitle(titleOf(callback)),
    severity: severityOf({ level, kind, status: undefined }),
    status: boundedName(callback.state),
    statusText: STATE_WORDS.get(callback.state)?.text ?? boundedName(callback.state),
    sourceAt: time?.at,
    labels: boundedLabels({
      product,
      name: callback.name,
      status: callback.state,
      level,
      region,
      resource: resource.id,
      resourceType: resource.type,
      instance: textAt(record, 'instanceName'),
      account: textAt(record, 'userId') ?? callback.dimensions.get('userId'),
      eventType: 'Threshold',
      groupId: groupIdOf(textAt(record, 'groupId')),
      metric: callback.metric,
      ruleId: textAt(record, 'ruleId'),
    }),
    fields: boundedFields([...fieldsOf(callback), ...timeField(time)]),
    links: consoleLinks(product, resource, region),
    raw: raw.toWellFormed(),
  }
}

const STATE_WORDS: ReadonlyMap<string, { kind: EventKind; text: LocalText }> = new Map([
  ['ALERT', { kind: 'firing', text: { en: 'alert', zh: '报警' } }],
  ['OK', { kind: 'resolved', text: { en: 'recovered', zh: '已恢复' } }],
  ['INSUFFICIENT_DATA', { kind: 'notice', text: { en: 'no data', zh: '无数据' } }],
])

function callbackOf(record: JsonRecord): Callback {
  const sent = (textAt(record, 'alertState') ?? '').toUpperCase()
  const state = sent === 'ALARM' ? 'ALERT' : sent
  const dimensions = dimensionsOf(ownValue(record, 'dimensions'))
  const metric = textAt(record, 'rawMetricName', 'metricName')
  return {
    record,
    kind: STATE_WORDS.get(state)?.kind ?? 'notice',
    state,
    product: productOf(textAt(record, 'namespace', 'metricProject')),
    name: textAt(record, 'alertName') ?? metric ?? textAt(record, 'ruleId') ?? 'Alert',
    metric,
    level: levelOf(record, state),
    dimensions,
    resource: resourceOf(dimensions),
  }
}

/** Of a recovery, the level that it recovers from. The old version hides the level in its rule. */
function levelOf(record: JsonRecord, state: string): string | undefined {
  const keys =
    state === 'OK' ? ['preTriggerLevel', 'triggerLevel'] : ['triggerLevel', 'preTriggerLevel']
  const sent = keys
    .map((key) => textAt(record, key))
    .find((level) => level !== undefined && level !== 'OK')
  if (sent !== undefined) return levelName(sent)
  const rules = parseJson(textAt(record, 'expression') ?? '')
  const rule: unknown = Array.isArray(rules) ? rules[0] : undefined
  return isRecord(rule) ? OLD_LEVELS.get(textAt(rule, 'level') ?? '') : undefined
}

const OLD_LEVELS = new Map([
  ['2', 'CRITICAL'],
  ['3', 'WARN'],
  ['4', 'INFO'],
])

/** `acs_ecs_dashboard` is ECS. Some old namespaces have a name of their own. */
function productOf(namespace: string | undefined): string {
  if (namespace === undefined) return 'CloudMonitor'
  const short = namespace.replace(/^acs_/i, '').replace(/_dashboard$|_new$/i, '')
  return productName(PRODUCT_OF_NAMESPACE.get(short.toLowerCase()) ?? short.toUpperCase())
}

const PRODUCT_OF_NAMESPACE = new Map([
  ['kvstore', 'Redis'],
  ['redis', 'Redis'],
  ['ocs', 'OCS'],
])

/**
 * Reads dimensions as a Java map's text (`{userId=1, instanceId=i-1}`, a stray bracket and all), as
 * JSON, or as the old version's list.
 */
function dimensionsOf(value: unknown): ReadonlyMap<string, string> {
  const parsed = typeof value === 'string' ? (parseJson(value) ?? value) : value
  const list = Array.isArray(parsed) ? parsed : [parsed]
  const dimensions = new Map<string, string>()
  for (const entry of list.slice(0, CLOUDMONITOR_LIMITS.dimensionsMax)) {
    const pairs =
      typeof entry === 'string' ? javaMapPairs(entry) : Object.entries(isRecord(entry) ? entry : {})
    for (const [key, raw] of pairs) {
      const text = plainText(raw)
      const isRoom = dimensions.size < CLOUDMONITOR_LIMITS.dimensionsMax
      if (text !== undefined && isRoom && !dimensions.has(key)) dimensions.set(key, text)
    }
  }
  return dimensions
}

/** A value may hold blanks, and a comma that no `key=` follows. */
function javaMapPairs(text: string): [string, string][] {
  const inner = text.trim().replace(/^\{/, '').replace(/\}$/, '')
  return inner.split(/,\s*(?=[\w.-]+=)/).flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=')
    if (at <= 0) return []
    return [
      [
        pair.slice(0, at).trim(),
        pair
          .slice(at + 1)
          .trim()
          .replace(/\)$/, ''),
      ],
    ]
  })
}

const RESOURCE_KEYS = ['instanceId', 'resourceId', 'clusterId', 'BucketName', 'domain', 'taskId']

function resourceOf(dimensions: ReadonlyMap<string, string>): Resource {
  const known = RESOURCE_KEYS.find((key) => dimensions.has(key))
  const key = known ?? dimensions.keys().find((name) => name !== 'userId')
  if (key === undefined) return {}
  return { id: dimensions.get(key), type: key === 'instanceId' ? 'instance' : undefined }
}

/** `transId` stays from the trigger to the recovery of one resource; else the rule and what it looked at. */
function dedupKeyOf({ record, name, dimensions }: Callback): string {
  const incident = textAt(record, 'transId')
  if (incident !== undefined) return keyOf('threshold', incident)
  const sorted = [...dimensions].map(([key, value]) => `${key}=${value}`).toSorted()
  return keyOf('threshold', textAt(record, 'ruleId') ?? name, ...sorted)
}

function titleOf({ record, product, name, metric, state, resource }: Callback): LocalText {
  const where = textAt(record, 'instanceName') ?? resource.id
  const shown = textAt(record, 'metricName') ?? metric
  const value = measured(record)
  const reading = (metricName: string | undefined) =>
    [metricName, value].filter((part) => part !== undefined).join(' ') || undefined
  const words = STATE_WORDS.get(state)?.text ?? state
  const en = reading(metric)
  const zh = reading(shown)
  const measurement = en === undefined || zh === undefined ? undefined : { en, zh }
  const subject = name.toLowerCase().startsWith(product.toLowerCase()) ? name : `${product} ${name}`
  return joined(subject, where, measurement, words)
}

function measured(record: JsonRecord): string | undefined {
  const value = textAt(record, 'curValue')
  return value === undefined ? undefined : value + (textAt(record, 'unit') ?? '')
}

function fieldsOf({ record, resource, metric, state, level, dimensions }: Callback): EventField[] {
  const others = [...dimensions].filter(([key, value]) => key !== 'userId' && value !== resource.id)
  return [
    ...resourceFields(resource, { name: textAt(record, 'instanceName'), id: undefined }),
    ...field(
      'Dimensions',
      '维度',
      others.map(([key, value]) => `${key}=${value}`).join(', ') || undefined,
    ),
    ...field('Metric', '监控项', textAt(record, 'metricName') ?? metric),
    ...field('Value', '当前值', measured(record)),
    ...field('Condition', '触发条件', textAt(record, 'expression')),
    ...field('Lasting', '持续时间', textAt(record, 'lastTime')),
    ...field('Region', '地域', regionText(record)),
    ...field('Account', '账号', textAt(record, 'userId')),
    ...field('Application group', '应用分组', textAt(record, 'productGroupName')),
    ...field('Status', '状态', STATE_WORDS.get(state)?.text ?? state),
    ...field('Level', '级别', level),
  ]
}

function regionText(record: JsonRecord): string | undefined {
  const name = textAt(record, 'regionName')
  const id = textAt(record, 'regionId')
  return first(name !== undefined && id !== undefined ? `${name} ${id}` : undefined, name, id)
}
