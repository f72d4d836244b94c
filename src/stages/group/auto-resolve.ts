import { LIFE_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import { howLong } from '../../model/how-long.ts'
import type { AutoResolveRules, LifeRules } from '../../model/life.ts'

/**
 * The alert with the time at which it ends by itself: it begins anew with each event that fires, and
 * there is none for what is over, nor for what a person has taken on unless the rules say so.
 */
export function withTimer(alert: Alert, event: Event, { autoResolve }: LifeRules): Alert {
  const { autoResolveAt, ...plain } = alert
  if (!autoResolve || alert.state === 'resolved') return plain
  if (alert.state === 'acknowledged' && !autoResolve.acknowledged) return plain
  const at = event.kind === 'firing' ? event.receivedAt + autoResolve.afterMs : autoResolveAt
  return at === undefined ? plain : { ...plain, autoResolveAt: at }
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
  const { autoResolveAt } = alert
  if (!rules.autoResolve || autoResolveAt === undefined) return { kind: 'stays' }
  const heardUntil = startedAt + LIFE_LIMITS.graceMs
  if (autoResolveAt <= startedAt && now < heardUntil) return { kind: 'waits', until: heardUntil }
  return { kind: 'ends', event: endOf(alert, reasonOf(alert, rules.autoResolve), context) }
}

type Reason = { readonly en: string; readonly zh: string }

function reasonOf({ source }: Alert, { afterMs, isRemoved }: AutoResolveRules): Reason {
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
      alertId: alert.id,
      comment: reason.en,
    },
  }
}
