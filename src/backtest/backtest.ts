// In: a recording of a hub, and a configuration. Out: what it would have sent, against what was sent.
// Must hold: the stages of the real hub decide, in virtual time; nothing is sent, and the recording is only read.
// The same recording and configuration always give the same report.

import { TocsinError } from '../base/errors.ts'
import { BACKTEST_LIMITS } from '../base/limits.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { Recording } from '../contract/recording.ts'
import type { StoreToRead } from '../contract/store.ts'
import type { Configuration } from '../model/configuration.ts'
import { openStoreToRead } from '../store/store.ts'
import { compare, type Differences } from './compare.ts'
import { lookingBack } from './looking-back.ts'
import { recordingOf } from './recording.ts'
import { type Replay, replay } from './replay.ts'
import { type ChatCount, countSent } from './tally.ts'
import { volumeOf } from './volume.ts'

export type { Listed, Missed, Subject } from './compare.ts'
export type { Chat, ChatCount } from './tally.ts'
export type { VolumeReport } from './volume.ts'
export { lookingBack, volumeOf }

/** A part of the past, UTC milliseconds: from `since` until before `until`. */
export type Span = { readonly since: number; readonly until: number }

export type BacktestOptions = {
  readonly recording: Recording
  readonly configuration: Configuration
  /** What it is compared with: another configuration, run as well; absent: what was really sent. */
  readonly against?: Configuration
  readonly channels: readonly ChannelType[]
  readonly span: Span
  readonly onProgress?: (events: number) => void
  /** Refuses with TOCSIN_REQUEST_INVALID where there are more events. */
  readonly eventsMax?: number
}

export type BacktestReport = Differences & {
  readonly span: Span
  /** Whether `before` was computed too. */
  readonly against: 'sent' | 'computed'
  readonly events: number
  /** Events of alerts that began before everything that was run. */
  readonly strangers: number
  /** Channels or templates that failed in the replay; what they concern counts as not sent. */
  readonly faults: number
  readonly chats: readonly ChatCount[]
  readonly before: number
  readonly after: number
}

/** Runs the recording under `configuration` and compares. Throws TOCSIN_USAGE for a span that is too long. */
export async function backtest(options: BacktestOptions): Promise<BacktestReport> {
  const { against, span } = options
  checkSpan(span)
  const after = await run(options, options.configuration)
  try {
    if (against === undefined)
      return await report(options.recording, after, { span, against: 'sent' })
    const before = await run(options, against)
    try {
      return await report(before.recording, after, { span, against: 'computed' })
    } finally {
      await before.close()
    }
  } finally {
    await after.close()
  }
}

/** The span that ends with what was recorded last, or before `until`, and is `lengthMs` long. */
export async function spanOf(
  recording: Recording,
  { until, lengthMs }: { readonly until?: number | undefined; readonly lengthMs: number },
): Promise<Span> {
  const recorded = await recording.span()
  if (!recorded)
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected a hub that has recorded events, found none there. Let it take events in first, or name another.',
    )
  const end = until ?? recorded.lastAt + 1
  return { since: end - lengthMs, until: end }
}

/** The recording in a hub's data folder, which is only read, while the hub may be running. Throws TOCSIN_STORE_OPEN. */
export function openRecording(folder: string): Recording & Pick<StoreToRead, 'close'> {
  const store = openStoreToRead(folder)
  return { ...recordingOf(store), close: () => store.close() }
}

function checkSpan({ since, until }: Span): void {
  const days = BACKTEST_LIMITS.spanMsMax / (24 * 60 * 60_000)
  if (until <= since || until - since > BACKTEST_LIMITS.spanMsMax)
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected a time from --since to --until of at most ${days} days, found ${Math.round((until - since) / (24 * 60 * 60_000))}. Shorten it.`,
    )
}

function run(options: BacktestOptions, configuration: Configuration): Promise<Replay> {
  const { recording, channels, span, onProgress, eventsMax } = options
  const limits = eventsMax === undefined ? {} : { eventsMax }
  return replay({ recording, configuration, channels, ...span, onProgress, ...limits })
}

async function report(
  before: Recording,
  after: Replay,
  { span, against }: Pick<BacktestReport, 'span' | 'against'>,
): Promise<BacktestReport> {
  const { events, strangers, faults } = after
  const chats = await countSent({ before, after: after.recording }, span)
  return {
    ...{ span, against, events, strangers, faults },
    ...(await compare(before, after, span)),
    chats,
    before: chats.reduce((sum, chat) => sum + chat.before, 0),
    after: chats.reduce((sum, chat) => sum + chat.after, 0),
  }
}
