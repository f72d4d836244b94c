/**
 * What an event says about a problem's life: which phase it is in, and what else belongs to the
 * same problem. The level says nothing of it: the end of a failure is as CRITICAL as its start.
 */
import type { EventKind } from '../../model/event.ts'
import type { Severity } from '../../model/severity.ts'
import type { LocalText } from '../../model/text.ts'
import { type EventFamily, familyOf, type Phase } from './catalogue.ts'
import lifecycles from './lifecycles.json' with { type: 'json' }

/** The phases of operations and maintenance events, and the words for them. */
const PHASES: ReadonlyMap<string, { status: string; phase: Phase; text: LocalText }> = new Map(
  (
    [
      ['Inquiring', 'open', 'waiting for your answer', '问询中'],
      ['Scheduled', 'open', 'scheduled', '计划中'],
      ['Executing', 'open', 'in progress', '执行中'],
      ['Executed', 'closed', 'completed', '已完成'],
      ['Avoided', 'closed', 'avoided', '已规避'],
      ['Canceled', 'closed', 'canceled', '已取消'],
      ['Failed', 'closed', 'failed', '失败'],
    ] as const
  ).map(([status, phase, en, zh]) => [status.toLowerCase(), { status, phase, text: { en, zh } }]),
)

/** Statuses that carry no phase, as people read them. */
const OTHER_STATUSES: ReadonlyMap<string, { status: string; text: LocalText }> = new Map([
  ['normal', { status: 'Normal', text: { en: 'notification', zh: '通知' } }],
  ['running', { status: 'Running', text: { en: 'running', zh: '运行中' } }],
  ['stopped', { status: 'Stopped', text: { en: 'stopped', zh: '已停止' } }],
  ['restore', { status: 'Restore', text: { en: 'restored', zh: '已恢复' } }],
  ['abnormal', { status: 'Abnormal', text: { en: 'abnormal', zh: '异常' } }],
  ['unnormal', { status: 'unnormal', text: { en: 'abnormal', zh: '异常' } }],
])

/**
 * Names that end a problem which another name began, by how both end; `only` of names that begin so. The first that fits
 * counts, so the longer of two ends stands before the shorter.
 */
const PAIRS: readonly {
  readonly opens: string
  readonly ends: string
  readonly only?: string
}[] = lifecycles.pairs

/** What is read of an event's name and status. */
export type StatusFacts = {
  readonly product: string
  /** The name as sent, blanks taken out, its phase still on it. */
  readonly fullName: string
  /** `content.eventStatus`: the surest word. */
  readonly contentStatus: string | undefined
  /** The envelope's `status`. */
  readonly envelopeStatus: string | undefined
  /** Whether `content` says when the execution finished. */
  readonly isFinished: boolean
}

/** An event's place in a problem's life. */
export type Life = {
  /** The name without its phase. */
  readonly name: string
  /** In its usual spelling; undefined where nothing says it. */
  readonly status: string | undefined
  readonly statusText: LocalText | undefined
  readonly phase: Phase
  readonly family: EventFamily | undefined
  /** What opener and closer have in common, where their names form a pair. */
  readonly pairStem: string | undefined
}

/** Decides name, status and phase. */
export function lifeOf(facts: StatusFacts): Life {
  const { name, suffix, family } = splitName(facts)
  const status = usualSpelling(statusOf(facts, suffix))
  const key = status?.toLowerCase() ?? ''
  const followed = isFollowed(family)
  const pair = key === 'normal' || followed === false ? undefined : pairOf(name)
  const saysPhase = suffix !== undefined || facts.contentStatus !== undefined
  const hasPhases = followed ?? (pair !== undefined || saysPhase)
  const phase = family?.statuses.get(key)?.phase ?? pair?.phase ?? phaseOf(key, hasPhases)
  return {
    name,
    status,
    statusText: PHASES.get(key)?.text ?? OTHER_STATUSES.get(key)?.text ?? status,
    phase,
    family,
    pairStem: pair?.stem,
  }
}

/** Takes the phase off a name's end, unless the lists know a name that ends so. */
function splitName({ product, fullName }: StatusFacts) {
  const whole = familyOf(product, fullName)
  const at = fullName.lastIndexOf(':')
  const end = PHASES.get(usualSpelling(fullName.slice(at + 1))?.toLowerCase() ?? '')
  if (whole !== undefined || at <= 0 || end === undefined) {
    return { name: fullName, suffix: undefined, family: whole }
  }
  const name = fullName.slice(0, at)
  return { name, suffix: end.status, family: familyOf(product, name) }
}

/**
 * The content's word before the envelope's before the name's: the name can lag behind. `Normal` in
 * the envelope says nothing, so that a phase in the name stands against it. A name that still says
 * `Executing` while the content has the finish is the event of the finish.
 */
function statusOf(facts: StatusFacts, suffix: string | undefined): string | undefined {
  if (facts.contentStatus !== undefined) return facts.contentStatus
  const isPlain = facts.envelopeStatus?.toLowerCase() === 'normal'
  if (facts.envelopeStatus !== undefined && !(isPlain && suffix !== undefined)) {
    return facts.envelopeStatus
  }
  return suffix === 'Executing' && facts.isFinished ? 'Executed' : suffix
}

function usualSpelling(status: string | undefined): string | undefined {
  if (status === undefined) return undefined
  const key = status.toLowerCase() === 'cancelled' ? 'canceled' : status.toLowerCase()
  return PHASES.get(key)?.status ?? OTHER_STATUSES.get(key)?.status ?? status
}

/** Whether the lists follow the family over several phases; undefined where they do not say. */
function isFollowed(family: EventFamily | undefined): boolean | undefined {
  if (family === undefined || family.statuses.size === 0) return undefined
  return family.statuses.values().some(({ phase }) => phase !== 'notice')
}

/**
 * The phase by the status alone. A flat name with `Executed` or `Failed` is one report of something
 * that happened (`Instance_Failover`): nothing was open before, so it must not be lost as an ending.
 */
function phaseOf(status: string, hasPhases: boolean): Phase {
  const phase = PHASES.get(status)?.phase
  if (phase === undefined) return 'notice'
  const isReport = status === 'executed' || status === 'failed'
  return isReport && !hasPhases ? 'notice' : phase
}

function pairOf(name: string) {
  const key = name.toLowerCase()
  for (const { opens, ends, only = '' } of PAIRS) {
    if (!key.startsWith(only)) continue
    if (key.endsWith(opens)) return { phase: 'open', stem: stemOf(key, opens) } as const
    if (key.endsWith(ends)) return { phase: 'closed', stem: stemOf(key, opens, ends) } as const
  }
  return undefined
}

/** The name with its end replaced by the opener's, so that no two pairs share a stem. */
function stemOf(name: string, opener: string, closer: string = opener): string {
  return name.slice(0, name.length - closer.length) + opener
}

/** What a phase does to the alert. */
export function kindOf(phase: Phase): EventKind {
  switch (phase) {
    case 'open':
      return 'firing'
    case 'closed':
      return 'resolved'
    case 'notice':
      return 'notice'
  }
}

/** A level in its usual spelling: `CRITICAL`, `ERROR`, `WARN` or `INFO`, or as sent in upper case. */
export function levelName(level: string): string {
  const key = level.toUpperCase()
  return LEVEL_SPELLINGS.get(key) ?? key
}

const LEVEL_SPELLINGS = new Map([
  ['WARNING', 'WARN'],
  ['NOTICE', 'INFO'],
  ['NORMAL', 'INFO'],
  ['FATAL', 'CRITICAL'],
  ['EMERGENCY', 'CRITICAL'],
])

const SEVERITY_OF_LEVEL = new Map<string, Severity>([
  ['CRITICAL', 'critical'],
  ['ERROR', 'error'],
  ['WARN', 'warning'],
  ['INFO', 'info'],
])

/**
 * How bad an event is. A problem that is over is `info`, whatever its level; one that ended in
 * failure stays one step below its level, as somebody has to look. A level that is missing or new
 * is a warning where something is open, else `info`.
 */
export function severityOf(facts: {
  readonly level: string | undefined
  readonly kind: EventKind
  readonly status: string | undefined
}): Severity {
  const levelSeverity = SEVERITY_OF_LEVEL.get(facts.level ?? '')
  if (facts.kind !== 'resolved') {
    return levelSeverity ?? (facts.kind === 'firing' ? 'warning' : 'info')
  }
  if (facts.status !== 'Failed') return 'info'
  if (levelSeverity === 'critical') return 'error'
  return levelSeverity === 'info' ? 'info' : 'warning'
}
