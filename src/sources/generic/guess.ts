import { isRecord, plainText } from '../../reading/json.ts'

/** Where a guess found something: as a path, for people. */
export type Guessed = { readonly value: unknown; readonly path: string }

/** The parts that are guessed, and the keys under which they are looked for, the surest first. */
const KEYS = {
  title: [
    ...['title', 'summary', 'subject', 'headline', 'message', 'msg', 'text', 'content'],
    ...['alertname', 'rulename', 'eventname', 'description', 'name', 'reason', 'event', '标题'],
    ...['报警名称', '告警名称'],
  ],
  text: ['description', 'message', 'details', 'detail', 'body', 'reason', 'msg', 'text'],
  name: [
    ...['alertname', 'rulename', 'rule', 'checkname', 'check', 'monitorname', 'eventname'],
    ...['triggername', 'eventtype', 'policyname', 'name', 'type', '报警名称', '告警名称'],
  ],
  severity: [
    ...['severity', 'level', 'alertlevel', 'priority', 'urgency', 'criticality', 'loglevel'],
    ...['级别', '告警级别'],
  ],
  status: [
    ...['status', 'state', 'alertstatus', 'alertstate', 'eventstatus', 'incidentstatus', 'action'],
    ...['eventaction', 'currentstate', 'newstate', '状态'],
  ],
  dedupKey: [
    ...['dedupkey', 'deduplicationkey', 'alertkey', 'incidentkey', 'fingerprint', 'alertid'],
    ...['incidentid', 'problemid', 'monitorid', 'checkid', 'ruleid', 'triggerid'],
  ],
  time: [
    ...['timestamp', 'eventtime', 'time', 'occurredat', 'triggeredat', 'firedat', 'datetime'],
    ...['date', 'ts', '时间'],
  ],
  url: [
    ...['url', 'link', 'htmlurl', 'alerturl', 'eventurl', 'incidenturl', 'generatorurl'],
    ...['dashboardurl', 'permalink', 'weburl'],
  ],
} as const satisfies Record<string, readonly string[]>

export type GuessedPart = keyof typeof KEYS

/** Objects in which senders put what it is all about; looked at after the entry itself. */
const CONTAINERS: ReadonlySet<string> = new Set([
  ...['annotations', 'labels', 'alert', 'event', 'incident', 'problem', 'monitor', 'check'],
  ...['rule', 'data', 'payload', 'details', 'object'],
])

/** Keys that make a label of their own. */
const LABEL_KEYS: ReadonlySet<string> = new Set([
  ...['host', 'hostname', 'instance', 'instanceid', 'resource', 'service', 'component', 'region'],
  ...['environment', 'env', 'cluster', 'namespace', 'project', 'product', 'account', 'team', 'job'],
  ...['application', 'app', 'device', 'node', 'pod', '主机', '主机名', '实例', '服务', '地域'],
])

const LABEL_OBJECTS: ReadonlySet<string> = new Set(['labels', 'tags', 'commonlabels', 'dimensions'])

/** Lists that hold the events of a request. */
const LISTS = ['alerts', 'events', 'incidents', 'problems', 'records'] as const

/** Looks for parts of an event under the keys that senders usually give them. */
export class Guesses {
  /** What was found first under each key, written without case and signs. */
  readonly #found = new Map<string, Guessed>()
  readonly #entry: unknown

  constructor(entry: unknown) {
    this.#entry = entry
    // A value by itself says what happened, and nothing else.
    if (!Array.isArray(entry) && plainText(entry) !== undefined)
      this.#found.set('title', { value: entry, path: '$' })
    if (!isRecord(entry)) return
    this.#collect(entry, '$')
    for (const [key, value] of Object.entries(entry)) {
      if (CONTAINERS.has(plainKey(key)) && isRecord(value)) this.#collect(value, pathTo('$', key))
    }
  }

  /** The first that says something, by the order of the keys. */
  find(part: GuessedPart): Guessed | undefined {
    return this.first(KEYS[part])
  }

  first(keys: readonly string[]): Guessed | undefined {
    for (const key of keys) {
      const found = this.#found.get(key)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Labels by their names: those that come as such, and common keys. */
  labels(): readonly (Guessed & { readonly name: string })[] {
    if (!isRecord(this.#entry)) return []
    return Object.entries(this.#entry).flatMap(([key, value]) => {
      const path = pathTo('$', key)
      if (LABEL_OBJECTS.has(plainKey(key)))
        return isRecord(value) ? texts(value, path) : listed(value, path)
      const isLabel = LABEL_KEYS.has(plainKey(key)) && plainText(value) !== undefined
      return isLabel ? [{ name: key, value, path }] : []
    })
  }

  /** What stands at the first level of the entry and is one value. */
  values(): readonly (Guessed & { readonly name: string })[] {
    return isRecord(this.#entry) ? texts(this.#entry, '$') : []
  }

  #collect(record: Readonly<Record<string, unknown>>, at: string): void {
    for (const { name, value, path } of texts(record, at)) {
      const key = plainKey(name)
      if (!this.#found.has(key)) this.#found.set(key, { value, path })
    }
  }
}

/** The list of events inside a body, where there is one under a usual key. */
export function guessedList(body: unknown): Guessed | undefined {
  if (!isRecord(body)) return undefined
  for (const [key, value] of Object.entries(body)) {
    const isList = LISTS.some((name) => name === plainKey(key)) && Array.isArray(value)
    if (isList && value.length > 0 && value.every(isRecord))
      return { value, path: `${pathTo('$', key)}[*]` }
  }
  return undefined
}

/** `["team:ops"]`, as some senders write tags. */
function listed(value: unknown, path: string): readonly (Guessed & { readonly name: string })[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((tag: unknown, at) => {
    const [, name, meant] = typeof tag === 'string' ? (/^([^:=]+)[:=](.+)$/s.exec(tag) ?? []) : []
    return name === undefined ? [] : [{ name, value: meant, path: `${path}[${at}]` }]
  })
}

function texts(
  record: Readonly<Record<string, unknown>>,
  at: string,
): readonly (Guessed & { readonly name: string })[] {
  return Object.entries(record)
    .filter(([, value]) => plainText(value) !== undefined)
    .map(([name, value]) => ({ name, value, path: pathTo(at, name) }))
}

function plainKey(key: string): string {
  return key.toLowerCase().replaceAll(/[\s_.-]/g, '')
}

function pathTo(at: string, key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${at}.${key}` : `${at}[${JSON.stringify(key)}]`
}
