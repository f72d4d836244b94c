/**
 * A threshold rule's alert as it is put into a queue or handed to a function, and as old topic
 * subscriptions have it: the same facts as a callback's under other names.
 */
import {
  isRecord,
  type JsonRecord,
  ownValue,
  parseJson,
  plainText,
  recordAt,
  textAt,
} from '../../reading/json.ts'

/** Whether it is what a rule's queue or function is given. */
export function isQueueAlert(record: JsonRecord): boolean {
  const isNamed = textAt(record, 'ruleId', 'ruleName', 'metricName') !== undefined
  return isNamed && textAt(record, 'curLevel') !== undefined
}

/** The same alert with the keys of a callback. */
export function callbackOfQueueAlert(alert: JsonRecord): JsonRecord {
  const rule = recordAt(alert, 'escalation')
  const current = textAt(alert, 'curLevel')
  return {
    ...alert,
    alertName: textAt(alert, 'ruleName', 'alertName'),
    alertState: stateOf(current, textAt(alert, 'eventName')),
    triggerLevel: levelOf(current) ?? levelOf(textAt(rule, 'level')),
    preTriggerLevel: levelOf(textAt(alert, 'preLevel')),
    dimensions: firstGiven(alert, 'resources', 'dimensions', 'groupBy'),
    metricName: metricOf(textAt(alert, 'metricName')),
    expression: textAt(alert, 'expression') ?? expressionOf(rule),
    curValue: textAt(alert, 'curValue') ?? measuredOf(recordAt(alert, 'metricData'), rule),
    // A bare count, in a unit that is written nowhere.
    lastTime: /^\d*$/.test(textAt(alert, 'lastTime') ?? '') ? undefined : alert['lastTime'],
    timestamp: firstGiven(alert, 'timestamp', 'time'),
  }
}

/** Whether it is what an old subscription to the topic of alerts brings. */
export function isTopicAlert(record: JsonRecord): boolean {
  const message = recordAt(record, 'message')
  return (
    textAt(message, 'levelDescription') !== undefined &&
    textAt(message, 'alertName', 'metricName') !== undefined
  )
}

/** The same alert with the keys of a callback. */
export function callbackOfTopicAlert(record: JsonRecord): JsonRecord {
  const message = recordAt(record, 'message') ?? {}
  const isOver = /恢复|recover|resolved|\bok\b/i.test(textAt(message, 'levelDescription') ?? '')
  return {
    ...message,
    alertState: isOver ? 'OK' : 'ALERT',
    timestamp: firstGiven(message, 'timestamp', 'time'),
  }
}

function stateOf(level: string | undefined, eventName: string | undefined): string {
  if (isOk(level)) return 'OK'
  const words = `${level ?? ''} ${eventName ?? ''}`
  if (/no_?data|insufficient/i.test(words)) return 'INSUFFICIENT_DATA'
  return 'ALERT'
}

function isOk(level: string | undefined): boolean {
  return level?.toUpperCase() === 'OK'
}

/** `P2`, as the history has it, or `2`, as old rules have it, is `CRITICAL`. */
function levelOf(level: string | undefined): string | undefined {
  if (level === undefined || isOk(level)) return undefined
  return LEVELS.get(level.toUpperCase().replace(/^P/, '')) ?? level
}

const LEVELS = new Map([
  ['2', 'CRITICAL'],
  ['3', 'WARN'],
  ['4', 'INFO'],
])

/** `CPUUtilization#60` has its period behind it. */
function metricOf(name: string | undefined): string | undefined {
  return name?.replace(/#\d+$/, '')
}

function expressionOf(rule: JsonRecord | undefined): string | undefined {
  const threshold = textAt(rule, 'threshold')
  if (threshold === undefined) return undefined
  const operator = textAt(rule, 'comparisonOperator') ?? ''
  return `$${textAt(rule, 'statistics') ?? 'Value'}${OPERATORS.get(operator) ?? ` ${operator} `}${threshold}`
}

const OPERATORS = new Map([
  ['GreaterThanOrEqualToThreshold', '>='],
  ['GreaterThanThreshold', '>'],
  ['LessThanOrEqualToThreshold', '<='],
  ['LessThanThreshold', '<'],
  ['EqualToThreshold', '=='],
  ['NotEqualToThreshold', '!='],
  ...['>=', '>', '<=', '<', '==', '!='].map((sign): [string, string] => [sign, sign]),
])

/** The statistic that the rule looks at, else the first that is there. */
function measuredOf(
  measured: JsonRecord | undefined,
  rule: JsonRecord | undefined,
): string | undefined {
  return textAt(measured, textAt(rule, 'statistics') ?? '', ...STATISTICS)
}

const STATISTICS = ['Average', 'Maximum', 'Minimum', 'Sum', 'Value', 'value']

/** The first that is more than blanks or an empty text of JSON. */
function firstGiven(record: JsonRecord, ...keys: readonly string[]): unknown {
  return keys.map((key) => ownValue(record, key)).find(isGiven)
}

function isGiven(value: unknown): boolean {
  if (isRecord(value)) return Object.keys(value).length > 0
  if (Array.isArray(value)) return value.length > 0
  const text = plainText(value)
  if (text === undefined) return false
  const inside = parseJson(text)
  return typeof inside !== 'object' || isGiven(inside)
}
