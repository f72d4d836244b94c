import { MESSAGE_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { Notification, NotificationEntry, ToldState } from '../../model/notification.ts'
import { SEVERITIES, severityRank } from '../../model/severity.ts'
import { inLanguage, type Language } from '../../model/text.ts'

/** An alert or notice as it is told: as it is now, not as it was when the notification was decided. */
export type Told = {
  readonly entry: NotificationEntry
  readonly state: ToldState
  /** It ended after the notification was decided; when exactly is not known. */
  readonly overMeanwhile: boolean
}

/** The entries as they are now: what fires first, the worst of it first, and what is over last. */
export function toldNow(
  entries: readonly NotificationEntry[],
  statesNow: ReadonlyMap<string, Alert['state']>,
): readonly Told[] {
  const [only, ...others] = entries
  if (only && others.length === 0) return [stateNow(only, statesNow)]
  return entries
    .map((entry) => stateNow(entry, statesNow))
    .sort((one, other) => rank(one) - rank(other))
}

/**
 * Of what went on when the notification was decided: what has ended since, and what still goes on. Where it may have been
 * posted before, nothing counts as ended: the platform drops the same message told anew, and what it said first stays.
 */
export function statesTold(
  { entries, uncertain }: Pick<Notification, 'entries' | 'uncertain'>,
  statesNow: ReadonlyMap<string, Alert['state']>,
): { readonly over: readonly string[]; readonly open: readonly string[] } {
  const told = entries
    .filter(({ state }) => state === 'firing' || state === 'acknowledged')
    .map((entry) => stateNow(entry, uncertain ? new Map() : statesNow))
  const idsOf = (isOver: boolean): readonly string[] =>
    told.flatMap(({ entry, overMeanwhile }) => (overMeanwhile === isOver ? entry.subjectId : []))
  return { over: idsOf(true), open: idsOf(false) }
}

function stateNow(entry: NotificationEntry, statesNow: ReadonlyMap<string, Alert['state']>): Told {
  const now = statesNow.get(entry.subjectId)
  // A notice has no life, and what was over when it was told stays so: its next beginning is told by itself.
  const goesOn = entry.state === 'firing' || entry.state === 'acknowledged'
  if (now === undefined || !goesOn) return { entry, state: entry.state, overMeanwhile: false }
  return { entry, state: now, overMeanwhile: now === 'resolved' }
}

const STATE_RANKS: Readonly<Record<ToldState, number>> = {
  firing: 0,
  notice: 0,
  acknowledged: 1,
  resolved: 2,
}

function rank({ entry, state }: Told): number {
  const firingFirst = state === 'notice' ? 0.5 : 0
  return STATE_RANKS[state] * SEVERITIES.length + severityRank(entry.severity) + firingFirst
}

/** What all of it together is: the worst that goes on. */
export function stateOf(told: readonly Told[]): ToldState {
  for (const state of ['firing', 'acknowledged', 'resolved'] as const) {
    if (told.some((one) => one.state === state)) return state
  }
  return 'notice'
}

/** The instance's name, else the resource; empty where the title says it already. */
export function whereOf({ labels, title }: NotificationEntry): string {
  const where = labels['instance'] || labels['resource'] || ''
  return isSaid(where, title) ? '' : where
}

/** Whether a title, in either language, says it already. */
export function isSaid(text: string, title: NotificationEntry['title']): boolean {
  return inLanguage(title, 'en').includes(text) && inLanguage(title, 'zh').includes(text)
}

/** For how long it goes on or lasted; undefined where that is not known. */
export function lengthOf({ entry, state, overMeanwhile }: Told, now: number): number | undefined {
  if (entry.since === undefined || state === 'notice') return undefined
  const end = state === 'resolved' && !overMeanwhile ? entry.at : now
  return end >= entry.since ? end - entry.since : undefined
}

/** The title, without the phase at its end that `Resolved:` says already. */
export function titleOf({ entry, state }: Told, language: Language): string {
  const title = inLanguage(entry.title, language)
  const { statusText } = entry
  if (state !== 'resolved' || statusText === undefined || entry.state !== 'resolved') return title
  const ending = ` · ${inLanguage(statusText, language)}`
  return title.endsWith(ending) && title.length > ending.length
    ? title.slice(0, -ending.length)
    : title
}

const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** A text of at most that many UTF-8 bytes: a longer one ends between two characters, with `…`. */
export function cutBytes(text: string, bytesMax: number): string {
  if (text.length * 3 <= bytesMax || Buffer.byteLength(text) <= bytesMax) return text
  const room = bytesMax - Buffer.byteLength('…')
  let kept = ''
  let bytes = 0
  // No character has more bytes than room: what lies beyond it is not looked at.
  for (const { segment } of GRAPHEMES.segment(text.slice(0, bytesMax + 1))) {
    bytes += Buffer.byteLength(segment)
    if (bytes > room) break
    kept += segment
  }
  return `${kept}…`
}

/** Labels that every entry has with the same value, in the order of their worth to a reader. */
export function commonLabels(entries: readonly NotificationEntry[]): readonly [string, string][] {
  const [first, ...others] = entries
  if (!first) return []
  const common = Object.entries(first.labels).filter(
    ([name, value]) => value !== '' && others.every(({ labels }) => labels[name] === value),
  )
  const worth = (name: string): number => {
    const index = FIRST_LABELS.indexOf(name)
    return index === -1 ? FIRST_LABELS.length : index
  }
  return common
    .filter(([name]) => !HUB_LABELS.has(name))
    .sort(([one], [other]) => worth(one) - worth(other))
    .slice(0, MESSAGE_LIMITS.commonLabelsMax)
}

const FIRST_LABELS = ['region', 'product', 'instance', 'resource', 'name', 'account', 'source']
/** What a message says in other ways. */
const HUB_LABELS: ReadonlySet<string> = new Set([
  'severity',
  'kind',
  'status',
  'level',
  'ruleId',
  'eventType',
])
