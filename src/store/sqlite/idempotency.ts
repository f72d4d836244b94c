import { TocsinError } from '../../base/errors.ts'
import { IDEMPOTENCY_LIMITS } from '../../base/limits.ts'
import type { IdempotencyStore } from '../../contract/idempotency-store.ts'
import type { AnsweredRequest } from '../../model/answered-request.ts'
import { bodyOf } from '../rows.ts'
import type { Connection } from './connection.ts'
import type { Writer } from './writer.ts'

/** What the writer can be asked around requests that may come again. */
export type IdempotencyOperation =
  | { readonly kind: 'put-request'; readonly request: AnsweredRequest; readonly over: number }
  | { readonly kind: 'forget-request'; readonly key: string }

/** Carries it out inside the writer's transaction. */
export function performIdempotency(connection: Connection, work: IdempotencyOperation): void {
  if (work.kind === 'forget-request') {
    connection.run('delete from idempotency_keys where key = ?', work.key)
    return
  }
  const { request, over } = work
  connection.run(
    'delete from idempotency_keys where key in (select key from idempotency_keys where expires_at <= ? limit 500)',
    over,
  )
  connection.run(
    'insert into idempotency_keys (key, expires_at, body) values (?, ?, ?) on conflict (key) do update set expires_at = excluded.expires_at, body = excluded.body',
    request.key,
    request.expiresAt,
    JSON.stringify(request),
  )
}

/** Requests that may come again; what reads and then writes takes its turn with `inTurn`. */
export function idempotencyStore(
  writer: Writer,
  connection: Connection,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): IdempotencyStore {
  const perform = (work: IdempotencyOperation): Promise<void> =>
    writer.perform({ kind: 'identity', work, audit: undefined })
  const isFull = (now: number): boolean => {
    const row = connection.get(
      'select count(*) as number from idempotency_keys where expires_at > ?',
      now,
    )
    return Number(row?.['number']) >= IDEMPOTENCY_LIMITS.keysMax
  }
  return {
    beginRequest: (request, { now }) =>
      inTurn(async () => {
        const row = connection.get(
          'select body from idempotency_keys where key = ? and expires_at > ?',
          request.key,
          now,
        )
        if (row) return bodyOf<AnsweredRequest>(row)
        if (isFull(now))
          throw new TocsinError(
            'TOCSIN_STORE_FULL',
            `Expected at most ${IDEMPOTENCY_LIMITS.keysMax} idempotency keys that are not over, found as many already. Send without one, or try again later.`,
          )
        await perform({ kind: 'put-request', request, over: now })
        return undefined
      }),
    answerRequest: (request) => perform({ kind: 'put-request', request, over: 0 }),
    forgetRequest: (key) => perform({ kind: 'forget-request', key }),
  }
}
