import { CONFIG_SHAPE_LIMITS } from '../../base/limits.ts'
import { createMatcher, readMatchers } from '../../model/matcher.ts'
import { type MatcherParts, MatcherSyntaxError } from '../../model/matcher-parts.ts'
import { hubLabel } from '../../model/sent-label.ts'
import { formatDuration } from '../duration.ts'
import type { ImportedReceiver } from './alertmanager-receivers.ts'
import { ImportError } from './fields.ts'
import { parsePrometheusDuration } from './go-duration.ts'
import type { Located } from './located.ts'
import type { ImportNames, ImportNotes } from './notes.ts'
import { plain, type Written } from './write.ts'

export type RouteFacts = {
  readonly notes: ImportNotes
  /** The contacts by their receivers' names, and the timings by theirs. */
  readonly contacts: ImportNames
  readonly timings: ImportNames
  readonly receivers: ReadonlyMap<string, ImportedReceiver>
}

type Rules = { readonly [key: string]: Written | undefined }

/** The routing tree as one policy, which takes the events of `source` only. */
export function policyOf(root: Located, source: string, facts: RouteFacts): Rules {
  return {
    match: [`source=${JSON.stringify(source)}`],
    ...rulesOf(root, { ...facts, isRoot: true, recoveries: true, receiver: '', level: 0 }),
    // Alertmanager tells every group, however many there are.
    storm: 'off',
    ...timesOf(root, { ...facts, receiver: '' }),
    ...routesOf(root, below(root, { ...facts, recoveries: true, receiver: '', level: 0 })),
  }
}

type Inherited = RouteFacts & {
  readonly recoveries: boolean
  /** The receiver from above. */
  readonly receiver: string
  /** The root's is 0. */
  readonly level: number
}

/** The mute timing of routes to a receiver that tells nobody. */
export const SILENT = 'nobody-is-told'

function routesOf(route: Located, facts: Inherited): Rules {
  const children = route.get('routes')?.items ?? []
  if (children.length === 0) return {}
  const [first] = children
  if (first && facts.level > CONFIG_SHAPE_LIMITS.routeDepthMax) {
    facts.notes.dropped(
      first,
      `Routes are at most ${CONFIG_SHAPE_LIMITS.routeDepthMax} levels deep here. Put these beside their parent, with its matchers added.`,
    )
    return {}
  }
  return {
    routes: children.map((child) => ({
      match: matchersOf(child, '', facts.notes),
      ...rulesOf(child, { ...facts, isRoot: false }),
      ...(child.get('continue')?.flag === true ? { continue: true } : {}),
      ...timesOf(child, facts),
      ...routesOf(child, below(child, facts)),
    })),
  }
}

/** What the routes below have from this one. */
function below(route: Located, facts: Inherited): Inherited {
  return {
    ...facts,
    recoveries: recoveriesOf(route, facts) ?? facts.recoveries,
    receiver: route.get('receiver')?.text ?? facts.receiver,
    level: facts.level + 1,
  }
}

/** Whether the route's own receiver hears of recoveries; undefined where it has that from above. */
function recoveriesOf(route: Located, { receivers }: RouteFacts): boolean | undefined {
  const receiver = route.get('receiver')?.text
  return receiver === undefined ? undefined : receivers.get(receiver)?.recoveries
}

function rulesOf(route: Located, facts: Inherited & { readonly isRoot: boolean }): Rules {
  const { notes, contacts, isRoot } = facts
  const receiver = route.get('receiver')?.text
  const recoveries = recoveriesOf(route, facts)
  const labels = route.get('labels')
  if (labels)
    notes.dropped(
      labels,
      'Labels of a route have no equivalent: a message says which policy told it. Remove what reads them.',
    )
  const group = groupOf(route, isRoot, notes)
  return {
    ...(receiver === undefined
      ? {}
      : { notify: isSilent(receiver, facts) ? [] : [{ contact: contacts.of(receiver) }] }),
    ...(recoveries === undefined || recoveries === facts.recoveries ? {} : { recoveries }),
    ...(Object.keys(group).length === 0 ? {} : { group }),
  }
}

/** Alertmanager's defaults, written out at the root: the defaults here are others. */
const ROOT_GROUP = { by: [], wait: '30s', interval: '5m', repeat: '4h' } as const

function groupOf(route: Located, isRoot: boolean, notes: ImportNotes): Rules {
  const by = route.get('group_by')
  const own = {
    by: by && labelsOf(by, notes),
    wait: durationOf(route, 'group_wait', { notes }),
    interval: durationOf(route, 'group_interval', { notes }),
    repeat: durationOf(route, 'repeat_interval', {
      notes,
      leastMs: CONFIG_SHAPE_LIMITS.repeatMsMin,
    }),
  }
  const said = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  return isRoot ? { ...ROOT_GROUP, ...said } : said
}

function labelsOf(by: Located, notes: ImportNotes): readonly string[] {
  const labels = by.items.map(({ text }) => text ?? '')
  if (labels.includes('...')) return ['alert']
  for (const label of by.items) {
    if (label.text === 'alert')
      notes.changed(
        label,
        'The label "alert" cannot be grouped by: here the word stands for each alert by itself. Rename the label where it is made.',
      )
    else noteLabel(label.text ?? '', label, notes)
  }
  return labels.filter((label) => label !== 'alert').map((label) => plain(hubLabel(label)))
}

/** What is longer or shorter than is taken here becomes the nearest that is. */
function durationOf(
  route: Located,
  key: string,
  { notes, leastMs = 0 }: { readonly notes: ImportNotes; readonly leastMs?: number },
): string | undefined {
  const written = route.get(key)
  const ms = written?.text === undefined ? undefined : parsePrometheusDuration(written.text)
  if (written === undefined || ms === undefined) return undefined
  const taken = Math.min(Math.max(ms, leastMs), CONFIG_SHAPE_LIMITS.durationMsMax)
  if (taken !== ms)
    notes.changed(
      written,
      `It is ${formatDuration(taken)} here, the nearest to ${written.text} that is taken.`,
    )
  return formatDuration(taken)
}

function isSilent(receiver: string, { receivers }: RouteFacts): boolean {
  return receivers.get(receiver)?.isSilent === true
}

function timesOf(route: Located, facts: RouteFacts & { readonly receiver: string }): Rules {
  const { timings } = facts
  const isMuted = isSilent(route.get('receiver')?.text ?? facts.receiver, facts)
  const names = (key: string): readonly string[] =>
    (route.get(key)?.items ?? []).map(({ text }) => timings.of(text ?? ''))
  const mute = [...(isMuted ? [SILENT] : []), ...names('mute_time_intervals')]
  const active = names('active_time_intervals')
  return {
    ...(mute.length === 0 ? {} : { mute }),
    ...(active.length === 0 ? {} : { active }),
  }
}

/**
 * The matchers of a route, or of one side of an inhibition, in the form of today. Labels that the hub needs for itself are
 * those under which it keeps the sender's.
 */
export function matchersOf(
  map: Located,
  side: '' | 'source_' | 'target_',
  notes: ImportNotes,
): readonly string[] {
  const old = (key: string, operator: MatcherParts['operator']): readonly string[] =>
    [...(map.get(`${side}${key}`)?.entries ?? [])].map(([label, value]) => {
      noteLabel(label, value, notes)
      return plain(
        asImportError(() =>
          createMatcher({ label: hubLabel(label), operator, value: value.text ?? '' }),
        ).text,
      )
    })
  const today = (map.get(`${side}matchers`)?.items ?? []).flatMap((item) =>
    asImportError(() => readMatchers(item.text ?? '', 'fallback')).map((matcher) => {
      noteLabel(matcher.label, item, notes)
      return plain(createMatcher({ ...matcher, label: hubLabel(matcher.label) }).text)
    }),
  )
  return [...old('match', '='), ...old('match_re', '=~'), ...today]
}

function asImportError<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof MatcherSyntaxError) throw new ImportError(error.message)
    throw error
  }
}

/** An event has a label of this name where its sender has none: that of the alert's name. */
function noteLabel(label: string, at: Located, notes: ImportNotes): void {
  if (label === 'name')
    notes.changed(
      at,
      'An event without a label "name" has its alertname there: a rule for alerts that have no such label no longer holds. Match alertname instead.',
    )
}
