import { TocsinError } from '../../base/errors.ts'
import { IDEMPOTENCY_LIMITS } from '../../base/limits.ts'
import type { IdempotencyStore } from '../../contract/idempotency-store.ts'
import type { AnsweredRequest } from '../../model/answered-request.ts'
import { bodyOf } from '../rows.ts'
import type { Connection, Looks } from './connection.ts'
import type { InTurn } from './turns.ts'
import type { Writer } from './writer.ts'

type Parts = { readonly writer: Writer; readonly inTurn: InTurn }

/** Requests that may come again; what reads and then writes takes its turn with `inTurn`. */
export function idempotencyStore({ writer, inTurn }: Parts): IdempotencyStore {
  return {
    beginRequest: (request, { now }) =>
      inTurn(async ({ connection }) => {
        const row = await connection.get(
          'select body from idempotency_keys where key = $1 and expires_at > $2',
          request.key,
          now,
        )
        if (row) return bodyOf<AnsweredRequest>(row)
        await expectRoom(connection, now)
        connection.run(
          'delete from idempotency_keys where key in (select key from idempotency_keys where expires_at <= $1 limit 500)',
          now,
        )
        putRequest(connection, request)
        return undefined
      }),
    answerRequest: (request) =>
      writer.perform({ work: (connection) => putRequest(connection, request) }),
    forgetRequest: (key) =>
      writer.perform({
        work: (connection) => connection.run('delete from idempotency_keys where key = $1', key),
      }),
  }
}

async function expectRoom(looks: Looks, now: number): Promise<void> {
  const row = await looks.get(
    'select count(*) as number from idempotency_keys where expires_at > $1',
    now,
  )
  if (Number(row?.['number']) < IDEMPOTENCY_LIMITS.keysMax) return
  throw new TocsinError(
    'TOCSIN_STORE_FULL',
    `Expected at most ${IDEMPOTENCY_LIMITS.keysMax} idempotency keys that are not over, found as many already. Send without one, or try again later.`,
  )
}

function putRequest(connection: Connection, request: AnsweredRequest): void {
  connection.run(
    'insert into idempotency_keys (key, expires_at, body) values ($1, $2, $3) on conflict (key) do update set expires_at = excluded.expires_at, body = excluded.body',
    request.key,
    request.expiresAt,
    JSON.stringify(request),
  )
}
