/** A system event's facts as the hub's event. */
import type { EventField, EventKind, ParsedEvent } from '../../model/event.ts'
import { inLanguage, type LocalText } from '../../model/text.ts'
import {
  boundedFields,
  boundedLabels,
  boundedName,
  boundedTitle,
  keyOf,
  mapText,
  rawText,
} from '../../reading/bounds.ts'
import { first, textAt } from '../../reading/json.ts'
import { digestOf, field, joined, timeField, zoneOf } from '../../reading/parts.ts'
import { productName } from './catalogue.ts'
import { contentFields, stateText } from './content-fields.ts'
import { consoleLinks, groupIdOf, resourceFields } from './event-parts.ts'
import { kindOf, type Life, levelName, lifeOf, severityOf } from './lifecycle.ts'
import { presetOf } from './noise.ts'
import { parseResource, type Resource } from './resource.ts'
import type { SystemFacts } from './system-facts.ts'

/** The facts, and what follows from them. */
type Reading = {
  readonly facts: SystemFacts
  readonly product: string
  readonly life: Life
  readonly kind: EventKind
  readonly level: string | undefined
  readonly resource: Resource
  readonly region: string | undefined
  readonly account: string | undefined
  readonly instance: string | undefined
}

/** The event that `facts` tell of. `raw` is the text that they were read from. */
export function systemEvent(facts: SystemFacts, raw: string): ParsedEvent {
  const reading = readingOf(facts)
  const { life, kind, level, product } = reading
  const severity = severityOf({ level, kind, status: life.status })
  const noise = presetOf({ product, name: life.name, kind, severity, content: facts.content })
  return {
    kind,
    dedupKey: dedupKeyOf(reading),
    deliveryKey: deliveryKeyOf(reading, raw),
    name: boundedName(life.name),
    title: boundedTitle(titleOf(reading)),
    severity,
    status: life.status === undefined ? undefined : boundedName(life.status),
    statusText: life.statusText === undefined ? undefined : mapText(life.statusText, boundedName),
    sourceAt: facts.time?.at,
    labels: labelsOf(reading),
    fields: boundedFields(fieldsOf(reading)),
    links: consoleLinks(product, reading.resource, reading.region),
    ...(noise === undefined ? {} : { noise }),
    raw: rawText(raw),
  }
}

function readingOf(facts: SystemFacts): Reading {
  const { content } = facts
  const arn = parseResource(facts.resourceId)
  const product = productName(first(facts.product, arn.product?.toUpperCase()) ?? 'Alibaba Cloud')
  const life = lifeOf({
    product,
    fullName: withoutBlanks(facts.name) ?? 'Event',
    contentStatus: textAt(content, 'eventStatus'),
    envelopeStatus: facts.status,
    isFinished: textAt(content, 'executeFinishTime') !== undefined,
  })
  const known = life.family?.statuses.get(life.status?.toLowerCase() ?? '')?.level
  const level = facts.level === undefined ? known : levelName(facts.level)
  return {
    facts,
    product,
    life,
    kind: facts.push?.isResolved === true ? 'resolved' : kindOf(life.phase),
    level,
    resource: { ...arn, id: first(arn.id, facts.push?.resource, textAt(content, ...ID_KEYS)) },
    region: first(facts.region, arn.region),
    account: first(facts.account, arn.account),
    instance: first(facts.instanceName, textAt(content, ...INSTANCE_NAME_KEYS)),
  }
}

const ID_KEYS = ['resourceId', 'instanceId', 'InstanceId', 'diskId', 'snapshotId', 'bucket']
const INSTANCE_NAME_KEYS = ['instanceName', 'InstanceName', 'ecsInstanceName']

/** Some lists and senders write `Instance: StateChange`. */
function withoutBlanks(name: string | undefined): string | undefined {
  return name
    ?.split(':')
    .map((part) => part.trim())
    .join(':')
}

/**
 * What opens and closes together: by the maintenance event's own id, which stays through all its
 * phases while the delivery's id changes; by the pair of names; else by resource and name.
 */
function dedupKeyOf({ facts, product, life, resource, region, account }: Reading): string {
  const eventId = textAt(facts.content, 'eventId', 'EventId')
  const isTracked = life.phase !== 'notice' && life.pairStem === undefined
  if (isTracked && eventId !== undefined) return keyOf(product, eventId)
  return keyOf(product, account, region, resource.type, resource.id, life.pairStem ?? life.name)
}

/**
 * One fact, however often and by whichever way it is delivered. Status, time and kind stand beside
 * the id, as a test event may repeat an id and a push may resolve under the id that it opened.
 */
function deliveryKeyOf({ facts, life, kind }: Reading, raw: string): string {
  const id = facts.id ?? digestOf(raw)
  return keyOf(id, life.status, facts.time === undefined ? '' : String(facts.time.at), kind)
}

function labelsOf(reading: Reading) {
  const { facts, product, life, level, resource, region, account, instance } = reading
  return boundedLabels({
    product,
    name: life.name,
    status: life.status,
    level,
    region,
    resource: resource.id,
    resourceType: resource.type,
    instance,
    account,
    eventType: first(facts.push?.eventType, life.family?.eventType),
    groupId: groupIdOf(facts.groupId),
    state: textAt(facts.content, 'state'),
  })
}

function titleOf(reading: Reading): LocalText {
  const { facts, product, life } = reading
  const instance = reading.instance ?? reading.resource.id
  const filled = filledTitle(life.family?.title, instance, textAt(facts.content, 'state'))
  const phrase = filled ?? life.family?.text ?? facts.push?.eventName ?? life.name
  const subject = mapText(phrase, (text) => withProduct(product, text))
  const isNamed =
    reading.instance === undefined || inLanguage(subject, 'en').includes(reading.instance)
  return joined(subject, endingOf(reading), isNamed ? undefined : reading.instance)
}

/** What has become of it. The two names of a pair say so themselves. */
function endingOf({ facts, life, kind }: Reading): LocalText | undefined {
  if (kind === 'resolved' && life.phase !== 'closed') return RESOLVED
  const hasFailed = RESULT_KEYS.some(
    (key) => textAt(facts.content, key)?.toLowerCase() === 'failed',
  )
  if (life.phase === 'notice' && hasFailed) return FAILED
  return life.pairStem === undefined ? phaseWords(life) : undefined
}

const RESULT_KEYS = ['result', 'status', 'invocationStatus']
const FAILED = { en: 'failed', zh: '失败' }
const RESOLVED = { en: 'resolved', zh: '已恢复' }

/** The phase, where it says something: a report's `Normal` does not, nor does what a known name implies. */
function phaseWords({ phase, status, statusText, family }: Life): LocalText | undefined {
  const isPlain = status === undefined || status === 'Normal'
  const isReport = phase === 'notice' && family !== undefined
  return isPlain || isReport ? undefined : statusText
}

/** A phrase follows the product; a sentence stands after a colon. */
function withProduct(product: string, text: string): string {
  if (text.toLowerCase().startsWith(product.toLowerCase())) return text
  return SENTENCE.test(text) ? `${product}: ${text.replace(/\.$/, '')}` : `${product} ${text}`
}

const SENTENCE = /^(?:An?|The|One) |\.$/

/** The family's own title, where everything that it names is known. */
function filledTitle(
  title: LocalText | undefined,
  instance: string | undefined,
  state: string | undefined,
): LocalText | undefined {
  if (title === undefined || instance === undefined) return undefined
  const needsState = inLanguage(title, 'en').includes('{state}')
  if (needsState && state === undefined) return undefined
  const states = stateText(state ?? '')
  const fill = (language: 'en' | 'zh') =>
    inLanguage(title, language)
      .replace('{instance}', () => instance)
      .replace('{state}', () => inLanguage(states, language))
  return { en: fill('en'), zh: fill('zh') }
}

function fieldsOf(reading: Reading): EventField[] {
  const { facts, life, resource, region, account, instance } = reading
  const ownerId = textAt(facts.content, 'ecsInstanceId', 'instanceId')
  const shown = [
    facts.resourceId,
    resource.id,
    instance,
    life.status,
    region,
    account,
    facts.product,
  ]
  if (instance !== undefined) shown.push(ownerId)
  return [
    ...resourceFields(resource, { name: instance, id: ownerId }),
    ...field('Region', '地域', regionText(facts.push?.regionName, region)),
    ...field('Account', '账号', account),
    ...field('Status', '状态', life.status === 'Normal' ? undefined : life.statusText),
    ...timeField(facts.time),
    ...contentFields(facts.content, {
      offsetMinutes: zoneOf(facts.time),
      shown: new Set(shown.filter((text) => text !== undefined)),
    }),
    ...field('Product', '产品', facts.push?.productName),
    ...field('Event', '事件', withoutBlanks(facts.name)),
    ...field('Level', '级别', reading.level),
    ...field('Application group', '应用分组', facts.push?.groupName ?? groupIdOf(facts.groupId)),
    ...field('Subscription policy', '订阅策略', facts.push?.strategy),
  ]
}

function regionText(name: LocalText | undefined, id: string | undefined): LocalText | undefined {
  if (name === undefined || id === undefined) return name ?? id
  return mapText(name, (words) => (words.includes(id) ? words : `${words} ${id}`))
}
