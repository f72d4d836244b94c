// In: who is subscribed, in every way in which it can be said. Out: for each trigger, whom it is for.
import type { ArgoConfig } from './configuration.ts'
import { DecodeError, decodeYaml, listOf, structOf, TEXT } from './decode.ts'
import type { JsonValue } from './delivery.ts'
import { objectOf, textsOf } from './keys.ts'
import { readYaml } from './yaml-value.ts'

export type Destination = { readonly service: string; readonly recipient: string }

/** Triggers in the order in which somebody is subscribed to them. */
export type Destinations = ReadonlyMap<string, readonly Destination[]>

export type Subscribed = {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly projectAnnotations: Readonly<Record<string, string>>
}

type Defaults = Pick<ArgoConfig, 'defaultTriggers' | 'serviceDefaultTriggers'>

/** All of them: of the configuration, the Application, its project; nobody twice for one trigger. */
export function destinationsFor(
  config: ArgoConfig,
  { labels, annotations, projectAnnotations }: Subscribed,
): { readonly destinations: Destinations; readonly problems: readonly string[] } {
  const own = annotated(annotations, config)
  const project = annotated(projectAnnotations, config)
  const found = [
    ...globalDestinations(config, labels),
    ...own.found,
    ...project.found,
    ...legacyDestinations(projectAnnotations, config),
  ]
  return { destinations: collected(found), problems: [...own.problems, ...project.problems] }
}

type Found = readonly [trigger: string, destination: Destination]

function collected(found: readonly Found[]): Destinations {
  const all = new Map<string, Destination[]>()
  for (const [trigger, destination] of found) {
    const list = all.get(trigger) ?? []
    const isThere = list.some(
      ({ service, recipient }) =>
        service === destination.service && recipient === destination.recipient,
    )
    if (!isThere) list.push(destination)
    all.set(trigger, list)
  }
  return all
}

function globalDestinations(
  config: ArgoConfig,
  labels: Readonly<Record<string, string>>,
): readonly Found[] {
  return config.subscriptions.flatMap(({ recipients, triggers, selector }) => {
    if (!selector.matches(labels)) return []
    const names = triggers.length === 0 ? config.defaultTriggers : triggers
    return names.flatMap((trigger) =>
      recipients.map((text): Found => {
        const [service = '', recipient = ''] = text.split(':')
        return [trigger, { service, recipient }]
      }),
    )
  })
}

const PREFIX = 'notifications.argoproj.io'

/** What the annotations of an Application or a project subscribe. */
export function annotated(
  annotations: Readonly<Record<string, string>>,
  defaults: Defaults,
): { readonly found: readonly Found[]; readonly problems: readonly string[] } {
  const found: Found[] = []
  const problems: string[] = []
  for (const [key, value] of Object.entries(annotations)) {
    if (key.startsWith(`${PREFIX}/subscriptions`)) {
      const listed = listedIn(value)
      if (listed.problem !== undefined) problems.push(`failed to parse ${key}: ${listed.problem}`)
      found.push(...listed.entries.flatMap((entry) => expand(entry, defaults)))
    } else if (key.startsWith(`${PREFIX}/subscribe.`))
      found.push(...expand(namedIn(key, value), defaults))
  }
  return { found, problems }
}

type Subscription = {
  /** None: the default triggers. */
  readonly triggers: readonly string[]
  readonly service: string
  readonly recipients: readonly string[]
}

function expand(
  { triggers, service, recipients }: Subscription,
  defaults: Defaults,
): readonly Found[] {
  const names = triggers.length === 0 ? defaultsOf(service, defaults) : triggers
  return names.flatMap((trigger) =>
    recipients.map((recipient): Found => [trigger, { service, recipient }]),
  )
}

function defaultsOf(service: string, defaults: Defaults): readonly string[] {
  return defaults.serviceDefaultTriggers.get(service) ?? defaults.defaultTriggers
}

/** `subscribe.<trigger>.<service>` or `subscribe.<service>`; upstream looks at no word behind. */
function namedIn(key: string, value: string): Subscription {
  const [first = '', second] = key.slice(`${PREFIX}/subscribe.`.length).split('.')
  const [trigger, service] = second === undefined ? ['', first] : [first, second]
  return { triggers: trigger === '' ? [] : [trigger], service, recipients: recipientsIn(value) }
}

/** A value that is empty is one recipient without a name, as webhooks have it. */
function recipientsIn(value: string): readonly string[] {
  if (value === '') return ['']
  return value
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

const LISTED = listOf(
  structOf('subscriptions.Subscription', {
    trigger: listOf(TEXT),
    destinations: listOf(
      structOf('subscriptions.Destination', { service: TEXT, recipients: listOf(TEXT) }),
    ),
  }),
)

function listedIn(text: string): {
  readonly entries: readonly Subscription[]
  readonly problem?: string
} {
  try {
    return { entries: entriesIn(decodeYaml(() => readYaml(text), LISTED)) }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { entries: entriesIn(error.partial), problem: error.message }
  }
}

function entriesIn(value: JsonValue): readonly Subscription[] {
  return Array.isArray(value) ? value.flatMap(listedEntries) : []
}

function listedEntries(value: JsonValue): readonly Subscription[] {
  const { trigger, destinations } = objectOf(value)
  const list = Array.isArray(destinations) ? destinations : []
  return list.map((one: JsonValue) => {
    const { service, recipients } = objectOf(one)
    return {
      triggers: textsOf(trigger),
      service: typeof service === 'string' ? service : '',
      recipients: textsOf(recipients),
    }
  })
}

const LEGACY = 'recipients.argocd-notifications.argoproj.io'

/** What projects could say before version 1. A default of the service wins over the trigger that is named, as in upstream. */
function legacyDestinations(
  annotations: Readonly<Record<string, string>>,
  defaults: Defaults,
): readonly Found[] {
  return Object.entries(annotations).flatMap(([key, value]) => {
    if (!key.endsWith(LEGACY)) return []
    const trigger = key.slice(0, -LEGACY.length).replace(/\.$/, '')
    return value.split(',').flatMap((text) => {
      const [service = '', recipient = ''] = text.trim().split(':')
      if (service === '') return []
      const own = trigger === '' ? undefined : [trigger]
      const triggers =
        defaults.serviceDefaultTriggers.get(service) ?? own ?? defaults.defaultTriggers
      return triggers.map((name): Found => [name, { service, recipient }])
    })
  })
}
