/**
 * In: pings: requests that say that a job ran, begins or failed, or only that somebody is there.
 * Out: what each says of its monitor; its silence and its return are noted by the hub.
 * Holds: pure; never throws for what was sent; what says nothing known is refused, so that a misspelt failure is no ping.
 */
import { WATCH_LIMITS } from '../../base/limits.ts'
import { listOf, numberOf, textOf } from '../../contract/fields.ts'
import type { SourceReading, SourceRequest, SourceType } from '../../contract/source.ts'
import type { Settings } from '../../model/configuration.ts'
import { SEVERITIES } from '../../model/severity.ts'
import type { HeartbeatRules, Ping } from '../../model/watch.ts'
import { FIELDS } from './fields.ts'
import { isEndOfAlerts, saidIn } from './said.ts'
import { monitorOf, SIGNAL_WORDS, type Signal, signalOf } from './signal.ts'

/** A ping URL: silence longer than its interval fires, and the next ping closes. */
export const heartbeat: SourceType = {
  type: 'heartbeat',
  title: { en: 'Heartbeat', zh: '心跳' },
  methods: ['GET', 'HEAD', 'POST'],
  fields: FIELDS,
  repeatsRarely: true,
  heartbeats,
  read,
}

function read(request: SourceRequest): SourceReading {
  const parts = request.path.split('/').filter((part) => part !== '')
  const said = saidIn(request)
  const byPath = signalOf(parts.at(-1) ?? '')
  const monitor = monitorOf(byPath ? parts.slice(0, -1) : parts)
  if (monitor === undefined) return UNNAMED
  const bySaid = said.status === undefined ? undefined : signalOf(said.status)
  if (said.status !== undefined && !bySaid) return unknownStatus()
  const signal = byPath ?? bySaid ?? (isEndOfAlerts(request) ? END_OF_ALERTS : PING)
  return { kind: 'events', events: [], pings: [pingOf(monitor, signal, said.text)] }
}

const PING: Signal = { signal: 'ping' }
const END_OF_ALERTS: Signal = { signal: 'note' }

function pingOf(monitor: string, { signal, exitStatus }: Signal, text: string | undefined): Ping {
  const exit = exitStatus === undefined ? undefined : `exit status ${exitStatus}`
  const words = [exit, text].filter((part) => part !== undefined).join(': ')
  return { monitor, signal, ...(signal === 'fail' && words !== '' ? { text: words } : {}) }
}

const UNNAMED: SourceReading = {
  kind: 'unparsable',
  expected: `Behind the key at most the name of a monitor (letters, digits, ".", "_", "-" and "/", up to ${WATCH_LIMITS.monitorLengthMax}) and what it says.`,
  found: 'A path that is no such name.',
  remedy: 'Name the monitor as in /in/<key>/nightly-backup.',
}

/** The word is not repeated: it may be anything. */
function unknownStatus(): SourceReading {
  return {
    kind: 'unparsable',
    expected: `A status out of ${SIGNAL_WORDS.join(', ')}, or an exit status from 0 to 255.`,
    found: 'Another one.',
    remedy: 'Correct it: what is not understood does not count as a ping.',
  }
}

function heartbeats(settings: Settings): HeartbeatRules {
  const intervalMs = Math.max(numberOf(settings, 'interval') ?? 0, WATCH_LIMITS.intervalMsMin)
  const tenthMs = Math.min(Math.max(intervalMs / 10, GRACE_MS_MIN), GRACE_MS_MAX)
  const severity = SEVERITIES.find((one) => one === textOf(settings, 'severity')) ?? 'error'
  const expected = listOf(settings, 'expected').flatMap((name) => monitorOf([name]) ?? [])
  return { intervalMs, graceMs: numberOf(settings, 'grace') ?? tenthMs, severity, expected }
}

const GRACE_MS_MIN = 30_000
const GRACE_MS_MAX = 60 * 60_000
