import { REVISION_LIMITS } from '../../base/limits.ts'
import type { ConfigurationStore } from '../../contract/configuration-store.ts'
import type { ConfigurationRevision, WholeRevision } from '../../model/configuration-revision.ts'
import { bodyOf } from '../rows.ts'
import type { Connection, Looks } from './connection.ts'
import { performIdentity } from './identity-rows.ts'
import type { InTurn } from './turns.ts'

/** The configuration as people edit it; what reads and then writes takes its turn with `inTurn`. */
export function configurationStore(looks: Looks, inTurn: InTurn): ConfigurationStore {
  return {
    newestRevision: () => newest(looks),
    async revision(number) {
      const row = await looks.get(
        'select body, text, secrets from configuration_revisions where number = $1',
        number,
      )
      if (!row) return undefined
      return {
        ...bodyOf<ConfigurationRevision>(row),
        text: String(row['text']),
        secrets: bodyOf<WholeRevision['secrets']>(row, 'secrets'),
      }
    },
    async revisions({ limit, before = Number.MAX_SAFE_INTEGER }) {
      const rows = await looks.all(
        'select body from configuration_revisions where number < $1 order by number desc limit $2',
        before,
        limit,
      )
      return rows.map((row) => bodyOf<ConfigurationRevision>(row))
    },
    putRevision: (revision, { audit }) =>
      inTurn(async ({ connection }) => {
        if ((await newest(connection)) !== revision.number - 1) return false
        performIdentity(connection, { work: { kind: 'audit' }, audit })
        putRevision(connection, revision)
        return true
      }),
  }
}

async function newest(looks: Looks): Promise<number> {
  const row = await looks.get(
    'select coalesce(max(number), 0) as number from configuration_revisions',
  )
  return Number(row?.['number'])
}

function putRevision(connection: Connection, revision: WholeRevision): void {
  const { text, secrets, ...body } = revision
  connection.run(
    'insert into configuration_revisions (number, body, text, secrets) values ($1, $2, $3, $4)',
    revision.number,
    JSON.stringify(body),
    text,
    JSON.stringify(secrets),
  )
  connection.run(
    'delete from configuration_revisions where number <= $1',
    revision.number - REVISION_LIMITS.revisionsMax,
  )
}
