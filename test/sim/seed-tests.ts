import { expect, test } from 'vitest'
import { reportOf } from './report.ts'
import { simulate } from './simulate.ts'
import { STRIKES } from './strikes.ts'
import { Tally } from './tally.ts'

/** A test that runs these seeds; the first broken invariant is its failure. And one that everything struck in them. */
export function testSeeds(from: number, to: number): void {
  const tally = new Tally()
  test(`seeds ${from} to ${to} keep every invariant`, { timeout: 300_000 }, async () => {
    for (let seed = from; seed <= to; seed++) {
      const run = await simulate(seed)
      tally.add(run.counts)
      if (run.broken) expect.fail(reportOf(run))
    }
  })

  test(`what is to go wrong in seeds ${from} to ${to} does`, () => {
    expect(STRIKES.filter((what) => tally.counts[what] === undefined)).toEqual([])
  })
}
