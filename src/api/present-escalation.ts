import { isoTime } from '../base/clock.ts'
import { ESCALATION_LIMITS } from '../base/limits.ts'
import type { EscalationPolicy } from '../model/configuration.ts'
import type {
  Escalation,
  EscalationCause,
  EscalationEnd,
  EscalationNote,
} from '../model/escalation.ts'
import type { WireEscalation, WireText } from './wire.ts'

/** What is asked of the configuration of now about a run. */
export type EscalationView = {
  /** The name that people read. */
  readonly nameOf: (contact: string) => string
  readonly planOf: (name: string) => EscalationPolicy | undefined
  /** Who would be told next if nobody answered; steps and rounds from 0. */
  readonly nextOf: (run: Escalation) =>
    | {
        readonly kind: 'step' | 'fallback'
        readonly step?: number
        readonly round?: number
        readonly contacts: readonly string[]
      }
    | undefined
}

/** A run for people: steps and rounds are counted from 1. */
export function presentEscalation(run: Escalation, view: EscalationView): WireEscalation {
  const { id, policy, plan, state, end, severity, mutedBy } = run
  const next = view.nextOf(run)
  const named = (contacts: readonly string[]) =>
    contacts.map((contact) => ({ id: contact, name: view.nameOf(contact) }))
  return {
    id,
    policy,
    escalationPolicy: plan.id,
    isOld: isOld(plan, view),
    state,
    end,
    endText: end && END_TEXTS[end],
    severity,
    step: run.step < 0 ? undefined : run.step + 1,
    steps: plan.steps.length,
    round: run.round + 1,
    rounds: plan.repeat + 1,
    startedAt: isoTime(run.startedAt),
    nextAt: nextAtOf(run),
    mutedBy,
    told: named(run.told),
    next: next && {
      kind: next.kind,
      step: next.step === undefined ? undefined : next.step + 1,
      round: next.round === undefined ? undefined : next.round + 1,
      contacts: named(next.contacts),
    },
    follows: followsOf(run, view),
    history: run.history.map((note) => presentNote(note, named)),
  }
}

/** What contacts with rules of their own are told yet, in the order of time; undefined where that is nothing. */
function followsOf({ personal = [] }: Escalation, { nameOf }: EscalationView) {
  const follows = personal.flatMap(({ contact, next }) =>
    next.map(({ at, channels }) => ({ contact, at, channels })),
  )
  if (follows.length === 0) return undefined
  return follows
    .sort((one, other) => one.at - other.at)
    .slice(0, ESCALATION_LIMITS.namedMax)
    .map(({ contact, at, channels }) => ({
      ...{ id: contact, name: nameOf(contact) },
      at: isoTime(at),
      channels,
    }))
}

/** When the next step is told, or, while somebody has acknowledged it, when that runs out. */
function nextAtOf({ state, dueAt, ackAt, plan }: Escalation): string | undefined {
  if (state === 'running') return isoTime(dueAt)
  const isTimed = state === 'answered' && ackAt !== undefined && plan.ackTimeoutMs !== undefined
  return isTimed ? isoTime(ackAt + plan.ackTimeoutMs) : undefined
}

/** Whether the configuration says something else by now: a run keeps what it began with. */
function isOld(plan: EscalationPolicy, { planOf }: EscalationView): boolean {
  const now = planOf(plan.id)
  return (
    now !== undefined &&
    JSON.stringify({ ...now, delayMs: 0 }) !== JSON.stringify({ ...plan, delayMs: 0 })
  )
}

function presentNote(
  { at, what, step, round, contacts, cause }: EscalationNote,
  named: (contacts: readonly string[]) => WireEscalation['told'],
): WireEscalation['history'][number] {
  return {
    at: isoTime(at),
    what,
    step: step === undefined ? undefined : step + 1,
    round: round === undefined ? undefined : round + 1,
    contacts: contacts && named(contacts),
    cause,
    text: noteText({ what, cause }),
  }
}

const END_TEXTS: Readonly<Record<EscalationEnd, WireText>> = {
  resolved: { en: 'The alert is over.', zh: '告警已恢复。' },
  unanswered: {
    en: 'Nobody answered in the last round.',
    zh: '最后一轮仍无人响应。',
  },
  'nobody-reachable': { en: 'No step reached anybody.', zh: '没有任何一级能通知到人。' },
  'low-severity': {
    en: 'Of alerts of this severity only the first step is told.',
    zh: '该级别的告警仅通知第一级。',
  },
  'severity-filter': {
    en: 'No step wants alerts of this severity.',
    zh: '没有任何一级接收该级别的告警。',
  },
  reassigned: { en: 'The alert was given to somebody by hand.', zh: '告警已被手动转交。' },
}

/** What happened to a run, for people. */
const NOTE_TEXTS: Readonly<Record<EscalationNote['what'], WireText>> = {
  ...END_TEXTS,
  told: { en: 'The step was told.', zh: '已通知该级。' },
  'nobody-on-call': {
    en: 'The step reached nobody, so it was left out.',
    zh: '该级无人可通知，已跳过。',
  },
  'outside-hours': {
    en: 'It is outside of the hours in which this is told.',
    zh: '当前不在通知时段内。',
  },
  muted: {
    en: 'The alert is muted: the step waits until that is over.',
    zh: '告警被静默：该级等待静默结束。',
  },
  followed: {
    en: 'Nobody has answered, so contacts were told as their own rules say.',
    zh: '尚无人响应，已按联系人自己的通知规则继续通知。',
  },
  'taken-over': {
    en: 'Whoever came on call was told that it is open.',
    zh: '已告知接班人该告警仍未结束。',
  },
  answered: { en: 'Somebody has acknowledged it.', zh: '已有人确认。' },
  reminded: {
    en: 'Whoever acknowledged it was asked whether they are still on it.',
    zh: '已询问确认人是否仍在处理。',
  },
  'timed-out': { en: 'The acknowledgement has run out.', zh: '确认已超时。' },
  fallback: { en: 'The fallback contact group was told.', zh: '已通知后备联系组。' },
}

/** Why a step was told before its time. */
const CAUSE_TEXTS: Readonly<Record<EscalationCause['kind'], WireText>> = {
  asked: { en: 'help was asked for', zh: '有人请求支援' },
  assigned: { en: 'the alert was given away by hand', zh: '告警被手动转交' },
  'timed-out': { en: 'the acknowledgement had run out', zh: '确认已超时' },
  'taken-back': { en: 'it was given back', zh: '确认被撤销' },
  hours: { en: 'its business hours had begun', zh: '工作时段已开始' },
  raised: { en: 'the alert had become worse', zh: '告警级别升高' },
  unreached: { en: 'nobody of the step before could be reached', zh: '上一级均未能送达' },
}

/** What happened to a run and, of a step that was told before its time, why. */
export function noteText({ what, cause }: Pick<EscalationNote, 'what' | 'cause'>): WireText {
  const text = NOTE_TEXTS[what]
  if (what !== 'told' || cause === undefined) return text
  const why = CAUSE_TEXTS[cause]
  return {
    en: `${text.en.slice(0, -1)}: ${why.en}.`,
    zh: `${text.zh.slice(0, -1)}：${why.zh}。`,
  }
}
