import type { LifeRules } from './life.ts'

const DAY_MS = 24 * 60 * 60_000

/** How long what is over is kept, in milliseconds; absent: for ever. */
export type RetentionRules = {
  /**
   * Events with what became of them, and the messages that told them with every attempt. Those of an alert: so long
   * after its end.
   */
  readonly eventsMs?: number
  /** Alerts, after their end. */
  readonly alertsMs?: number
  /** Requests that could not be read. */
  readonly quarantineMs?: number
  /** Silences, after their end. */
  readonly silencesMs?: number
}

/** What is kept where nothing says otherwise. Silences: as Alertmanager does. */
export const RETENTION_DEFAULTS = {
  eventsMs: 90 * DAY_MS,
  alertsMs: 365 * DAY_MS,
  quarantineMs: 30 * DAY_MS,
  silencesMs: 5 * DAY_MS,
} as const satisfies RetentionRules

/** What is older than these instants may be dropped where nobody needs it; absent: nothing is. */
export type RetentionCuts = {
  /** Events and messages that belong to no alert. */
  readonly loose?: number
  /** Events and messages of alerts that ended before it. */
  readonly details?: number
  /** Alerts that ended before it. */
  readonly alerts?: number
  readonly quarantine?: number
  readonly silences?: number
}

/**
 * Where to cut. An ended alert is kept with all that belongs to it for at least as long as its source's rules look back
 * at it: to go on as the same one, or to count as flapping. What belongs to it goes with it at the latest.
 */
export function retentionCuts(
  rules: RetentionRules,
  { now, lives }: { readonly now: number; readonly lives: readonly LifeRules[] },
): RetentionCuts {
  const lookedBackMs = lives.reduce((most, life) => Math.max(most, lookBackOf(life)), 0)
  const cut = (ms: number | undefined): number | undefined => (ms === undefined ? ms : now - ms)
  const ofAlerts = (ms: number | undefined): number | undefined =>
    cut(ms === undefined ? ms : Math.max(ms, lookedBackMs))
  const { eventsMs, alertsMs, quarantineMs, silencesMs } = rules
  return {
    loose: cut(eventsMs),
    details: ofAlerts(shorter(eventsMs, alertsMs)),
    alerts: ofAlerts(alertsMs),
    quarantine: cut(quarantineMs),
    silences: cut(silencesMs),
  }
}

function lookBackOf({ reopenMs, flapping }: LifeRules): number {
  return Math.max(reopenMs, flapping ? flapping.withinMs + flapping.muteMs : 0)
}

function shorter(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.min(one, other)
}
