import type { Clock } from '../base/clock.ts'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import { listedChat } from './chats.ts'
import type { StreamSink } from './exchange.ts'
import type { Change, SandboxState } from './state.ts'

/** Which changes a page looks at. */
export type StreamFilter = {
  /** Absent for all chats. */
  readonly chat?: string
  /** The last message that the page has: what came after it is sent first. */
  readonly since: number
}

/** All pages that look on, each with what ends it. */
export type Streams = {
  start(filter: StreamFilter, sink: StreamSink): () => void
  readonly isFull: () => boolean
  endAll(): void
}

/** Server-sent events: `message` (with the message's id), `chat` and `cleared`. */
export function createStreams(state: SandboxState, clock: Clock): Streams {
  const ends = new Set<() => void>()
  return {
    start(filter, sink) {
      const stopping = new AbortController()
      const listener = (change: Change) => {
        if (isWanted(change, filter)) sink.write(eventOf(change))
      }
      const end = () => {
        stopping.abort()
        state.listeners.delete(listener)
        ends.delete(end)
        sink.end()
      }
      ends.add(end)
      sink.write(': open\n\n')
      for (const message of state.messages()) {
        if (message.id > filter.since) listener({ kind: 'message', message })
      }
      state.listeners.add(listener)
      void keepAlive(sink, { clock, signal: stopping.signal })
      return end
    },
    isFull: () => ends.size >= SANDBOX_LIMITS.streamsMax,
    endAll() {
      for (const end of [...ends]) end()
    },
  }
}

async function keepAlive(
  sink: StreamSink,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  await clock.sleep(SANDBOX_LIMITS.streamKeepAliveMs, signal)
  while (!signal.aborted) {
    sink.write(': still here\n\n')
    await clock.sleep(SANDBOX_LIMITS.streamKeepAliveMs, signal)
  }
}

function isWanted(change: Change, filter: StreamFilter): boolean {
  if (change.kind !== 'message' || filter.chat === undefined) return true
  return change.message.chat === filter.chat
}

function eventOf(change: Change): string {
  switch (change.kind) {
    case 'message':
      return `id: ${change.message.id}\nevent: message\ndata: ${JSON.stringify(change.message)}\n\n`
    case 'chat':
      return `event: chat\ndata: ${JSON.stringify(listedChat(change.chat))}\n\n`
    case 'cleared':
      return `event: cleared\ndata: ${JSON.stringify({ chat: change.chat })}\n\n`
  }
}
