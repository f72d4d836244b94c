import { expect, test } from 'vitest'
import type { LifeRules } from './life.ts'
import { RETENTION_DEFAULTS, retentionCuts } from './retention.ts'

const DAY = 24 * 60 * 60_000
const NOW = 1_000 * DAY
const daysBefore = (cuts: object): object =>
  Object.fromEntries(
    Object.entries(cuts).map(([name, at]) => [name, at === undefined ? at : (NOW - at) / DAY]),
  )

test.each([
  [
    'by default, events go after 90 days and alerts after a year',
    RETENTION_DEFAULTS,
    [],
    { loose: 90, details: 90, alerts: 365, quarantine: 30, silences: 5 },
  ],
  ['nothing goes where nothing is said to', {}, [], {}],
  [
    'what belongs to an alert goes with it at the latest',
    { eventsMs: 90 * DAY, alertsMs: 30 * DAY },
    [],
    { loose: 90, details: 30, alerts: 30 },
  ],
  [
    'so it does where other events stay for ever',
    { alertsMs: 30 * DAY },
    [],
    { details: 30, alerts: 30 },
  ],
  [
    'alerts that stay for ever lose what belongs to them',
    { eventsMs: 9 * DAY },
    [],
    { loose: 9, details: 9 },
  ],
  [
    'what may go on as the same alert stays until then',
    { eventsMs: 9 * DAY, alertsMs: 20 * DAY },
    [{ reopenMs: 40 * DAY }, { reopenMs: 0 }],
    { loose: 9, details: 40, alerts: 40 },
  ],
  [
    'and so does what counts for flapping, as long as that is held',
    { eventsMs: 9 * DAY, alertsMs: 90 * DAY },
    [{ reopenMs: 0, flapping: { changes: 4, withinMs: 30 * DAY, muteMs: 2 * DAY } }],
    { loose: 9, details: 32, alerts: 90 },
  ],
] as const satisfies readonly (readonly [string, object, readonly LifeRules[], object])[])(
  '%s',
  (_, rules, lives, expected) => {
    expect(daysBefore(retentionCuts(rules, { now: NOW, lives }))).toEqual(expected)
  },
)
