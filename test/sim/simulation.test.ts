import { expect, test } from 'vitest'
import { Random } from './random.ts'
import { reportOf } from './report.ts'
import { SEEDS } from './seeds.ts'
import { simulate } from './simulate.ts'

test.each([3, 14])('seed %s gives the same run twice, byte for byte', async (seed) => {
  const [one, other] = [await simulate(seed), await simulate(seed)]
  expect(other.lines).toEqual(one.lines)
  expect(other.digest).toBe(one.digest)
  expect(one.lines.length).toBeGreaterThan(100)
})

test('two seeds give two runs', async () => {
  const [one, other] = [await simulate(4), await simulate(6)]
  expect(other.digest).not.toBe(one.digest)
})

test.each(SEEDS)('seed $seed, which failed once, keeps every invariant', async ({ seed }) => {
  const run = await simulate(seed)
  if (run.broken) expect.fail(reportOf(run))
  expect(run.counts['events taken']).toBeGreaterThan(0)
})

test('a run that breaks an invariant is told with the command that repeats it', () => {
  const lines = Array.from({ length: 90 }, (_, number) => `line ${number}`)
  const broken = { invariant: 'nothing is lost', how: ['abcd is lost'] }
  const report = reportOf({ seed: 7, digest: '', lines, broken, counts: {} })
  expect(report).toContain('seed 7 breaks: nothing is lost\n  abcd is lost\n')
  expect(report).toContain('  line 50\n')
  expect(report).not.toContain('line 49')
  expect(report).toContain('npm run sim -- --seed 7 --trace')
})

test('what a part draws from chance does not change what another draws', () => {
  const [one, other] = [new Random(1), new Random(1)]
  one.fork('network').fraction()
  expect(one.fraction()).toBe(other.fraction())
  expect(new Random(1).fork('disk').fraction()).not.toBe(new Random(1).fork('network').fraction())
})
