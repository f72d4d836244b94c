import { TocsinError } from '../../base/errors.ts'
import { WATCH_LIMITS } from '../../base/limits.ts'
import type { SourceStore } from '../../contract/source-store.ts'
import type { Event } from '../../model/event.ts'
import type { Connection } from './connection.ts'
import { type EventColumns, eventColumns } from './intake-rows.ts'
import type { RecentEvents } from './recent-events.ts'
import { requestColumns } from './request-rows.ts'
import { SourceReads } from './source-reads.ts'
import { WatchReads } from './watch-reads.ts'
import type { Writer } from './writer.ts'

type Parts = {
  readonly writer: Writer
  readonly connection: Connection
  readonly recent: RecentEvents
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
}

/** What is kept of the requests that sources get, and of who is watched. */
export function sourceStore({ writer, connection, recent, inTurn }: Parts): SourceStore {
  const reads = new SourceReads(connection)
  const watches = new WatchReads(connection)
  const noted = (events: readonly Event[]): readonly EventColumns[] => {
    recent.remember(events)
    return events.map((event) => eventColumns({ event, raw: JSON.stringify(event.labels) }))
  }
  return {
    logRequest: (request) =>
      writer.perform({ kind: 'append', rows: [], request: requestColumns(request) }),
    requests: async (query) => reads.requests(query),
    request: async (source, id) => reads.request(source, id),
    sourceStates: async () => reads.states(),
    async takePings(pings, request) {
      const { source, receivedAt: at } = request
      const isNew = pings.some(({ monitor }) => !watches.heartbeat(source, monitor))
      if (isNew && watches.count(source) >= WATCH_LIMITS.monitorsMax) throw tooMany()
      await writer.perform({ kind: 'pings', source, at, pings, request: requestColumns(request) })
    },
    heartbeats: async (source) => watches.heartbeats(source),
    async forgetHeartbeat(which) {
      if (!watches.heartbeat(which.source, which.monitor)) return false
      await writer.perform({ kind: 'forget-heartbeat', ...which })
      return true
    },
    adoptWatches: (options) => inTurn(() => writer.perform({ kind: 'adopt-watches', ...options })),
    tickHeartbeats: (options, work) =>
      inTurn(async () => {
        const due = watches.dueHeartbeats(options)
        await Promise.all(
          due.map((before) => {
            const { state, nextAt, events } = work(before)
            const turn = { state, nextAt }
            return writer.perform({
              kind: 'look-at-heartbeat',
              ...{ before, turn, events: noted(events) },
            })
          }),
        )
        return due.length
      }),
    tickSources: (options, work) =>
      inTurn(async () => {
        const due = watches.dueSources(options)
        await Promise.all(
          due.map((before) => {
            const { state, nextAt, events } = work(before)
            const turn = { state, nextAt }
            return writer.perform({
              kind: 'look-at-source',
              ...{ before, turn, events: noted(events) },
            })
          }),
        )
        return due.length
      }),
    aliveAt: async () => watches.aliveAt(),
    markAlive: (now) => writer.perform({ kind: 'mark-alive', now }),
  }
}

function tooMany(): TocsinError {
  return new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected at most ${WATCH_LIMITS.monitorsMax} monitors of one source, found as many already. Forget those that are no longer needed, or use another source.`,
  )
}
