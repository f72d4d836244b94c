import { TocsinError } from '../base/errors.ts'
import { SPOOL_LIMITS } from '../base/limits.ts'
import type { Secret } from '../base/secret.ts'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['MB', 1000 ** 2],
  ['GB', 1000 ** 3],
  ['MiB', 1024 ** 2],
  ['GiB', 1024 ** 3],
])

/**
 * The bytes that `--spool` says; undefined where it was not given. `database` is the address of a PostgreSQL database.
 * Throws TOCSIN_USAGE.
 */
export function parseSpool(
  text: string | undefined,
  database: Secret | undefined,
): number | undefined {
  if (text === undefined) return undefined
  if (database === undefined)
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected --store postgres://… beside --spool, found SQLite: its file is on the same disk as the spool would be, and is away when that is. Leave --spool out; senders are told to send again.',
    )
  const [, count, unit = ''] = /^(\d{1,6}) ?([KMGi]*B)$/.exec(text) ?? []
  const bytes = Number(count) * (UNITS.get(unit) ?? Number.NaN)
  if (bytes >= SPOOL_LIMITS.bytesMin && bytes <= SPOOL_LIMITS.bytesMax) return bytes
  throw new TocsinError(
    'TOCSIN_USAGE',
    `Expected --spool as a size from ${SPOOL_LIMITS.bytesMin / 1024 ** 2}MiB to ${SPOOL_LIMITS.bytesMax / 1024 ** 3}GiB, for example 64MB, found ${JSON.stringify(text)}.`,
  )
}
