// In: the configuration of the store, and what the hub has recorded. Out: what the API shows and changes of it.
// Must hold: a preview sends nothing, stores nothing, and ends within its bounds of events and time.
import { adapters } from './adapters.ts'
import type { ApiOptions } from './api/api.ts'
import {
  type BacktestReport,
  backtest,
  type Chat,
  type Listed,
  type Subject,
} from './backtest/backtest.ts'
import type { Clock } from './base/clock.ts'
import { TocsinError } from './base/errors.ts'
import { BACKTEST_LIMITS, REVISION_LIMITS } from './base/limits.ts'
import type { Recording } from './contract/recording.ts'
import type { StoredConfiguration } from './stored-configuration.ts'

type View = NonNullable<ApiOptions['configuring']>
type Previewed = Awaited<ReturnType<View['preview']>>
type Volume = Extract<Previewed, { kind: 'previewed' }>['volume']

/** What the routes need around the configuration that people edit. */
export function configuringView(
  stored: StoredConfiguration,
  parts: { readonly recording: Recording; readonly clock: Clock },
): View {
  let isBusy = false
  return {
    revision: (number) => stored.revision(number),
    revisions: (query) => stored.revisions(query),
    check: (text) => stored.check(text),
    save: (asked) => stored.save(asked),
    async preview({ text, lengthMs }) {
      if (isBusy) return { kind: 'busy' }
      isBusy = true
      try {
        const loading = await stored.read(text)
        if (loading.kind === 'broken') return loading
        const { configuration } = loading
        const { recording, clock } = parts
        const until = clock.now() + 1
        const report = await backtest({
          ...{ recording, configuration, channels: adapters.channels },
          span: { since: until - lengthMs, until },
          eventsMax: BACKTEST_LIMITS.previewEventsMax,
          onProgress: notAfter(clock.now() + REVISION_LIMITS.previewMs, clock),
        })
        return { kind: 'previewed', volume: volumeOf(report) }
      } finally {
        isBusy = false
      }
    },
  }
}

/** Ends a preview that takes too long. */
function notAfter(deadline: number, clock: Clock): () => void {
  return () => {
    if (clock.now() <= deadline) return
    throw new TocsinError(
      'TOCSIN_REQUEST_INVALID',
      `Expected a preview of at most ${REVISION_LIMITS.previewMs / 1000} seconds, found that this one takes longer. Look at a shorter time, or use "tocsin backtest".`,
    )
  }
}

function volumeOf({ span, events, before, after, chats, ...lists }: BacktestReport): Volume {
  return {
    ...{ ...span, events, before, after, chats },
    missed: told(lists.missed, ({ before: heard }) => heard),
    added: told(lists.added, ({ after: hears }) => hears),
    doubled: told(lists.doubled, ({ chat }) => chat),
  }
}

function told<T extends { readonly subject: Subject }>(
  { count, first }: Listed<T>,
  chatsOf: (row: T) => readonly Chat[],
): Volume['missed'] {
  return { count, first: first.map((row) => ({ subject: row.subject, chats: chatsOf(row) })) }
}
