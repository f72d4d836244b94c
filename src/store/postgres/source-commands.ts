import { TocsinError } from '../../base/errors.ts'
import { WATCH_LIMITS } from '../../base/limits.ts'
import type { SourceStore } from '../../contract/source-store.ts'
import type { Looks } from './connection.ts'
import { logRequests } from './request-rows.ts'
import { SourceReads } from './source-reads.ts'
import type { InTurn } from './turns.ts'
import { WatchReads } from './watch-reads.ts'
import {
  adoptWatches,
  forgetHeartbeat,
  lookedAtHeartbeat,
  lookedAtSource,
  markAlive,
  putPing,
} from './watch-rows.ts'
import type { Writer } from './writer.ts'

type Parts = { readonly looks: Looks; readonly writer: Writer; readonly inTurn: InTurn }

/** What is kept of the requests that sources get, and of who is watched. */
export function sourceStore({ looks, writer, inTurn }: Parts): SourceStore {
  const reads = new SourceReads(looks)
  const watches = new WatchReads(looks)
  return {
    logRequest: (request) => writer.perform({ request }),
    requests: (query) => reads.requests(query),
    request: (source, id) => reads.request(source, id),
    sourceStates: () => reads.states(),
    async takePings(pings, request) {
      const { source, receivedAt: at } = request
      const known = await Promise.all(
        pings.map(({ monitor }) => watches.heartbeat(source, monitor)),
      )
      if (known.includes(undefined) && (await watches.count(source)) >= WATCH_LIMITS.monitorsMax)
        throw tooMany()
      await writer.perform({
        work(connection) {
          for (const ping of pings) putPing(connection, ping, { source, at })
          logRequests(connection, [request])
        },
      })
    },
    heartbeats: (source) => watches.heartbeats(source),
    async forgetHeartbeat(which) {
      if (!(await watches.heartbeat(which.source, which.monitor))) return false
      await writer.perform({ work: (connection) => forgetHeartbeat(connection, which) })
      return true
    },
    adoptWatches: (options) => inTurn(async ({ connection }) => adoptWatches(connection, options)),
    tickHeartbeats: (options, work) =>
      inTurn(async ({ connection }) => {
        const due = await new WatchReads(connection).dueHeartbeats(options)
        for (const before of due)
          await lookedAtHeartbeat(connection, { before, turn: work(before) })
        return due.length
      }),
    tickSources: (options, work) =>
      inTurn(async ({ connection }) => {
        const due = await new WatchReads(connection).dueSources(options)
        for (const before of due) await lookedAtSource(connection, { before, turn: work(before) })
        return due.length
      }),
    aliveAt: () => watches.aliveAt(),
    markAlive: (now) => writer.perform({ work: (connection) => markAlive(connection, now) }),
  }
}

function tooMany(): TocsinError {
  return new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected at most ${WATCH_LIMITS.monitorsMax} monitors of one source, found as many already. Forget those that are no longer needed, or use another source.`,
  )
}
