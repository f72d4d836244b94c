/** What a message says of an application: from the Application itself, from named values, from sentences and the address. */
import { ARGOCD_LIMITS } from '../../base/limits.ts'
import { type Instant, parseIsoTime } from '../../base/time.ts'
import { first, type JsonRecord, ownValue, recordAt, recordOf, textAt } from '../../reading/json.ts'
import { webAddress } from '../../reading/web-links.ts'
import type { Content, Pair } from './content.ts'
import { type Said, saidByTrigger, sentenceOf } from './sentences.ts'

export type AppFacts = Said & {
  /** The application by its name, or by namespace and name where that is not Argo CD's own. */
  readonly identity: string | undefined
  readonly name: string | undefined
  readonly namespace: string | undefined
  readonly project: string | undefined
  readonly revision: string | undefined
  readonly repository: string | undefined
  readonly time: Instant | undefined
  /** Why it is so, in Argo CD's words. */
  readonly message: string | undefined
  readonly url: string | undefined
}

/** The surest sign first: the trigger in the address, the Application, a sentence of the catalogue, named values. */
export function factsOf(
  content: Content,
  { ownNamespace }: { readonly ownNamespace: string },
): AppFacts {
  const object = objectFacts(content.application)
  const read = content.texts.map((text) => ({ text, sentence: sentenceOf(text) }))
  const sentence = read.find((one) => one.sentence !== undefined)?.sentence
  // Within a catalogue's sentence stands an error's text, whose lines are nobody's values.
  const lines = read.flatMap((one) => (one.sentence ? [] : linesOf(one.text)))
  const named = namedFacts([...content.pairs, ...lines])
  const link = linkIn(content)
  const trigger = saidByTrigger(content.trigger ?? named.trigger)
  const [namespacePart, namePart] = splitName(named.name)
  const name = first(object.name, sentence?.name, namePart, link?.name)
  const namespace = first(object.namespace, namespacePart, link?.namespace)
  const isOwn = namespace === undefined || namespace === ownNamespace
  return {
    identity: name === undefined ? undefined : isOwn ? name : `${namespace}/${name}`,
    name,
    namespace,
    project: first(object.project, named.project),
    revision: first(object.revision, named.revision),
    repository: first(object.repository, named.repository),
    time: first(object.time, sentence?.time, named.time),
    message: first(object.message, sentence?.message, named.message),
    url: link?.url,
    phase: first(trigger?.phase, object.phase, sentence?.phase, named.phase),
    health: first(trigger?.health, object.health, sentence?.health, named.health),
    sync: first(trigger?.sync, object.sync, sentence?.sync, named.sync),
    life: first(trigger?.life, sentence?.life),
  }
}

type Partly = Partial<Omit<AppFacts, 'identity'>> & { readonly trigger?: string }

function objectFacts(app: JsonRecord | undefined): Partly {
  if (app === undefined) return {}
  const metadata = recordAt(app, 'metadata')
  const status = recordAt(app, 'status')
  const operation = recordAt(status, 'operationState')
  const sync = recordAt(status, 'sync')
  const health = recordAt(status, 'health')
  const spec = recordAt(app, 'spec')
  const at = textAt(operation, 'finishedAt', 'startedAt')
  return {
    name: textAt(metadata, 'name'),
    namespace: textAt(metadata, 'namespace'),
    project: textAt(spec, 'project'),
    revision: textAt(recordAt(operation, 'syncResult'), 'revision') ?? textAt(sync, 'revision'),
    repository: textAt(recordAt(spec, 'source'), 'repoURL'),
    time: at === undefined ? undefined : parseIsoTime(at),
    message: reasonOf(status),
    phase: wordIn(PHASES, textAt(operation, 'phase')),
    health: wordIn(HEALTHS, textAt(health, 'status')),
    sync: wordIn(SYNCS, textAt(sync, 'status')),
  }
}

/** Why it is as it is: of what is wrong now, else of the last sync. */
function reasonOf(status: JsonRecord | undefined): string | undefined {
  const operation = recordAt(status, 'operationState')
  const phase = wordIn(PHASES, textAt(operation, 'phase'))
  const ofSync = textAt(operation, 'message')
  if (phase === 'Failed' || phase === 'Error') return ofSync
  const health = recordAt(status, 'health')
  const ofHealth = textAt(health, 'status') === 'Degraded' ? textAt(health, 'message') : undefined
  const conditions = ownValue(status, 'conditions')
  const condition: unknown = Array.isArray(conditions) ? conditions[0] : undefined
  return first(ofHealth, textAt(recordOf(condition), 'message'), ofSync)
}

const PHASES = new Map(
  Object.entries({
    succeeded: 'Succeeded',
    success: 'Succeeded',
    failed: 'Failed',
    failure: 'Failed',
    error: 'Error',
    running: 'Running',
    pending: 'Running',
    terminating: 'Terminating',
  }),
)
const HEALTHS = lowered('Healthy Degraded Progressing Suspended Missing Unknown')
const SYNCS = lowered('Synced OutOfSync Unknown')

function lowered(words: string): ReadonlyMap<string, string> {
  return new Map(words.split(' ').map((word) => [word.toLowerCase(), word] as const))
}

function wordIn(words: ReadonlyMap<string, string>, text: string | undefined): string | undefined {
  return text === undefined ? undefined : words.get(text.trim().toLowerCase())
}

/** What the values stand for by their names; a status by what it can only be. */
function namedFacts(pairs: readonly Pair[]): Partly {
  const found = new Map<string, string>()
  const note = (fact: string | undefined, value: string | undefined) => {
    if (fact !== undefined && value !== undefined && !found.has(fact)) found.set(fact, value)
  }
  for (const { name, value: given } of pairs) {
    const value = cleaned(given)
    if (value === '' || value === '<no value>') continue
    const key = normalized(name)
    if (STATUS_KEY.test(key)) note(...statusOf(key, value))
    else note(FACT_OF.get(key), value)
  }
  const at = found.get('time')
  return {
    name: found.get('name'),
    project: found.get('project'),
    revision: found.get('revision'),
    repository: found.get('repository'),
    message: found.get('message'),
    trigger: found.get('trigger'),
    time: at === undefined ? undefined : parseIsoTime(at),
    phase: found.get('phase'),
    health: found.get('health'),
    sync: found.get('sync'),
  }
}

/** Names without blanks, signs and case: `Application name`, `app_name` and `appName` are known. */
function normalized(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

const FACT_OF: ReadonlyMap<string, string> = new Map(
  Object.entries({
    name: 'application applicationname app appname 应用 应用名 应用名称 应用程序',
    project: 'project 项目',
    revision: 'revision commit syncrevision 版本 提交',
    repository: 'repository repositories repo repourl 仓库',
    time: 'time finishedat startedat failedat syncedat date 时间 完成时间 开始时间',
    message: 'message error errormessage details reason 错误 错误信息 消息 原因 详情',
    trigger: 'trigger event 触发器',
  }).flatMap(([fact, names]) => names.split(' ').map((name) => [name, fact] as const)),
)

const STATUS_KEY = /status$|state$|phase$|^health|^sync$|状态$|健康|同步结果$/

function statusOf(key: string, value: string): [string | undefined, string | undefined] {
  const health = wordIn(HEALTHS, value)
  if (/health|健康/.test(key)) return ['health', health]
  const phase = wordIn(PHASES, value)
  if (phase !== undefined) return ['phase', phase]
  const sync = wordIn(SYNCS, value)
  return sync === undefined ? ['health', health] : ['sync', sync]
}

/** The lines of a text that are a name and a value, without the marks of Markdown and HTML. */
function linesOf(text: string): readonly Pair[] {
  const lines = text
    .split('\n')
    .slice(0, ARGOCD_LIMITS.linesMax)
    .map((line) => cleaned(line.slice(0, ARGOCD_LIMITS.lineLengthMax)))
  return lines.flatMap((line, index) => {
    const match = /^([^:：]{1,60})[:：](?!\/\/)(.*)$/s.exec(line)
    if (!match) return []
    const [, name = '', rest = ''] = match
    const value = rest.trim()
    // A field of Slack has its value on the next line.
    const next = lines[index + 1] ?? ''
    return [{ name, value: value === '' && !/[:：]/.test(next) ? next : value }]
  })
}

/** Without tags, quotes, bullets and stars around it, and without the end of broken JSON. */
function cleaned(text: string): string {
  return text
    .replace(/<\/?(?:font|b|i|u|p|br|strong|at|span)\b[^<>]{0,200}>/gi, '')
    .replace(/:[a-z_]{3,40}:/g, ' ')
    .replace(/\*{1,2}|`/g, '')
    .replace(/^[\s>#•"'-]+/, '')
    .replace(/["'\s}\],;]+$/, '')
    .trim()
}

/** A name that is qualified by its namespace: `team-a/guestbook`. */
function splitName(text: string | undefined): [string | undefined, string | undefined] {
  if (text === undefined) return [undefined, undefined]
  const match = /^(?:([a-z0-9][a-z0-9.-]{0,252})\/)?([a-z0-9][a-z0-9.-]{0,252})$/i.exec(text)
  return match ? [match[1], match[2]] : [undefined, undefined]
}

type AppLink = { readonly name: string; readonly namespace?: string; readonly url?: string }

/** The address of the application's page; many configure it without a scheme. */
function linkIn({ pairs, texts }: Content): AppLink | undefined {
  for (const text of [...pairs.map(({ value }) => value), ...texts]) {
    const at = text.indexOf('/applications/')
    if (at < 0) continue
    const around = text.slice(
      Math.max(0, at - ARGOCD_LIMITS.addressMax),
      at + ARGOCD_LIMITS.addressMax,
    )
    const match = APP_ADDRESS.exec(around)
    const [address = '', host = '', namespace, last = ''] = match ?? []
    const name = last.replace(/\.+$/, '')
    if (name === '') continue
    const trimmed = address.replace(/\.+$/, '')
    const url = webAddress(/^https?:/i.test(host) ? trimmed : `https://${trimmed}`)
    return { name, namespace, url }
  }
  return undefined
}

const APP_ADDRESS =
  /((?:https?:\/\/)?[\w.-]{1,253}(?::\d{1,5})?(?:\/[\w.-]{1,64}){0,4})\/applications\/(?:([a-z0-9-]{1,63})\/)?([a-z0-9][a-z0-9.-]{0,252})(?:\?[\w=&%.-]{0,200})?/i
