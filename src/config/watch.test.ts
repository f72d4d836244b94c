import { expect, test } from 'vitest'
import { ManualClock } from '../base/clock.ts'
import { CONFIG_LIMITS } from '../base/limits.ts'
import { silentLog } from '../base/log.ts'
import { type Loading, load } from './load.ts'
import type { ReadFile } from './read-file.ts'
import { ADAPTERS, filesReader, PATH } from './testing/adapters.ts'
import { ENVIRONMENT, fixtureText } from './testing/fixtures.ts'
import { watch } from './watch.ts'

const GOOD = fixtureText('good.yaml')
const SECRET = '/etc/tocsin/sec'
const WITH_SECRET = GOOD.replace('"${OPS_SECRET}"', '{ file: sec }')

/** A watched configuration in memory, and what it told. */
async function start(first: Record<string, string>) {
  const files: Record<string, string> = { ...first }
  const readFile: ReadFile = (path, bounds) => filesReader(files)(path, bounds)
  const options = { path: PATH, environment: ENVIRONMENT, readFile, adapters: ADAPTERS }
  const clock = new ManualClock(0)
  const stopping = new AbortController()
  const told: Loading[] = []
  const watching = watch({
    ...options,
    current: await load(options),
    clock,
    log: silentLog,
    signal: stopping.signal,
    onChange: (loading) => told.push(loading),
  })
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  await settle()
  /** Lets the watcher look once more. */
  async function look(): Promise<void> {
    clock.advance(CONFIG_LIMITS.watchMs)
    await settle()
  }
  return { files, look, told, watching, stop: () => stopping.abort() }
}

function kinds(told: readonly Loading[]): string[] {
  return told.map((loading) => loading.kind)
}

test('a file that stays as it is tells nothing', async () => {
  const { look, told } = await start({ [PATH]: GOOD })
  for (let looks = 0; looks < 5; looks++) await look()
  expect(told).toEqual([])
})

test('a change is told when two looks found the same', async () => {
  const { files, look, told } = await start({ [PATH]: GOOD })
  files[PATH] = GOOD.replace('ECS', 'RDS')
  await look()
  expect(told).toEqual([])
  await look()
  expect(kinds(told)).toEqual(['loaded'])
  await look()
  await look()
  expect(kinds(told)).toEqual(['loaded'])
})

test('a file that is still being written is not read', async () => {
  const { files, look, told } = await start({ [PATH]: GOOD })
  const next = GOOD.replace('ECS', 'RDS')
  for (const length of [10, 60, 200, next.length]) {
    files[PATH] = next.slice(0, length)
    await look()
  }
  expect(told).toEqual([])
  await look()
  expect(kinds(told)).toEqual(['loaded'])
})

test('a broken file is told once, and so is its repair, though it is the file of the beginning', async () => {
  const { files, look, told } = await start({ [PATH]: GOOD })
  files[PATH] = 'nonsense: ['
  for (let looks = 0; looks < 4; looks++) await look()
  expect(kinds(told)).toEqual(['broken'])
  files[PATH] = GOOD
  for (let looks = 0; looks < 4; looks++) await look()
  expect(kinds(told)).toEqual(['broken', 'loaded'])
})

test('an editor that removes the file and writes it anew is not noticed in between', async () => {
  const { files, look, told } = await start({ [PATH]: GOOD })
  delete files[PATH]
  await look()
  files[PATH] = GOOD.replace('ECS', 'RDS')
  await look()
  expect(told).toEqual([])
  await look()
  expect(kinds(told)).toEqual(['loaded'])
})

test('a file that is gone for good is told', async () => {
  const { files, look, told } = await start({ [PATH]: GOOD })
  delete files[PATH]
  for (let looks = 0; looks < 4; looks++) await look()
  expect(told).toMatchObject([{ kind: 'broken', problems: [{ code: 'TOCSIN_CONFIG_NOT_FOUND' }] }])
})

test('a change that is taken back before it settles tells nothing', async () => {
  const { files, look, told } = await start({ [PATH]: GOOD })
  files[PATH] = GOOD.replace('ECS', 'RDS')
  await look()
  files[PATH] = GOOD
  for (let looks = 0; looks < 3; looks++) await look()
  expect(told).toEqual([])
})

test('a secret file that changes is a change, also one that a later revision names', async () => {
  const { files, look, told } = await start({ [PATH]: GOOD, [SECRET]: 'SECone' })
  files[SECRET] = 'SECtwo'
  for (let looks = 0; looks < 3; looks++) await look()
  expect(told).toEqual([])
  files[PATH] = WITH_SECRET
  for (let looks = 0; looks < 3; looks++) await look()
  expect(kinds(told)).toEqual(['loaded'])
  files[SECRET] = 'SECthree'
  for (let looks = 0; looks < 3; looks++) await look()
  expect(kinds(told)).toEqual(['loaded', 'loaded'])
  delete files[SECRET]
  for (let looks = 0; looks < 3; looks++) await look()
  expect(kinds(told)).toEqual(['loaded', 'loaded', 'broken'])
  files[SECRET] = 'SECthree'
  for (let looks = 0; looks < 3; looks++) await look()
  expect(kinds(told)).toEqual(['loaded', 'loaded', 'broken', 'loaded'])
})

test('a reload that is asked for is told at once, changed or not, and not told again', async () => {
  const { files, look, told, watching } = await start({ [PATH]: GOOD })
  expect((await watching.reload()).kind).toBe('loaded')
  files[PATH] = 'nonsense: ['
  expect((await watching.reload()).kind).toBe('broken')
  for (let looks = 0; looks < 3; looks++) await look()
  expect(kinds(told)).toEqual(['loaded', 'broken'])
})

test('nothing is told after the signal', async () => {
  const { files, look, told, watching, stop } = await start({ [PATH]: GOOD })
  stop()
  await watching.ended
  files[PATH] = GOOD.replace('ECS', 'RDS')
  for (let looks = 0; looks < 4; looks++) await look()
  expect(told).toEqual([])
})
