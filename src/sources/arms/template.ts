/**
 * What ARMS' preset webhook templates make, in Chinese or English. The preset has branches inside its
 * quotation marks, and messages have quotation marks and line ends: what comes is often no JSON.
 */
import { parseIsoTime } from '../../base/time.ts'
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
import { nameKey } from '../../reading/chat-words.ts'
import { type JsonRecord, plainText } from '../../reading/json.ts'
import { pairsIn, plainTextOf } from '../../reading/markup.ts'
import { field, joined, occasionOf } from '../../reading/parts.ts'
import { severityOf } from './levels.ts'

const MEANINGS = {
  name: 'alert name|告警名称|报警名称|警示名稱|警示名称',
  cluster: 'cluster name|集群名称|叢集名稱',
  application: 'application name|应用名称|應用程式名稱',
  policy: 'notification policy|通知策略|分派规则',
  triggered: 'alert triggered at|alert time|告警触发时间|告警时间|报警时间|触发时间|警示時間',
  recovered:
    'alert resolved at|alert recovered at|alert cleared at|resolved at|recovered at|cleared at|recovery time|alert recovery time|告警恢复时间|报警恢复时间|恢复时间|恢復時間',
  content: 'alert content|告警内容|报警内容|警示內容|recovery content|恢复内容',
  level: 'alert level|alert severity|severity|level|告警等级|告警级别|报警级别|报警等级|级别|等级',
  status: 'alert status|status|告警状态|报警状态|状态',
  filter: '筛选条件|筛选',
} as const

type Meaning = keyof typeof MEANINGS

/** What a template's body says, by what its keys mean. */
export type TemplateFacts = Readonly<Partial<Record<Meaning, string>>>

const MEANING_OF: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(MEANINGS).flatMap(([meaning, names]) =>
    names.split('|').flatMap((name) => (isMeaning(meaning) ? [[name, meaning] as const] : [])),
  ),
)

function isMeaning(text: string): text is Meaning {
  return Object.hasOwn(MEANINGS, text)
}

function meaningOf(name: string): Meaning | undefined {
  return MEANING_OF.get(nameKey(name))
}

/** The facts of a body that is JSON; undefined where its keys are not a preset's. */
export function factsOfRecord(record: JsonRecord): TemplateFacts | undefined {
  return factsOf(Object.entries(record).map(([name, value]) => [name, plainText(value)] as const))
}

/** The facts of a body that is no JSON: what stands between one known key and the next. */
export function factsOfText(text: string): TemplateFacts | undefined {
  if (!text.startsWith('{')) return factsOf(linePairs(text))
  const keys = [...text.matchAll(KEY)].filter(([, name]) => meaningOf(name ?? '') !== undefined)
  const pairs = keys.map((match, at) => {
    const from = match.index + match[0].length
    const value = text.slice(from, keys[at + 1]?.index ?? text.length)
    return [match[1] ?? '', plainText(unquoted(value))] as const
  })
  return factsOf(pairs)
}

const KEY = /"([^"\n]{1,40})"\s{0,8}:/g

/** Without the marks that a template puts around a value. */
function unquoted(value: string): string {
  return value
    .trim()
    .replace(/^"/, '')
    .replace(/[\s}]{0,20}$/, '')
    .replace(/,$/, '')
    .replace(/"\s{0,20}$/, '')
    .replaceAll('\\n', '\n')
    .replaceAll('\\"', '"')
}

function linePairs(text: string) {
  const { pairs } = pairsIn(plainTextOf(text).lines)
  return pairs.map(({ name, value }) => [name, plainText(value)] as const)
}

function factsOf(
  pairs: readonly (readonly [string, string | undefined])[],
): TemplateFacts | undefined {
  const facts: Partial<Record<Meaning, string>> = {}
  for (const [name, value] of pairs) {
    const meaning = meaningOf(name)
    if (meaning !== undefined && value !== undefined) facts[meaning] ??= value
  }
  return facts.name === undefined ? undefined : facts
}

/** The event that such a body tells of. `raw` is the text that it was read from. */
export function templateEvent(facts: TemplateFacts, raw: string, receivedAt: number): ParsedEvent {
  const { name = 'Alert', cluster, application, policy, filter } = facts
  const kind = kindOf(facts)
  const dedupKey = keyOf('template', name, cluster, application, policy, filter)
  return {
    kind,
    dedupKey,
    ...deliveryOf(facts, { dedupKey, kind, receivedAt }),
    name: boundedName(name),
    title: boundedTitle(joined(name, application ?? cluster, KIND_TEXTS[kind])),
    severity: severityOf(kind, [facts.level]),
    status: KIND_STATUSES[kind],
    statusText: KIND_TEXTS[kind],
    labels: boundedLabels({
      product: 'ARMS',
      name,
      status: KIND_STATUSES[kind],
      level: facts.level,
      resource: application ?? cluster,
      cluster,
      application,
    }),
    fields: boundedFields(fieldsOf(facts)),
    links: [...plainTextOf(facts.content ?? '').links],
    raw: rawText(raw),
  }
}

/** A policy repeats an alert as it is. Without a time nothing tells a new one from the one before. */
function deliveryOf(
  { triggered, recovered }: TemplateFacts,
  event: { readonly dedupKey: string; readonly kind: EventKind; readonly receivedAt: number },
): Pick<ParsedEvent, 'deliveryKey' | 'recurs'> {
  if (triggered === undefined && recovered === undefined) return { recurs: true }
  const { dedupKey, kind, receivedAt } = event
  return { deliveryKey: keyOf(dedupKey, kind, triggered, recovered, occasionOf(receivedAt)) }
}

const KIND_TEXTS: Readonly<Record<EventKind, LocalText | undefined>> = {
  firing: { en: 'firing', zh: '告警中' },
  resolved: { en: 'resolved', zh: '已恢复' },
  acknowledged: undefined,
  notice: undefined,
}

const KIND_STATUSES: Readonly<Record<EventKind, string | undefined>> = {
  firing: 'firing',
  resolved: 'resolved',
  acknowledged: undefined,
  notice: undefined,
}

/**
 * The recover body has the time of the recovery. A body that both use has its key too, with nothing
 * or the year 1 in it while the alert goes on.
 */
function kindOf({ status, recovered }: TemplateFacts): EventKind {
  if (status !== undefined) return OVER.test(status) ? 'resolved' : 'firing'
  if (recovered === undefined) return 'firing'
  const time = parseIsoTime(recovered)
  return (time !== undefined && time.at <= 0) || recovered === '-' ? 'firing' : 'resolved'
}

const OVER = /^(?:resolved|recovered|ok|normal|已恢复|恢复|已解决|正常)$/i

function fieldsOf(facts: TemplateFacts): EventField[] {
  const content = plainTextOf(facts.content ?? '').lines.join('\n')
  return [
    ...field('Message', '内容', content === '' ? undefined : content),
    ...field('Cluster', '集群', facts.cluster),
    ...field('Application', '应用', facts.application),
    ...field('Condition', '触发条件', facts.filter),
    ...field('Triggered at', '触发时间', facts.triggered),
    ...field('Recovered at', '恢复时间', facts.recovered),
    ...field('Notification policy', '通知策略', facts.policy),
    ...field('Level', '级别', facts.level),
  ]
}
