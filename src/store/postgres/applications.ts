import { ARGOCD_HUB_LIMITS } from '../../base/limits.ts'
import type { ApplicationStore, KnownApplication } from '../../contract/application-store.ts'
import { bodyOf, type Row } from '../rows.ts'
import type { Connection, Looks } from './connection.ts'
import type { Writer } from './writer.ts'

/** What is known of Applications of Argo CD. */
export function applicationStore(looks: Looks, writer: Writer): ApplicationStore {
  return {
    async application(uid) {
      const row = await looks.get('select decided, body from applications where uid = $1', uid)
      return row && applicationOf(row)
    },
    async applications() {
      const rows = await looks.all(
        'select decided, body from applications order by namespace, name, uid limit $1',
        ARGOCD_HUB_LIMITS.applicationsMax,
      )
      return rows.map(applicationOf)
    },
    takeLook: (events, application) =>
      writer.perform({ events, work: (connection) => putApplication(connection, application) }),
    confirmAnnotation: (uid) =>
      writer.perform({
        work: (connection) =>
          connection.run('update applications set decided = null where uid = $1', uid),
      }),
    forgetApplication: (events, uid) =>
      writer.perform({
        events,
        work: (connection) => connection.run('delete from applications where uid = $1', uid),
      }),
  }
}

function putApplication(connection: Connection, { decided, ...body }: KnownApplication): void {
  connection.run(
    'insert into applications (uid, namespace, name, decided, body) values ($1, $2, $3, $4, $5) on conflict (uid) do update set decided = excluded.decided, body = excluded.body',
    body.uid,
    body.namespace,
    body.name,
    decided === undefined ? null : JSON.stringify(decided),
    JSON.stringify(body),
  )
}

/** An Application with what was decided of it. */
export function applicationOf(row: Row): KnownApplication {
  const isDecided = row['decided'] !== null
  return {
    ...bodyOf<KnownApplication>(row),
    ...(isDecided ? { decided: bodyOf<KnownApplication['decided']>(row, 'decided') } : {}),
  }
}
