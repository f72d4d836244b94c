import type { LoggedRequest } from '../../contract/source-store.ts'
import type { IncomingEvent } from '../../contract/store.ts'
import { eventColumns } from './intake-rows.ts'
import type { Reads } from './reads.ts'
import { requestColumns } from './request-rows.ts'
import type { Writer } from './writer.ts'

/** Hands events to the writer; until they are on disk, and settled, they are known to be on their way. */
export function appendTo(
  { writer, reads }: { readonly writer: Writer; readonly reads: Reads },
  incoming: readonly IncomingEvent[],
  request: LoggedRequest | undefined,
): Promise<void> {
  const events = incoming.map(({ event }) => event)
  reads.recent.remember(events)
  const writing = writer
    .perform({
      kind: 'append',
      rows: incoming.map(eventColumns),
      request: request && requestColumns(request),
    })
    .catch((error: unknown) => {
      reads.recent.forget(events)
      throw error
    })
  return reads.underWay.during(events, writing)
}
