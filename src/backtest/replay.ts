import { nextTurn } from '../base/clock.ts'
import { TocsinError } from '../base/errors.ts'
import { ANSWER_LIMITS, BACKTEST_LIMITS } from '../base/limits.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { RecordedEvent, Recording } from '../contract/recording.ts'
import type { Store } from '../contract/store.ts'
import type { Configuration } from '../model/configuration.ts'
import { withRoutes } from '../model/directory.ts'
import type { Event } from '../model/event.ts'
import { exactMatchers, type Silence } from '../model/silence.ts'
import { withOverrides } from '../model/stored-override.ts'
import { openScratchStore } from '../store/store.ts'
import { recordingOf, rowsOf } from './recording.ts'
import { createReplayHub, type ReplayHub } from './replay-hub.ts'

export type ReplayOptions = {
  readonly recording: Recording
  readonly configuration: Configuration
  readonly channels: readonly ChannelType[]
  /** What is counted: from `since` until before `until`. What comes before is run so that what goes on is known. */
  readonly since: number
  readonly until: number
  /** Told after each moment how many events have been run. */
  readonly onProgress?: ((events: number) => void) | undefined
  /** Refuses with TOCSIN_REQUEST_INVALID where there are more events. */
  readonly eventsMax?: number
}

/** A configuration's answer to the recorded events. */
export type Replay = {
  readonly store: Store
  readonly recording: Recording
  readonly configuration: Configuration
  /** Events that were run, those before `since` included. */
  readonly events: number
  /** Of those, events of alerts that began before everything that was run: what they end or go on with is not known. */
  readonly strangers: number
  readonly faults: number
  close(): Promise<void>
}

/**
 * Runs recorded events through the stages in virtual time, from one due time to the next, and never
 * waits. Nothing is sent. The caller closes what it gets.
 */
export async function replay(options: ReplayOptions): Promise<Replay> {
  const store = await openScratchStore()
  try {
    const { recording: recorded, channels } = options
    const span = await recorded.span()
    const startAt = Math.max(options.since - BACKTEST_LIMITS.warmUpMs, span?.firstAt ?? 0)
    const configuration = withOverrides(options.configuration, await recorded.overrides(startAt))
    const hub = createReplayHub({ store, configuration, channels, startAt })
    const run = newRun(hub, options)
    await keepSilences(run, startAt)
    await runEvents(run, startAt)
    await runOut(run)
    const recording = recordingOf(store)
    const { events, strangers } = run
    return {
      ...{ store, recording, configuration, events, strangers },
      faults: hub.faults.count,
      close: () => store.close(),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** How far a replay has come. */
type Run = {
  readonly hub: ReplayHub
  readonly options: ReplayOptions
  /** When the hub has something to do next. */
  nextAt: number
  events: number
  strangers: number
  /** Silences that are kept already. */
  readonly silenceIds: Set<string>
}

function newRun(hub: ReplayHub, options: ReplayOptions): Run {
  return { hub, options, nextAt: Infinity, events: 0, strangers: 0, silenceIds: new Set() }
}

/** Those that the hub still knows; an end that was brought forward is in it already. */
async function keepSilences(run: Run, startAt: number): Promise<void> {
  const silences = await run.options.recording.silences(startAt)
  for (const silence of silences) await keepSilence(run, silence)
}

async function keepSilence({ hub, silenceIds }: Run, silence: Silence): Promise<void> {
  if (silenceIds.has(silence.id) || silenceIds.size >= ANSWER_LIMITS.silencesMax) return
  silenceIds.add(silence.id)
  const now = hub.clock.now()
  await hub.store.putSilence(silence, { now })
}

async function runEvents(run: Run, startAt: number): Promise<void> {
  const { recording, until } = run.options
  const limit = BACKTEST_LIMITS.pageMax
  const rows = rowsOf((query) => recording.events(query), { since: startAt, until, limit })
  let together: RecordedEvent[] = []
  for await (const row of rows) {
    const [first] = together
    if (first && row.event.receivedAt > first.event.receivedAt) {
      await runTogether(run, together)
      together = []
    }
    together.push(row)
    if (together.length >= limit) {
      await runTogether(run, together)
      together = []
    }
  }
  await runTogether(run, together)
}

/** Events of one moment: what came in one request was settled together. */
async function runTogether(run: Run, together: readonly RecordedEvent[]): Promise<void> {
  const { hub } = run
  const [first] = together
  if (!first) return
  await advance(run, first.event.receivedAt)
  moveTo(hub, first.event.receivedAt)
  const events: Event[] = []
  for (const recorded of together) {
    const event = await eventAgain(run, recorded)
    if (event) events.push(event)
  }
  if (events.length === 0) return
  run.events += events.length
  checkCount(run)
  // Whoever runs this inside a hub has other things to do as well.
  await nextTurn()
  await hub.store.appendEvents(events.map((event) => ({ event, raw: '' })))
  run.nextAt = await hub.work()
  run.options.onProgress?.(run.events)
}

function checkCount({ events, options: { eventsMax = Infinity } }: Run): void {
  if (events <= eventsMax) return
  throw new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected at most ${eventsMax} recorded events in the time that is looked at and the day before it, found more. Ask for a shorter time, or run "tocsin volume" beside the hub.`,
  )
}

/**
 * The event as it is to be run. What the hub noted by itself, it notes again by itself, or does not. An
 * answer is meant for one alert, which is another one here: the one that the same event began.
 */
async function eventAgain(run: Run, recorded: RecordedEvent): Promise<Event | undefined> {
  const { event, firstEventId } = recorded
  const isBeginning = firstEventId === undefined || firstEventId === event.id
  if (event.answer?.via === 'hub' && event.answer.unrepeated !== true) return undefined
  if (isBeginning) return withoutEnd(event)
  const alertId = (await run.hub.store.outcome(firstEventId))?.alertId
  if (alertId === undefined) run.strangers += 1
  const { answer } = event
  if (!answer) return withoutEnd(event)
  const { silenceId, until } = answer
  if (silenceId !== undefined && until !== undefined)
    await keepSilence(run, silenceAgain(event, { id: silenceId, until }))
  const { unheard: _, ...meant } = answer
  const again = answer.unrepeated ? meant : answer
  return alertId === undefined ? event : { ...event, answer: { ...again, alertId } }
}

/** Of a sender that says again and again how things are the repeats are not recorded; that they ended is. */
function withoutEnd(event: Event): Event {
  if (event.sent === undefined || event.kind === 'resolved') return event
  const { timeOutMs: _, ...sent } = event.sent
  return { ...event, sent: { ...sent, endsAt: BACKTEST_LIMITS.endsAtNever } }
}

/** A silence that was made from a chat and has been forgotten since: the answer says what it was. */
function silenceAgain(event: Event, { id, until }: { id: string; until: number }): Silence {
  return {
    id,
    matchers: exactMatchers(event),
    startsAt: event.receivedAt,
    endsAt: until,
    createdBy: event.answer?.by ?? '',
    comment: event.answer?.comment ?? '',
  }
}

/** Lets the hub do what comes due before `at`, each at its time. */
async function advance(run: Run, at: number): Promise<void> {
  const { hub } = run
  while (run.nextAt < at) {
    moveTo(hub, run.nextAt)
    run.nextAt = await hub.work()
  }
}

/** Time goes forward only, here too; a recording's may have been set back. */
function moveTo({ clock }: ReplayHub, at: number): void {
  clock.advance(Math.max(0, at - clock.now()))
}

/** After the last event: what groups wait to tell and what is owed is still sent, but repeats are not waited for. */
async function runOut(run: Run): Promise<void> {
  const { hub, options } = run
  const waits = options.configuration.policies
    .flatMap(withRoutes)
    .map(({ group }) => Math.max(group.waitMs, group.intervalMs))
  const latestAt = options.until + BACKTEST_LIMITS.settleMs
  await advance(run, Math.min(options.until + Math.max(0, ...waits) + 1, latestAt))
  while (run.nextAt < latestAt && (await isOwing(hub))) await advance(run, run.nextAt + 1)
}

async function isOwing({ store, clock }: ReplayHub): Promise<boolean> {
  return (await store.counts(clock.now())).due > 0
}
