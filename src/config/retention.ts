import { isScalar } from 'yaml'
import { RETENTION_LIMITS } from '../base/limits.ts'
import { RETENTION_DEFAULTS, type RetentionRules } from '../model/retention.ts'
import { section } from './collection.ts'
import { formatDuration } from './duration.ts'
import type { Read } from './reader.ts'
import { duration, type Key, type Shape, type ValueOf } from './shape.ts'

/** The key `retention`: how long what is over is kept. */
export function retentionKey() {
  return {
    shape: retentionShape(),
    required: false,
    hint: 'How long what is over is kept; counts by day stay for ever.',
  } as const
}

function retentionShape() {
  const { eventsMsMin, othersMsMin } = RETENTION_LIMITS
  return section({
    title: 'how long things are kept',
    keys: {
      events: period({
        leastMs: eventsMsMin,
        standardMs: RETENTION_DEFAULTS.eventsMs,
        hint: 'Events with what became of them, and the messages that told them with every attempt. Those of an alert: so long after its end. `off` keeps them for ever.',
      }),
      alerts: period({
        leastMs: eventsMsMin,
        standardMs: RETENTION_DEFAULTS.alertsMs,
        hint: 'Alerts after their end. What belongs to them goes with them at the latest, and they stay at least as long as `reopen` and `flapping` look back. `off` keeps them for ever.',
      }),
      quarantine: period({
        leastMs: othersMsMin,
        standardMs: RETENTION_DEFAULTS.quarantineMs,
        hint: 'Requests that could not be read; the newest 10,000 at most. `off` drops none for its age.',
      }),
      silences: period({
        leastMs: othersMsMin,
        standardMs: RETENTION_DEFAULTS.silencesMs,
        hint: 'Silences after their end. `off` keeps them for ever.',
      }),
    },
  })
}

type Period = number | 'off'

function period(of: {
  readonly leastMs: number
  readonly standardMs: number
  readonly hint: string
}): Key<Period> {
  return {
    shape: durationOrOff(duration({ leastMs: of.leastMs })),
    required: false,
    hint: `${of.hint} At least \`${formatDuration(of.leastMs)}\`.`,
    standard: `\`${formatDuration(of.standardMs)}\``,
  }
}

/** `off` is no duration, and a duration's own reader knows best what is wrong with any other text. */
function durationOrOff(of: Shape<number>): Shape<Period> {
  return {
    title: `${of.title}, or off`,
    schema: { anyOf: [{ const: 'off' }, of.schema] },
    read(reader, spot) {
      const node = reader.resolve(spot.node)
      if (isScalar(node) && node.value === 'off') return { value: 'off', at: spot.at }
      return of.read(reader, spot)
    },
  }
}

/** The rules from what was read; what is not given has its default. */
export function retentionOf(
  read: Read<ValueOf<ReturnType<typeof retentionShape>>> | undefined,
): RetentionRules {
  const { events, alerts, quarantine, silences } = read?.value ?? {}
  return {
    eventsMs: msOf(events?.value ?? RETENTION_DEFAULTS.eventsMs),
    alertsMs: msOf(alerts?.value ?? RETENTION_DEFAULTS.alertsMs),
    quarantineMs: msOf(quarantine?.value ?? RETENTION_DEFAULTS.quarantineMs),
    silencesMs: msOf(silences?.value ?? RETENTION_DEFAULTS.silencesMs),
  }
}

function msOf(period: Period): number | undefined {
  return period === 'off' ? undefined : period
}
