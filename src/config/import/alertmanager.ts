// In: an alertmanager.yml. Out: its routing tree and time intervals, or Alertmanager's own error.
// Only routing is read: what the receivers are is not looked at, but their names are checked.
import { parseDocument } from 'yaml'
import { CONFIG_LIMITS } from '../../base/limits.ts'
import { createMatcher, type Matcher, type MatcherMode, readMatchers } from '../../model/matcher.ts'
import { type MatcherParts, MatcherSyntaxError } from '../../model/matcher-parts.ts'
import type { RouteNode } from '../../model/route-tree.ts'
import type { TimeInterval } from '../../model/time-interval.ts'
import {
  AS_ALERTMANAGER,
  parseTimeInterval,
  TimeIntervalError,
} from '../../model/time-interval-text.ts'
import { Fields, ImportError } from './fields.ts'
import { parsePrometheusDuration } from './go-duration.ts'
import { type YamlMap, yamlValue } from './yaml-value.ts'

/** What children inherit where they do not say otherwise. */
export type RouteOptions = {
  readonly receiver: string
  readonly groupBy: readonly string[]
  readonly groupByAll: boolean
  readonly groupWaitMs: number
  readonly groupIntervalMs: number
  readonly repeatIntervalMs: number
  readonly labels: ReadonlyMap<string, string>
}

/** One route with what it has inherited. */
export interface AlertmanagerRoute extends RouteOptions, RouteNode<AlertmanagerRoute> {
  readonly muteTimeIntervals: readonly string[]
  readonly activeTimeIntervals: readonly string[]
  /** Where it stands: the matchers from the root on; siblings may share it. */
  readonly key: string
  /** The same with each node's place among its siblings: no two routes share it. */
  readonly id: string
  /** Alertmanager's number of it: children before their parents. */
  readonly index: number
}

export type AlertmanagerRouting = {
  readonly root: AlertmanagerRoute
  readonly timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>
}

/** Reads the routing of an alertmanager.yml. Throws ImportError with Alertmanager's own text. */
export function readAlertmanagerRouting(text: string, mode: MatcherMode): AlertmanagerRouting {
  const top = readTop(text)
  const written = top.map('route')
  const receivers = readReceivers(top)
  const timeIntervals = readTimeIntervals(top)
  if (written === undefined) throw new ImportError('no routes provided')
  checkTheRest(top, mode)
  checkRoot(new Fields(written, 'config.plain'))
  const inherited = {
    ...DEFAULTS,
    receiver: '',
    groupBy: [],
    groupByAll: false,
    labels: new Map<string, string>(),
  }
  const counter = { next: 0 }
  const root = readRoute(written, { inherited, parent: undefined, mode, counter })
  checkNames(root, receivers, timeIntervals)
  if (root.continues) throw new ImportError('cannot have continue in root route')
  return { root, timeIntervals }
}

const DEFAULTS = {
  groupWaitMs: 30_000,
  groupIntervalMs: 5 * 60_000,
  repeatIntervalMs: 4 * 60 * 60_000,
} as const

function readTop(text: string): Fields {
  if (Buffer.byteLength(text) > CONFIG_LIMITS.fileBytesMax)
    throw new ImportError(`the file is larger than ${CONFIG_LIMITS.fileBytesMax} bytes`)
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' })
  const [fault] = document.errors
  if (fault !== undefined) throw new ImportError(`yaml: ${fault.message}`)
  const value = yamlValue(document, document.contents)
  if (value === null) throw new ImportError('no route provided in config')
  if (!(value instanceof Map)) throw new ImportError('yaml: unmarshal errors: expected a map')
  return new Fields(value, 'config.plain', TOP_FIELDS)
}

const TOP_FIELDS: ReadonlySet<string> = new Set([
  'global',
  'route',
  'inhibit_rules',
  'receivers',
  'templates',
  'mute_time_intervals',
  'time_intervals',
  'tracing',
])

/** What is not needed for routing, and makes Alertmanager refuse the file all the same. */
function checkTheRest(top: Fields, mode: MatcherMode): void {
  for (const written of top.maps('inhibit_rules')) {
    const rule = new Fields(written, 'config.plain')
    for (const side of ['source', 'target']) {
      legacy(rule.pairs(`${side}_match`), '=')
      legacy(rule.pairs(`${side}_match_re`), '=~')
      for (const text of rule.texts(`${side}_matchers`))
        asImportError(() => readMatchers(text, mode))
    }
    rule.texts('equal')
  }
  const general = top.map('global')
  if (general !== undefined) readDuration(new Fields(general, 'config.plain'), 'resolve_timeout')
}

function readReceivers(top: Fields): ReadonlySet<string> {
  const names = new Set<string>()
  for (const receiver of top.maps('receivers')) {
    const name = new Fields(receiver, 'config.plain').text('name')
    if (!name) throw new ImportError('missing name in receiver')
    if (names.has(name))
      throw new ImportError(`notification config name ${JSON.stringify(name)} is not unique`)
    names.add(name)
  }
  return names
}

function readTimeIntervals(top: Fields): ReadonlyMap<string, readonly TimeInterval[]> {
  const intervals = new Map<string, readonly TimeInterval[]>()
  for (const written of [...top.maps('mute_time_intervals'), ...top.maps('time_intervals')]) {
    const fields = new Fields(written, 'config.plain')
    const name = fields.text('name')
    if (!name) throw new ImportError('missing name in time interval')
    if (intervals.has(name))
      throw new ImportError(`time interval ${JSON.stringify(name)} is not unique`)
    intervals.set(name, fields.maps('time_intervals').map(readTimeInterval))
  }
  return intervals
}

function readTimeInterval(written: YamlMap): TimeInterval {
  const fields = new Fields(written, 'timeinterval.TimeInterval')
  try {
    return parseTimeInterval(
      {
        times: fields.maps('times').map(readTimeRange),
        weekdays: fields.texts('weekdays'),
        daysOfMonth: fields.texts('days_of_month'),
        months: fields.texts('months'),
        years: fields.texts('years'),
        zone: fields.text('location'),
      },
      AS_ALERTMANAGER,
    )
  } catch (error) {
    if (error instanceof TimeIntervalError) throw new ImportError(error.message)
    throw error
  }
}

function readTimeRange(written: YamlMap): { start?: string; end?: string } {
  const fields = new Fields(written, 'timeinterval.yamlTimeRange')
  return { start: fields.text('start_time'), end: fields.text('end_time') }
}

function checkRoot(root: Fields): void {
  if (!root.text('receiver')) throw new ImportError('root route must specify a default receiver')
  const hasMatchers =
    root.pairs('match').size > 0 ||
    root.pairs('match_re').size > 0 ||
    root.texts('matchers').length > 0
  if (hasMatchers) throw new ImportError('root route must not have any matchers')
  if (root.texts('mute_time_intervals').length > 0)
    throw new ImportError('root route must not have any mute time intervals')
  if (root.texts('active_time_intervals').length > 0)
    throw new ImportError('root route must not have any active time intervals')
}

type Place = {
  readonly inherited: RouteOptions
  readonly parent: { readonly key: string; readonly id: string; readonly index: number } | undefined
  readonly mode: MatcherMode
  readonly counter: { next: number }
}

function readRoute(
  written: YamlMap,
  { inherited, parent, mode, counter }: Place,
): AlertmanagerRoute {
  const fields = new Fields(written, 'config.plain', ROUTE_FIELDS)
  const own = { ...inherited, ...readOptions(fields, inherited, mode) }
  const match = sorted([
    ...legacy(fields.pairs('match'), '='),
    ...legacy(fields.pairs('match_re'), '=~').map(anchored),
    ...fields.texts('matchers').flatMap((text) => asImportError(() => readMatchers(text, mode))),
  ])
  const shown = `{${match.map(({ text }) => text).join(',')}}`
  const key = parent ? `${parent.key}/${shown}` : shown
  const id = parent ? `${parent.id}/${shown}/${parent.index}` : shown
  const routes = fields
    .maps('routes')
    .map((child, index) =>
      readRoute(child, { inherited: own, parent: { key, id, index }, mode, counter }),
    )
  const index = counter.next
  counter.next += 1
  return {
    ...own,
    match,
    routes,
    key,
    id,
    index,
    continues: fields.flag('continue'),
    muteTimeIntervals: fields.texts('mute_time_intervals'),
    activeTimeIntervals: fields.texts('active_time_intervals'),
  }
}

const ROUTE_FIELDS: ReadonlySet<string> = new Set([
  'receiver',
  'group_by',
  'match',
  'match_re',
  'matchers',
  'mute_time_intervals',
  'active_time_intervals',
  'continue',
  'routes',
  'labels',
  'group_wait',
  'group_interval',
  'repeat_interval',
])

function readOptions(
  fields: Fields,
  inherited: RouteOptions,
  mode: MatcherMode,
): Partial<RouteOptions> {
  const labels = new Map([...inherited.labels, ...fields.pairs('labels')])
  const receiver = fields.text('receiver')
  return {
    labels,
    ...(receiver ? { receiver } : {}),
    ...readGroupBy(fields, mode),
    ...given('groupWaitMs', readDuration(fields, 'group_wait')),
    ...given('groupIntervalMs', readDuration(fields, 'group_interval', NOT_ZERO)),
    ...given('repeatIntervalMs', readDuration(fields, 'repeat_interval', NOT_ZERO)),
  }
}

function given<Name extends string>(
  name: Name,
  value: number | undefined,
): { [key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]?: number }) // a computed name widens
}

const NOT_ZERO = true

function readDuration(fields: Fields, name: string, isNotZero = false): number | undefined {
  const text = fields.text(name)
  if (text === undefined) return undefined
  const value = parsePrometheusDuration(text)
  if (value === undefined)
    throw new ImportError(
      text === ''
        ? 'empty duration string'
        : `not a valid duration string: ${JSON.stringify(text)}`,
    )
  if (isNotZero && value === 0) throw new ImportError(`${name} cannot be zero`)
  return value
}

const CLASSIC_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/

function readGroupBy(fields: Fields, mode: MatcherMode): Partial<RouteOptions> {
  if (!fields.has('group_by')) return {}
  const written = fields.texts('group_by')
  const labels = written.filter((label) => label !== '...')
  for (const label of labels) {
    const isValid =
      mode === 'classic' ? CLASSIC_LABEL.test(label) : label !== '' && label.isWellFormed()
    if (!isValid)
      throw new ImportError(`invalid label name ${JSON.stringify(label)} in group_by list`)
  }
  const all = labels.length < written.length
  if (all && labels.length > 0)
    throw new ImportError('cannot have wildcard group_by (`...`) and other labels at the same time')
  const twice = labels.find((label, index) => labels.indexOf(label) < index)
  if (twice !== undefined)
    throw new ImportError(`duplicated label ${JSON.stringify(twice)} in group_by`)
  // All labels: what the parent listed is kept, as there, though it then means nothing.
  return all ? { groupByAll: true } : { groupBy: labels, groupByAll: false }
}

function legacy(
  pairs: ReadonlyMap<string, string>,
  operator: MatcherParts['operator'],
): readonly Matcher[] {
  return [...pairs].map(([label, value]) =>
    asImportError(() => createMatcher({ label, operator, value })),
  )
}

/** An old-style pattern is printed with its anchors. */
function anchored(matcher: Matcher): Matcher {
  return { ...matcher, text: createMatcher({ ...matcher, value: `^(?:${matcher.value})$` }).text }
}

function asImportError<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof MatcherSyntaxError) throw new ImportError(error.message)
    throw error
  }
}

const ORDER: readonly MatcherParts['operator'][] = ['=', '!=', '=~', '!~']

function sorted(matchers: readonly Matcher[]): readonly Matcher[] {
  return [...matchers].sort(
    (one, other) =>
      compare(one.label, other.label) ||
      compare(one.value, other.value) ||
      ORDER.indexOf(one.operator) - ORDER.indexOf(other.operator),
  )
}

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

function checkNames(
  route: AlertmanagerRoute,
  receivers: ReadonlySet<string>,
  intervals: ReadonlyMap<string, unknown>,
): void {
  if (!receivers.has(route.receiver))
    throw new ImportError(`undefined receiver ${JSON.stringify(route.receiver)} used in route`)
  for (const child of route.routes ?? []) checkNames(child, receivers, intervals)
  for (const name of [...route.muteTimeIntervals, ...route.activeTimeIntervals]) {
    if (!intervals.has(name))
      throw new ImportError(`undefined time interval ${JSON.stringify(name)} used in route`)
  }
}
