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
  rawText,
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
  readonly state: State
  readonly strategy: string | undefined
  readonly product: string
  readonly name: string
  readonly metric: string | undefined
  readonly level: string | undefined
  readonly dimensions: ReadonlyMap<string, string>
  readonly resource: Resource
}

/** What a rule that has no data makes: only an event, an alert, or the end of one. */
export type NoData = 'notice' | 'firing' | 'resolved'

/** How callbacks are read. */
export type ThresholdReading = {
  readonly noData: NoData
  /** The subscription policy that pushed it. */
  readonly strategy?: string
}

/**
 * The event that a callback tells of; undefined where its state is none that is known. `raw` is the
 * text that it was read from.
 */
export function thresholdEvent(
  record: JsonRecord,
  raw: string,
  reading: ThresholdReading,
): ParsedEvent | undefined {
  const callback = callbackOf(record, reading)
  if (callback === undefined) return undefined
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
    statusText: STATE_TEXTS[callback.state],
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
    raw: rawText(raw),
  }
}

type State = 'ALERT' | 'OK' | 'INSUFFICIENT_DATA'

/** The states as the documents have them, and as other versions and relays write them. */
const STATES: ReadonlyMap<string, State> = new Map([
  ['ALERT', 'ALERT'],
  ['ALARM', 'ALERT'],
  ['TRIGGERED', 'ALERT'],
  ['OK', 'OK'],
  ['RESOLVED', 'OK'],
  ['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA'],
  ['NODATA', 'INSUFFICIENT_DATA'],
  ['NO_DATA', 'INSUFFICIENT_DATA'],
])

const STATE_TEXTS: Readonly<Record<State, LocalText>> = {
  ALERT: { en: 'alert', zh: '报警' },
  OK: { en: 'recovered', zh: '已恢复' },
  INSUFFICIENT_DATA: { en: 'no data', zh: '无数据' },
}

function kindOf(state: State, { noData }: ThresholdReading): EventKind {
  if (state === 'INSUFFICIENT_DATA') return noData
  return state === 'OK' ? 'resolved' : 'firing'
}

function callbackOf(record: JsonRecord, reading: ThresholdReading): Callback | undefined {
  const state = STATES.get((textAt(record, 'alertState') ?? '').toUpperCase())
  if (state === undefined) return undefined
  const dimensions = dimensionsOf(ownValue(record, 'dimensions'))
  const metric = textAt(record, 'rawMetricName', 'metricName')
  return {
    record,
    kind: kindOf(state, reading),
    state,
    strategy: reading.strategy,
    product: productOf(textAt(record, 'namespace', 'metricProject')),
    name:
      textAt(record, 'alertName', 'preName', 'ruleName') ??
      metric ??
      textAt(record, 'ruleId') ??
      'Alert',
    metric,
    level: levelOf(record, state),
    dimensions,
    resource: resourceOf(dimensions),
  }
}

/** Of a recovery, the level that it recovers from. The old version hides the level in its rule. */
function levelOf(record: JsonRecord, state: State): string | undefined {
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
  return inner.split(/,\s*(?=[\p{L}\p{N}_.-]+=)/u).flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=')
    if (at <= 0) return []
    return [
      [
        pair.slice(0, at).trim(),
        pair
          .slice(at + 1)
          .trim()
          .replace(/\)$/, '')
          .replace(/^"(.*)"$/, '$1'),
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
  const sorted = [...dimensions]
    .filter(([key]) => key !== 'userId')
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
  return keyOf('threshold', textAt(record, 'ruleId') ?? name, ...sorted)
}

function titleOf({ record, product, name, metric, state, resource }: Callback): LocalText {
  const where = textAt(record, 'instanceName') ?? resource.id
  const shown = textAt(record, 'metricName') ?? metric
  const value = measured(record)
  const reading = (metricName: string | undefined) =>
    [metricName, value].filter((part) => part !== undefined).join(' ') || undefined
  const words = STATE_TEXTS[state]
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

function fieldsOf(callback: Callback): EventField[] {
  const { record, resource, metric, state, level, dimensions, strategy } = callback
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
    ...field('Status', '状态', STATE_TEXTS[state]),
    ...field('Level', '级别', level),
    ...field('Subscription policy', '订阅策略', strategy),
  ]
}

function regionText(record: JsonRecord): string | undefined {
  const name = textAt(record, 'regionName')
  const id = textAt(record, 'regionId')
  return first(name !== undefined && id !== undefined ? `${name} ${id}` : undefined, name, id)
}
