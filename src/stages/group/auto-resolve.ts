import { LIFE_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import { howLong } from '../../model/how-long.ts'
import type { LifeRules } from '../../model/life.ts'
import type { KnownSent } from '../../model/sent-alert.ts'

/**
 * The alert with the time at which it ends by itself. Where its sender says until when it goes on, that counts, whoever
 * has taken it on. Else the time begins anew with each event that fires, and there is none for what is over, nor for
 * what a person has taken on unless the rules say so: it begins when that person gives it back.
 */
export function withTimer(
  alert: Alert,
  event: Pick<Event, 'kind' | 'receivedAt'>,
  { autoResolve }: LifeRules,
): Alert {
  const { autoResolveAt, ...plain } = alert
  if (alert.state === 'resolved') return plain
  const saidEnd = alert.sent?.endsAt
  if (saidEnd !== undefined) return { ...plain, autoResolveAt: saidEnd }
  if (!autoResolve) return plain
  if (alert.state === 'acknowledged' && !autoResolve.acknowledged) return plain
  const anewAt = event.receivedAt + autoResolve.afterMs
  return { ...plain, autoResolveAt: event.kind === 'firing' ? anewAt : (autoResolveAt ?? anewAt) }
}

/** What becomes of an alert whose time has run out. */
export type TimeOut =
  | { readonly kind: 'ends'; readonly event: Event }
  /** Looked at again then. */
  | { readonly kind: 'waits'; readonly until: number }
  /** Its source's alerts do not end by themselves any more. */
  | { readonly kind: 'stays' }

export type TimeOutContext = {
  readonly now: number
  /** Since when the hub has been listening. */
  readonly startedAt: number
  readonly rules: LifeRules
  readonly newId: () => string
}

/**
 * Decides whether an alert of which nothing was heard for so long is over. What ran out while the hub
 * was down waits a little: its sender may not have been able to say that it goes on.
 */
export function decideTimeOut(alert: Alert, context: TimeOutContext): TimeOut {
  const { now, startedAt, rules } = context
  const { autoResolveAt, sent } = alert
  const reason = sent?.endsAt === undefined ? reasonOf(alert, rules) : reasonOfSender(sent)
  if (reason === undefined || autoResolveAt === undefined) return { kind: 'stays' }
  const heardUntil = startedAt + LIFE_LIMITS.graceMs
  if (autoResolveAt <= startedAt && now < heardUntil) return { kind: 'waits', until: heardUntil }
  return { kind: 'ends', event: endOf(alert, reason, context) }
}

type Reason = { readonly en: string; readonly zh: string }

function reasonOf({ source }: Alert, { autoResolve }: LifeRules): Reason | undefined {
  if (!autoResolve) return undefined
  const { afterMs, isRemoved } = autoResolve
  if (isRemoved)
    return {
      en: `The source "${source}" is no longer configured, so nothing will be heard of it.`,
      zh: `来源“${source}”已不在配置中，不会再收到该告警的事件。`,
    }
  return {
    en: `No event for ${howLong(afterMs, 'en')}.`,
    zh: `${howLong(afterMs, 'zh')}内没有新事件。`,
  }
}

function reasonOfSender({ isTimeOut, endsAt = 0, updatedAt }: KnownSent): Reason {
  if (!isTimeOut)
    return {
      en: 'Its sender did not say again that it goes on, and the end that it had named has come.',
      zh: '发送方未再次报告该告警，且其声明的结束时间已到。',
    }
  const afterMs = endsAt - updatedAt
  return {
    en: `Its sender did not say again that it goes on for ${howLong(afterMs, 'en')}.`,
    zh: `发送方在${howLong(afterMs, 'zh')}内未再次报告该告警。`,
  }
}

/** The event enters like any other, and says why. */
function endOf(alert: Alert, reason: Reason, { now, newId }: TimeOutContext): Event {
  const id = newId()
  return {
    id,
    source: alert.source,
    kind: 'resolved',
    dedupKey: alert.dedupKey,
    deliveryKey: `time-out|${id}`,
    name: alert.name,
    title: alert.title,
    severity: alert.severity,
    status: alert.status,
    statusText: alert.statusText,
    receivedAt: now,
    labels: { ...alert.labels, kind: 'resolved' },
    fields: [{ label: { en: 'Reason', zh: '原因' }, value: reason }],
    links: [],
    answer: {
      action: 'resolve',
      by: '',
      via: 'hub',
      unheard: true,
      ...(alert.sent === undefined ? {} : { unrepeated: true }),
      alertId: alert.id,
      comment: reason.en,
    },
  }
}
