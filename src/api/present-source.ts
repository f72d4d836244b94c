import { isoTime } from '../base/clock.ts'
import { INGEST_LOG_LIMITS } from '../base/limits.ts'
import { redactBody } from '../base/redact.ts'
import type { KeptRequest, SourceState } from '../contract/source-store.ts'
import type { Store } from '../contract/store.ts'
import type { SourceConfiguration } from '../model/configuration.ts'
import type { EventOutcome } from '../model/outcome.ts'
import type { Heartbeat } from '../model/watch.ts'
import type { SourcesView } from './options.ts'
import { HOLD_TEXTS, presentText } from './present.ts'
import type { WireMonitor, WireRequest, WireRequestEvent, WireSource } from './wire-sources.ts'

type SourceFacts = {
  readonly configured: SourceConfiguration | undefined
  readonly state: SourceState | undefined
  readonly view: SourcesView
  readonly now: number
}

export function presentSource(
  name: string,
  { configured, state, view, now }: SourceFacts,
): Omit<WireSource, 'monitors'> {
  const title = configured && view.titleOf(configured.type)
  const rule = view.quietRuleOf(name) ?? { kind: 'off' }
  const allowedMs = view.allowedSilence(rule, state?.habits, now)
  return {
    name,
    type: configured?.type,
    title: title === undefined ? undefined : presentText(title),
    firstAt: timeOf(state?.firstAt),
    heardAt: timeOf(state?.heardAt),
    lastEventAt: timeOf(state?.eventAt),
    counts: {
      requests: state?.requestCount ?? 0,
      events: state?.eventCount ?? 0,
      repeated: state?.repeatedCount ?? 0,
      quarantined: state?.quarantinedCount ?? 0,
      refused: state?.refusedCount ?? 0,
    },
    quiet: {
      rule: rule.kind,
      afterSeconds: allowedMs === undefined ? undefined : Math.round(allowedMs / 1000),
      since: timeOf(state?.quietSince),
    },
  }
}

export function presentMonitor(heartbeat: Heartbeat, lateAt: number | undefined): WireMonitor {
  const { monitor, pingedAt, startedAt, fired } = heartbeat
  return {
    name: monitor,
    state: stateOf(heartbeat),
    pingedAt: timeOf(pingedAt),
    startedAt: timeOf(startedAt),
    lateAt: fired ? undefined : timeOf(lateAt),
    firedAt: timeOf(fired?.at),
  }
}

function stateOf({ fired, pingedAt, startedAt }: Heartbeat): WireMonitor['state'] {
  if (fired) return fired.because
  if (startedAt !== undefined && startedAt > (pingedAt ?? 0)) return 'running'
  return pingedAt === undefined ? 'waiting' : 'up'
}

/** `eventsMax` of its events are looked up. The body is masked here: it may be what an event keeps as it came. */
export async function presentRequest(
  request: KeptRequest,
  { store, secrets, eventsMax }: { store: Store; secrets: readonly string[]; eventsMax: number },
): Promise<WireRequest> {
  const { id, source, method, path, query, headers, bodyBytes, status, problem } = request
  const { eventIds, eventCount, repeatedCount, body } = request
  const isRepeated = repeatedCount > 0 && repeatedCount === eventCount
  const shown = eventIds.slice(0, eventsMax)
  return {
    ...{ id, source, method, path, query, headers, bodyBytes, status, problem, eventCount },
    receivedAt: isoTime(request.receivedAt),
    body: body && redactBody(body.slice(0, INGEST_LOG_LIMITS.bodyBytesMax), secrets),
    result: isRepeated ? 'repeated' : request.result,
    events: await Promise.all(shown.map((eventId) => presentFate(eventId, store))),
  }
}

async function presentFate(id: string, store: Store): Promise<WireRequestEvent> {
  const [stored, outcome] = await Promise.all([store.event(id), store.outcome(id)])
  const title = stored && presentText(stored.event.title)
  if (!outcome) return { id, title, fate: 'waits', held: [] }
  const { result, alertId, held } = outcome
  const later = await store.holds(id)
  const reasons = [...new Set([...held, ...later.map(({ reason }) => reason)])]
  return {
    ...{ id, title, result, alertId },
    fate: await fateOf(id, outcome, { store, isHeld: reasons.length > 0 }),
    held: reasons.map((reason) => ({ reason, text: HOLD_TEXTS[reason] })),
  }
}

async function fateOf(
  id: string,
  { result, alertId }: EventOutcome,
  { store, isHeld }: { store: Store; isHeld: boolean },
): Promise<WireRequestEvent['fate']> {
  if (result === 'ignored') return 'ignored'
  const about = await store.notificationsAbout(alertId ?? id)
  if (about.some(({ entries }) => entries.some(({ eventId }) => eventId === id))) return 'notified'
  return isHeld ? 'held' : 'alert'
}

function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : isoTime(ms)
}
