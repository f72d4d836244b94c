import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '../base/log.ts'
import type { Spool, SpooledRequest } from '../contract/spool.ts'
import { openSpool } from './spool.ts'

const MB = 1024 * 1024

let folder = ''
const opened: Spool[] = []

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'tocsin-spool-')), 'spool')
})
afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close()
  await rm(join(folder, '..'), { recursive: true })
})

describe('the spool', () => {
  test('gives back what was put, oldest first, the same again until it was passed, and then no file is left', async () => {
    const spool = await open()
    await Promise.all(['a', 'b', 'c'].map((text) => spool.put(request(text), [])))
    expect(await texts(spool)).toEqual(['a', 'b', 'c'])
    expect(await texts(spool)).toEqual(['a', 'b', 'c'])
    await spool.passed(2)
    expect(await texts(spool)).toEqual(['c'])
    expect(spool.extent()).toMatchObject({ requests: 1, oldestAt: 1000 })
    expect(spool.waiting('s')).toBe(1)
    await spool.passed(1)
    expect(await texts(spool)).toEqual([])
    expect([spool.waiting('s'), spool.extent().bytes]).toEqual([0, 0])
    expect(segments()).toEqual([])
  })

  test('has all of it when it is opened again, but for what was passed', async () => {
    const first = await open()
    for (const text of ['a', 'b', 'c']) await first.put(request(text), [])
    await first.next()
    await first.passed(1)
    const second = await open()
    expect(second.extent()).toMatchObject({
      requests: 2,
      bytes: first.extent().bytes,
      oldestAt: 1000,
    })
    expect(await texts(second)).toEqual(['b', 'c'])
    await second.put(request('d'), [])
    await second.passed(2)
    expect(await texts(second)).toEqual(['d'])
  })

  test('drops the end of a write that a kill cut short, and writes on behind it', async () => {
    const first = await open()
    for (const text of ['a', 'b']) await first.put(request(text), [])
    const [name = ''] = segments()
    truncateSync(join(folder, name), statSync(join(folder, name)).size - 3)
    const second = await open()
    await second.put(request('c'), [])
    expect(await drained(second)).toEqual(['a', 'c'])
    expect(segments()).toEqual([])
  })

  test('keeps aside what was damaged, and gives what stands behind it', async () => {
    const first = await open()
    for (const text of ['a', 'b', 'c']) await first.put(request(text), [])
    const [name = ''] = segments()
    const bytes = readFileSync(join(folder, name))
    bytes[Math.floor(bytes.length / 2)] = 0xff
    writeFileSync(join(folder, name), bytes)
    const second = await open()
    expect(await drained(second)).toEqual(['a', 'c'])
    expect(second.extent()).toMatchObject({ requests: 0, asideFiles: 1 })
    expect(readdirSync(join(folder, 'aside'))).toEqual([expect.stringMatching(/\.damaged$/)])
  })

  test('goes on in further files, and gives each up when all of it was passed', async () => {
    const spool = await open()
    const large = 'x'.repeat(300_000)
    const names = Array.from({ length: 8 }, (_, number) => `s${number}`)
    for (const source of names) expect(await spool.put(request(large, source), [])).toBe(true)
    const before = segments().length
    expect(before).toBeGreaterThan(2)
    const waiting = await spool.next()
    await spool.passed(waiting.length)
    await spool.next()
    expect(segments().length).toBeLessThan(before)
    expect(await drained(spool)).toEqual(Array(8 - waiting.length).fill(large))
  })

  test('gives one request that is larger than what is read at once', async () => {
    const spool = await open(32 * MB)
    const large = 'x'.repeat(3 * MB)
    await spool.put(request(large), [])
    await spool.put(request('small'), [])
    expect(await drained(spool)).toEqual([large, 'small'])
  })

  test('takes no more of a source than its share, still takes others, and takes again what has room', async () => {
    const spool = await open()
    const part = 'x'.repeat(50_000)
    let puts = 0
    while (await spool.put(request(part, 'loud'), [])) puts += 1
    expect(puts).toBe(55)
    expect(spool.hasRoom(['loud'])).toBe(false)
    expect(spool.hasRoom(['loud', 'quiet'])).toBe(true)
    expect(await spool.put(request(part, 'quiet'), [])).toBe(true)
    await spool.next()
    await spool.passed(3)
    expect(await spool.put(request(part, 'loud'), [])).toBe(true)
  })

  test('takes nothing where it has no room at all, and gives back what it has', async () => {
    const first = await open()
    await first.put(request('a'), [])
    const second = await open(0)
    expect(await second.put(request('b'), [])).toBe(false)
    expect(await drained(second)).toEqual(['a'])
  })

  test('keeps a request aside with the reason, for nobody but the hub’s own user', async () => {
    const spool = await open()
    await spool.put(request('a'), [])
    const [waiting] = await spool.next()
    if (waiting) await spool.setAside(waiting, 'nobody can read it')
    await spool.passed(1)
    const [name = ''] = readdirSync(join(folder, 'aside'))
    const path = join(folder, 'aside', name)
    expect(readFileSync(path, 'utf8')).toContain('nobody can read it')
    const modes = [folder, join(folder, 'aside'), path].map((one) => statSync(one).mode & 0o777)
    expect(modes).toEqual([0o700, 0o700, 0o600])
    expect((await open()).extent()).toMatchObject({ requests: 0, asideFiles: 1 })
  })

  test('says so where the disk refuses, and counts nothing', async () => {
    writeFileSync(folder, 'a file where the folder should be')
    await expect(open()).rejects.toThrow()
    await rm(folder)
    const spool = await open()
    writeFileSync(folder, 'a file where the folder should be')
    await expect(spool.put(request('a'), [])).rejects.toThrow()
    expect([spool.waiting('s'), spool.extent().requests]).toEqual([0, 0])
    await rm(folder)
    expect(await spool.put(request('b'), [])).toBe(true)
    expect(await texts(spool)).toEqual(['b'])
  })
})

async function open(bytesMax = 4 * MB): Promise<Spool> {
  const spool = await openSpool({ folder, bytesMax, log: silentLog })
  opened.push(spool)
  return spool
}

function request(text: string, source = 's'): SpooledRequest {
  const body = Buffer.from(text)
  const asked = { method: 'POST', path: '', query: '', headers: {}, body } as const
  return { source, receivedAt: 1000, request: asked, ids: ['1'], inTurn: false, restOnly: false }
}

async function texts(spool: Spool): Promise<readonly string[]> {
  return (await spool.next()).map((one) => Buffer.from(one.open([]).request.body).toString())
}

async function drained(spool: Spool): Promise<readonly string[]> {
  const all: string[] = []
  for (let some = await texts(spool); some.length > 0; some = await texts(spool)) {
    all.push(...some)
    await spool.passed(some.length)
  }
  return all
}

function segments(): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.spool'))
}
