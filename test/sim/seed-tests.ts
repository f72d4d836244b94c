import { expect, test } from 'vitest'
import { reportOf } from './report.ts'
import { simulate } from './simulate.ts'
import { STRIKES } from './strikes.ts'
import { Tally } from './tally.ts'

/** A test that runs these seeds; the first broken invariant is its failure, or that something never happened in all of them. */
export function testSeeds(from: number, to: number): void {
  const name = `seeds ${from} to ${to} keep every invariant while everything goes wrong`
  test(name, { timeout: 300_000 }, async () => {
    const tally = new Tally()
    for (let seed = from; seed <= to; seed++) {
      const run = await simulate(seed)
      tally.add(run.counts)
      if (run.broken) expect.fail(reportOf(run))
    }
    expect(STRIKES.filter((what) => tally.counts[what] === undefined)).toEqual([])
  })
}
