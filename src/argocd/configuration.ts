// In: argocd-notifications-cm and argocd-notifications-secret. Out: one value that says what is configured, and what of it is not as it should be.
// Must hold: a key that is broken disables itself alone, and where it was good before, that counts on; errors are upstream's.

import { ARGOCD_ENGINE_LIMITS } from '../base/limits.ts'
import type { ArgoTrigger } from './conditions.ts'
import type { JsonValue } from './delivery.ts'
import type { Secrets } from './interpolate.ts'
import { type Entry, type KeyFault, readKey } from './keys.ts'
import { readLegacy } from './legacy.ts'
import { PassClock } from './pass-clock.ts'
import { parseSelector, type Selector } from './selector.ts'
import type { ArgoTemplate } from './templates.ts'

/** A ConfigMap, as far as it counts. */
export type ConfigMapFacts = {
  readonly metadata?: { readonly namespace?: string }
  readonly data?: Readonly<Record<string, string>>
}

/** A Secret: `data` in Base64, as Kubernetes has it, or `stringData` in clear. */
export type SecretFacts = {
  readonly data?: Readonly<Record<string, string>>
  readonly stringData?: Readonly<Record<string, string>>
}

/** A service, with the Secret's values filled in. */
export type ArgoService = {
  readonly name: string
  readonly type: string
  /** Fields that upstream does not know are in here too. */
  readonly options: Readonly<Record<string, JsonValue>>
  /** Values of keys such as `service.webhook.<name>.dingtalk`, by their last word. */
  readonly extras?: Readonly<Record<string, JsonValue>>
  /** What templates put behind a webhook's URL, where that is the same for every Application. */
  readonly paths?: readonly string[]
}

/** An entry of `subscriptions`. */
export type ArgoSubscription = {
  readonly recipients: readonly string[]
  readonly triggers: readonly string[]
  readonly selector: Selector
}

/** One key that is not as it should be. */
export type ArgoKeyProblem = {
  readonly key: string
  /** In upstream's words, which users look for. */
  readonly problem: string
  /** Whether its last good value is used in its place; else it is as if it were not there. */
  readonly usesLastGood: boolean
}

export type ArgoConfigOptions = {
  /** What counted before: where a key is broken now, its last good value counts on. */
  readonly previous?: ArgoConfig
  /** As upstream does in everything, its mistakes too, where one may want it. */
  readonly strict?: boolean
  /** Values are written into JSON as they are, as upstream does. */
  readonly rawJson?: boolean
  /** The configuration of a namespace of its own, not of the controller's. */
  readonly isSelfService?: boolean
  /** Whether templates and conditions see the Secret. Default: where no namespace configures itself. */
  readonly showsSecrets?: boolean
  /** Go's Local: the name of an IANA zone. Default: UTC. */
  readonly zone?: string
}

/** What is configured in one namespace. */
export type ArgoConfig = {
  readonly namespace: string
  readonly isSelfService: boolean
  readonly strict: boolean
  readonly rawJson: boolean
  readonly zone: string | undefined
  readonly services: ReadonlyMap<string, ArgoService>
  readonly templates: ReadonlyMap<string, ArgoTemplate>
  readonly triggers: ReadonlyMap<string, ArgoTrigger>
  readonly defaultTriggers: readonly string[]
  readonly serviceDefaultTriggers: ReadonlyMap<string, readonly string[]>
  readonly subscriptions: readonly ArgoSubscription[]
  readonly context: Readonly<Record<string, string>>
  /** Undefined where templates and conditions do not see it. */
  readonly secrets: Secrets | undefined
  readonly problems: readonly ArgoKeyProblem[]
  /** References to keys that the Secret does not have, by the key where they stand. */
  readonly missing: readonly { readonly key: string; readonly reference: string }[]
  /** The texts that were read, for whoever explains them. */
  readonly data: Readonly<Record<string, string>>
  /** Keys of the Secret whose value ends with a line break, which becomes part of what it is filled into. */
  readonly brokenOff: readonly string[]
  /** What counts, key by key; what a reading that comes later falls back on. */
  readonly entries: ReadonlyMap<string, Entry>
  /** What its programs take for now. */
  readonly clock: PassClock
}

/** Reads what is configured. What does not exist is empty. It never throws for what users write. */
export function readArgoConfig(
  configMap: ConfigMapFacts | undefined,
  secret: SecretFacts | undefined,
  options: ArgoConfigOptions = {},
): ArgoConfig {
  const clock = options.previous?.clock ?? new PassClock()
  const secrets = secretsOf(secret)
  const data = configMap?.data ?? {}
  const missing: ArgoConfig['missing'][number][] = []
  const { entries, problems } = entriesOf(data, {
    previous: options.previous?.entries ?? new Map(),
    read: (key, text) =>
      readKey(key, text, {
        secrets,
        missing: (reference) => missing.push({ key, reference }),
        strict: options.strict ?? false,
        templates: {
          clock,
          raw: options.rawJson ?? options.strict ?? false,
          ...(options.zone === undefined ? {} : { zone: options.zone }),
        },
      }),
    legacy: {
      'config.yaml': data['config.yaml'],
      'notifiers.yaml': textIn(secrets, 'notifiers.yaml'),
    },
  })
  const showsSecrets = options.showsSecrets ?? options.isSelfService !== true
  return Object.freeze({
    namespace: configMap?.metadata?.namespace ?? '',
    isSelfService: options.isSelfService ?? false,
    strict: options.strict ?? false,
    rawJson: options.rawJson ?? options.strict ?? false,
    zone: options.zone,
    ...assemble(entries, problems),
    secrets: showsSecrets ? secrets : undefined,
    missing,
    data,
    brokenOff: [...secrets].flatMap(([key, value]) => (value.at(-1) === LINE_FEED ? [key] : [])),
    entries,
    clock,
  })
}

const LINE_FEED = 10

function textIn(secrets: Secrets, key: string): string | undefined {
  const value = secrets.get(key)
  return value === undefined ? undefined : Buffer.from(value).toString('utf8')
}

function secretsOf(secret: SecretFacts | undefined): Secrets {
  const data = Object.entries(secret?.data ?? {}).map(
    ([key, value]) => [key, new Uint8Array(Buffer.from(value, 'base64'))] as const,
  )
  const inClear = Object.entries(secret?.stringData ?? {}).map(
    ([key, value]) => [key, new Uint8Array(Buffer.from(value))] as const,
  )
  return new Map([...data, ...inClear])
}

type Reading = {
  readonly previous: ReadonlyMap<string, Entry>
  readonly read: (key: string, text: string) => readonly Entry[] | KeyFault
  readonly legacy: Readonly<Record<string, string | undefined>>
}

/** In the order of their names, so that the same texts come to the same configuration. */
function entriesOf(
  data: Readonly<Record<string, string>>,
  { previous, read, legacy }: Reading,
): { readonly entries: ReadonlyMap<string, Entry>; readonly problems: ArgoKeyProblem[] } {
  const entries = new Map<string, Entry>()
  const problems: ArgoKeyProblem[] = []
  const fallBack = (key: string, problem: string) => {
    const good = [...previous].filter(([id]) => id === key || id.startsWith(`${key}#`))
    for (const [id, entry] of good) entries.set(id, entry)
    problems.push({ key, problem, usesLastGood: good.length > 0 })
  }
  const take = (key: string, found: readonly Entry[] | KeyFault) => {
    if ('problem' in found) return fallBack(key, found.problem)
    for (const [index, entry] of found.entries())
      entries.set(index === 0 ? key : `${key}#${index}`, entry)
  }
  const keys = Object.keys(data).toSorted()
  for (const key of keys.slice(0, ARGOCD_ENGINE_LIMITS.keysMax))
    take(key, read(key, data[key] ?? ''))
  for (const [key, text] of Object.entries(legacy))
    if (text !== undefined) take(key, readLegacy(key, text, read))
  return { entries, problems }
}

type Assembled = Pick<
  ArgoConfig,
  | 'services'
  | 'templates'
  | 'triggers'
  | 'defaultTriggers'
  | 'serviceDefaultTriggers'
  | 'subscriptions'
  | 'context'
  | 'problems'
>

function assemble(entries: ReadonlyMap<string, Entry>, faults: ArgoKeyProblem[]): Assembled {
  const all = [...entries].map(([id, entry]) => ({ key: id.replace(/#\d+$/, ''), entry }))
  const templates = new Map(of(all, 'template').map(({ entry }) => [entry.value.name, entry.value]))
  return {
    services: servicesOf(all, { templates, faults }),
    templates,
    triggers: new Map(of(all, 'trigger').map(({ entry }) => [entry.value.name, entry.value])),
    defaultTriggers: of(all, 'defaultTriggers').flatMap(({ entry }) => entry.value),
    serviceDefaultTriggers: new Map(
      of(all, 'serviceDefaultTriggers').map(({ entry }) => [entry.service, entry.value]),
    ),
    subscriptions: of(all, 'subscriptions').flatMap(({ entry }) =>
      entry.value.map(({ selector, ...one }) => ({ ...one, selector: parseSelector(selector) })),
    ),
    context: Object.fromEntries(
      of(all, 'context').flatMap(({ entry }) => Object.entries(entry.value)),
    ),
    problems: faults,
  }
}

type Keyed<Some extends Entry = Entry> = { readonly key: string; readonly entry: Some }

function of<Kind extends Entry['kind']>(
  all: readonly Keyed[],
  kind: Kind,
): readonly Keyed<Extract<Entry, { kind: Kind }>>[] {
  return all.filter((one): one is Keyed<Extract<Entry, { kind: Kind }>> => one.entry.kind === kind)
}

/** Services go by their name alone: of two with one name upstream uses either, we the first. */
function servicesOf(
  all: readonly Keyed[],
  {
    templates,
    faults,
  }: { readonly templates: ReadonlyMap<string, ArgoTemplate>; readonly faults: ArgoKeyProblem[] },
): ReadonlyMap<string, ArgoService> {
  const services = new Map<string, ArgoService>()
  for (const { key, entry } of of(all, 'service')) {
    const { name, type, options } = entry
    const other = services.get(name)
    if (other !== undefined) {
      const problem = `service.${other.type} and service.${type} have the same name '${name}'; service.${other.type} is used`
      faults.push({ key, problem, usesLastGood: false })
      continue
    }
    const extras = of(all, 'extra').filter((one) => one.entry.service === name)
    const paths = type === 'webhook' ? pathsFor(name, templates) : []
    services.set(name, {
      name,
      type,
      options,
      ...(extras.length === 0
        ? {}
        : { extras: Object.fromEntries(extras.map((one) => [one.entry.name, one.entry.value])) }),
      ...(paths.length === 0 ? {} : { paths }),
    })
  }
  return services
}

function pathsFor(name: string, templates: ReadonlyMap<string, ArgoTemplate>): readonly string[] {
  const paths = [...templates.values()].flatMap(({ source }) => {
    const part = at(at(source.webhook, name), 'path')
    return typeof part === 'string' && part !== '' && !part.includes('{{') ? [part] : []
  })
  return [...new Set(paths)]
}

function at(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return new Map<string, JsonValue>(Object.entries(value)).get(name)
}
