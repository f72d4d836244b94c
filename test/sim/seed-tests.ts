import { expect, test } from 'vitest'
import { reportOf } from './report.ts'
import { simulate } from './simulate.ts'

/** A test that runs these seeds; the first broken invariant is its failure. */
export function testSeeds(from: number, to: number): void {
  test(`seeds ${from} to ${to} keep every invariant`, { timeout: 300_000 }, async () => {
    for (let seed = from; seed <= to; seed++) {
      const run = await simulate(seed)
      if (run.broken) expect.fail(reportOf(run))
    }
  })
}
