import type { SourceStore } from '../../contract/source-store.ts'
import type { Connection } from './connection.ts'
import { requestColumns } from './request-rows.ts'
import { SourceReads } from './source-reads.ts'
import type { Writer } from './writer.ts'

/** What is kept of the requests that sources get. */
export function sourceStore(writer: Writer, connection: Connection): SourceStore {
  const reads = new SourceReads(connection)
  return {
    logRequest: (request) =>
      writer.perform({ kind: 'append', rows: [], request: requestColumns(request) }),
    requests: async (query) => reads.requests(query),
    request: async (source, id) => reads.request(source, id),
    sourceStates: async () => reads.states(),
  }
}
