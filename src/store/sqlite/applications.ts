import { ARGOCD_HUB_LIMITS } from '../../base/limits.ts'
import type { ApplicationStore, KnownApplication } from '../../contract/application-store.ts'
import { bodyOf } from '../rows.ts'
import type { Connection } from './connection.ts'
import { append, type EventColumns, eventColumns } from './intake-rows.ts'
import type { RecentEvents } from './recent-events.ts'
import type { Writer } from './writer.ts'

/** What the writer can be asked to do about Applications. */
export type ApplicationOperation =
  | {
      readonly kind: 'take-look'
      readonly rows: readonly EventColumns[]
      readonly application: KnownApplication
    }
  | { readonly kind: 'confirm-annotation'; readonly uid: string }
  | {
      readonly kind: 'forget-application'
      readonly rows: readonly EventColumns[]
      readonly uid: string
    }

/** Carries out one of them inside the writer's transaction. */
export function performApplication(connection: Connection, operation: ApplicationOperation): void {
  switch (operation.kind) {
    case 'take-look': {
      const { application } = operation
      append(connection, operation.rows)
      connection.run(
        'insert into applications (uid, namespace, name, body) values (?, ?, ?, ?) on conflict do update set body = excluded.body',
        application.uid,
        application.namespace,
        application.name,
        JSON.stringify(application),
      )
      break
    }
    case 'confirm-annotation':
      connection.run(
        "update applications set body = json_remove(body, '$.decided') where uid = ?",
        operation.uid,
      )
      break
    case 'forget-application':
      append(connection, operation.rows)
      connection.run('delete from applications where uid = ?', operation.uid)
      break
  }
}

/** What is known of Applications of Argo CD. */
export function applicationStore(
  writer: Writer,
  { connection, recent }: { readonly connection: Connection; readonly recent: RecentEvents },
): ApplicationStore {
  const columns = (events: Parameters<ApplicationStore['takeLook']>[0]) => {
    recent.remember(events.map(({ event }) => event))
    return events.map(eventColumns)
  }
  return {
    async application(uid) {
      const row = connection.get('select body from applications where uid = ?', uid)
      return row && bodyOf<KnownApplication>(row)
    },
    applications: async () =>
      connection
        .all(
          'select body from applications order by namespace, name, uid limit ?',
          ARGOCD_HUB_LIMITS.applicationsMax,
        )
        .map((row) => bodyOf<KnownApplication>(row)),
    takeLook: (events, application) =>
      writer.perform({ kind: 'take-look', rows: columns(events), application }),
    confirmAnnotation: (uid) => writer.perform({ kind: 'confirm-annotation', uid }),
    forgetApplication: (events, uid) =>
      writer.perform({ kind: 'forget-application', rows: columns(events), uid }),
  }
}
