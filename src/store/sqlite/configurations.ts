import { REVISION_LIMITS } from '../../base/limits.ts'
import type { ConfigurationStore } from '../../contract/configuration-store.ts'
import type { ConfigurationRevision, WholeRevision } from '../../model/configuration-revision.ts'
import { bodyOf } from '../rows.ts'
import type { Connection } from './connection.ts'
import type { Writer } from './writer.ts'

/** What the writer can be asked around the configuration, with its entry for the audit log. */
export type RevisionOperation = {
  readonly kind: 'put-revision'
  readonly revision: WholeRevision
}

/** Appends a revision inside the writer's transaction. */
export function putRevision(connection: Connection, revision: WholeRevision): void {
  const { text, secrets, ...body } = revision
  connection.run(
    'insert into configuration_revisions (number, body, text, secrets) values (?, ?, ?, ?)',
    revision.number,
    JSON.stringify(body),
    text,
    JSON.stringify(secrets),
  )
  connection.run(
    'delete from configuration_revisions where number <= ?',
    revision.number - REVISION_LIMITS.revisionsMax,
  )
}

/** The configuration as people edit it; what reads and then writes takes its turn with `inTurn`. */
export function configurationStore(
  writer: Writer,
  connection: Connection,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): ConfigurationStore {
  const newest = (): number =>
    Number(
      connection.get('select coalesce(max(number), 0) as number from configuration_revisions')?.[
        'number'
      ],
    )
  return {
    newestRevision: async () => newest(),
    async revision(number) {
      const row = connection.get(
        'select body, text, secrets from configuration_revisions where number = ?',
        number,
      )
      if (!row) return undefined
      return {
        ...bodyOf<ConfigurationRevision>(row),
        text: String(row['text']),
        secrets: bodyOf<WholeRevision['secrets']>(row, 'secrets'),
      }
    },
    revisions: async ({ limit, before = Number.MAX_SAFE_INTEGER }) =>
      connection
        .all(
          'select body from configuration_revisions where number < ? order by number desc limit ?',
          before,
          limit,
        )
        .map((row) => bodyOf<ConfigurationRevision>(row)),
    putRevision: (revision, { audit }) =>
      inTurn(async () => {
        if (newest() !== revision.number - 1) return false
        await writer.perform({ kind: 'identity', work: { kind: 'put-revision', revision }, audit })
        return true
      }),
  }
}
