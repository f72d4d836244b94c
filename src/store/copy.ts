import { TocsinError } from '../base/errors.ts'
import {
  COPIED_TABLES,
  type CopiedTable,
  type StoreAtRest,
  type StoreToFill,
  TableSum,
} from './copied-tables.ts'

/** A table that was copied, and what its rows say in one number. */
export type TableCopy = { readonly table: string; readonly rows: number; readonly checksum: string }

/** Copies every table, and reads each of them back; where one differs, nothing is kept. Throws TOCSIN_STORE_COPY. */
export async function copyAll(
  source: StoreAtRest,
  target: StoreToFill,
  onTable: (table: TableCopy) => void,
): Promise<void> {
  const sums = await copied(source, target)
  for (const [table, sum] of sums) {
    await expectSame(target, table, sum)
    onTable({ table, rows: sum.rows, checksum: sum.checksum })
  }
  await target.finish()
}

async function copied(
  source: StoreAtRest,
  target: StoreToFill,
): Promise<ReadonlyMap<CopiedTable, TableSum>> {
  const sums = new Map<CopiedTable, TableSum>()
  for (const table of tables()) {
    const sum = new TableSum(table)
    for await (const rows of source.read(table)) {
      sum.add(rows)
      await target.write(table, rows)
    }
    await target.written(table)
    sums.set(table, sum)
  }
  return sums
}

async function expectSame(target: StoreAtRest, table: CopiedTable, sum: TableSum): Promise<void> {
  const found = new TableSum(table)
  for await (const rows of target.read(table)) found.add(rows)
  if (found.rows === sum.rows && found.checksum === sum.checksum) return
  throw new TocsinError(
    'TOCSIN_STORE_COPY',
    `Expected ${sum.rows} rows with the checksum ${sum.checksum} in ${table}, found ${found.rows} with ${found.checksum} in the copy, which was given up. Check the disks of both, and report it where they are sound.`,
  )
}

function tables(): readonly CopiedTable[] {
  return Object.keys(COPIED_TABLES) as CopiedTable[] // the keys of a constant
}
