// In: what Argo CD knows when it renders a notification. Out: the data that its templates see.
// Must hold: names, types and errors are those of Argo CD's notifications controller.

import {
  GoDuration,
  HOUR,
  MICROSECOND,
  MILLISECOND,
  MINUTE,
  NANOSECOND,
  SECOND,
} from '../values/duration.ts'
import {
  type GoMap,
  isMap,
  mapGet,
  mapHas,
  mapKeys,
  typedList,
  typedMap,
  ValueError,
} from '../values/kind.ts'
import { toBytes } from '../values/text.ts'
import { parseTime, timeFromMs } from '../values/time.ts'
import { loadLocation, localZone } from '../values/zone.ts'
import { GoCallable } from './builtin-call.ts'
import { escapeQuery } from './escape.ts'
import type { ParameterType } from './function.ts'
import { fullNameOfRepository, repositoryToHttps } from './git-url.ts'
import type { MethodTable } from './method.ts'
import { toLower, toUpper } from './sprig/runes.ts'
import { GoStruct } from './struct.ts'

/** A commit as the repo server describes it. `Date` is RFC 3339. */
export type CommitMetadata = {
  readonly Message: string
  readonly Author: string
  readonly Date: string
  readonly Tags: readonly string[]
}

/** What Argo CD knows when it renders a notification. */
export type ArgocdNotification = {
  /** The Application, as Kubernetes' JSON. */
  readonly app: unknown
  /** The AppProject; default: an empty map, as when it does not exist. */
  readonly appProject?: unknown
  /** The ConfigMap's context; `notificationType` is added when it is not in there. */
  readonly context: GoMap
  /** The Secret's entries: bytes, or strings of UTF-8. Absent in self-service mode. */
  readonly secrets?: GoMap
  /** The name of the service, and the recipient. */
  readonly serviceType: string
  readonly recipient: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Go's Local: the name of an IANA zone. Default: UTC. */
  readonly zone?: string
  /** What the repo server knows of a commit; undefined when it fails. */
  readonly commitMetadata?: (sha: string) => CommitMetadata | undefined
  /** What the repo server knows of the application's first source, with Go's field names. */
  readonly appDetails?: () => unknown
}

/** The data of Argo CD's templates: app, context, secrets, time, strings, repo and the rest. */
export function argocdData(notification: ArgocdNotification): Map<string, unknown> {
  const { secrets } = notification
  return new Map<string, unknown>([
    ['app', notification.app],
    ['appProject', notification.appProject ?? new Map()],
    ['context', contextOf(notification)],
    ...(secrets ? [['secrets', secretsOf(secrets)] as const] : []),
    ['serviceType', notification.serviceType],
    ['recipient', notification.recipient],
    ['time', timeNames(notification)],
    ['strings', stringNames],
    ['repo', repositoryNames(notification)],
  ])
}

function contextOf({ context, serviceType }: ArgocdNotification): Map<string, unknown> {
  const entries = mapKeys(context).map((key): [string, unknown] => [
    key,
    String(mapGet(context, key)),
  ])
  const dressed = new Map(entries)
  if (!mapHas(context, 'notificationType')) dressed.set('notificationType', serviceType)
  return typedMap('string', dressed)
}

function secretsOf(secrets: GoMap): Map<string, unknown> {
  const entries = mapKeys(secrets).map((key): [string, unknown] => {
    const value = mapGet(secrets, key)
    return [key, value instanceof Uint8Array ? value : toBytes(String(value))]
  })
  return typedMap('[]uint8', new Map(entries))
}

function callable(
  parameters: readonly ParameterType[],
  result: string,
  call: (...texts: string[]) => unknown,
): GoCallable {
  return new GoCallable(`func(${parameters.join(', ')}) ${result}`, {
    parameters,
    call: (values) => call(...values.map(String)),
  })
}

const RFC3339 = '2006-01-02T15:04:05Z07:00'

const timeConstants: readonly (readonly [string, unknown])[] = [
  ['Nanosecond', new GoDuration(NANOSECOND)],
  ['Microsecond', new GoDuration(MICROSECOND)],
  ['Millisecond', new GoDuration(MILLISECOND)],
  ['Second', new GoDuration(SECOND)],
  ['Minute', new GoDuration(MINUTE)],
  ['Hour', new GoDuration(HOUR)],
  ['Layout', "01/02 03:04:05PM '06 -0700"],
  ['ANSIC', 'Mon Jan _2 15:04:05 2006'],
  ['UnixDate', 'Mon Jan _2 15:04:05 MST 2006'],
  ['RubyDate', 'Mon Jan 02 15:04:05 -0700 2006'],
  ['RFC822', '02 Jan 06 15:04 MST'],
  ['RFC822Z', '02 Jan 06 15:04 -0700'],
  ['RFC850', 'Monday, 02-Jan-06 15:04:05 MST'],
  ['RFC1123', 'Mon, 02 Jan 2006 15:04:05 MST'],
  ['RFC1123Z', 'Mon, 02 Jan 2006 15:04:05 -0700'],
  ['RFC3339', RFC3339],
  ['RFC3339Nano', '2006-01-02T15:04:05.999999999Z07:00'],
  ['Kitchen', '3:04PM'],
  ['Stamp', 'Jan _2 15:04:05'],
  ['StampMilli', 'Jan _2 15:04:05.000'],
  ['StampMicro', 'Jan _2 15:04:05.000000'],
  ['StampNano', 'Jan _2 15:04:05.000000000'],
]

function timeNames({ now, zone }: ArgocdNotification): Map<string, unknown> {
  const local = zone === undefined ? localZone : loadLocation(zone)
  return new Map<string, unknown>([
    ...timeConstants,
    ['Now', callable([], 'time.Time', () => timeFromMs(now(), local))],
    ['Parse', callable(['string'], 'time.Time', (text = '') => parseTime(RFC3339, text))],
  ])
}

const stringNames: ReadonlyMap<string, unknown> = new Map([
  [
    'ReplaceAll',
    callable(['string', 'string', 'string'], 'string', (text = '', from = '', to = '') =>
      text.replaceAll(from, () => to),
    ),
  ],
  ['ToUpper', callable(['string'], 'string', (text = '') => toUpper(text))],
  ['ToLower', callable(['string'], 'string', (text = '') => toLower(text))],
])

function repositoryNames(notification: ArgocdNotification): Map<string, unknown> {
  return new Map<string, unknown>([
    ['RepoURLToHTTPS', callable(['string'], 'string', (url = '') => repositoryToHttps(url))],
    ['FullNameByRepoURL', callable(['string'], 'string', (url = '') => fullNameOfRepository(url))],
    ['QueryEscape', callable(['string'], 'string', (text = '') => escapeQuery(text))],
    [
      'GetCommitMetadata',
      callable(['string'], 'interface {}', (sha = '') => metadataOf(sha, notification)),
    ],
    ['GetAppDetails', callable([], 'interface {}', () => detailsOf(notification))],
  ])
}

function metadataOf(sha: string, { commitMetadata }: ArgocdNotification): GoStruct {
  const found = commitMetadata?.(sha)
  if (found === undefined) throw new ValueError(`no metadata is known of the commit ${sha}`)
  return new GoStruct('*shared.CommitMetadata', {
    Message: found.Message,
    Author: found.Author,
    Date: parseTime(RFC3339, found.Date),
    Tags: typedList('string', [...found.Tags]),
  })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function detailsOf({ appDetails }: ArgocdNotification): GoStruct {
  const details = appDetails?.()
  if (!isMap(details)) throw new ValueError('no details are known of the application')
  const part = (name: string) => structOf(mapGet(details, name), name)
  return new GoStruct('*shared.AppDetail', {
    Type: textOf(mapGet(details, 'Type')),
    Helm: part('Helm'),
    Kustomize: part('Kustomize'),
    Directory: part('Directory'),
  })
}

/** A nested struct from its fields; lists of structs become lists of structs, the rest stays. */
function structOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element: unknown) => structOf(element, `${name}Item`))
    return elements.every((element) => typeof element === 'string')
      ? typedList('string', elements)
      : elements
  }
  if (!isMap(value)) return value ?? null
  const fields = mapKeys(value).map((key): [string, unknown] => [
    key,
    structOf(mapGet(value, key), key),
  ])
  const methods = name === 'Helm' ? helmMethods : undefined
  return new GoStruct(`*shared.${name}`, Object.fromEntries(fields), methods)
}

const helmMethods: MethodTable<GoStruct> = new Map([
  [
    'GetParameterValueByName',
    {
      parameters: ['string' as const],
      call: (helm: GoStruct, [name]: readonly unknown[]) =>
        namedIn(fieldOf(helm, 'HelmParameterOverrides'), name, 'Value') ??
        namedIn(fieldOf(fieldOf(helm, 'HelmAppSpec'), 'Parameters'), name, 'Value') ??
        '',
    },
  ],
  [
    'GetFileParameterPathByName',
    {
      parameters: ['string' as const],
      call: (helm: GoStruct, [name]: readonly unknown[]) =>
        namedIn(fieldOf(fieldOf(helm, 'HelmAppSpec'), 'FileParameters'), name, 'Path') ?? '',
    },
  ],
])

function fieldOf(value: unknown, name: string): unknown {
  if (!(value instanceof GoStruct)) return undefined
  return value.goFields().find(([field]) => field === name)?.[1]
}

function namedIn(list: unknown, name: unknown, field: string): unknown {
  if (!Array.isArray(list)) return undefined
  return fieldOf(
    list.find((element) => fieldOf(element, 'Name') === name),
    field,
  )
}
