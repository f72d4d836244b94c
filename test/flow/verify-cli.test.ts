import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { createSandbox, mountSandbox } from '../../src/sandbox/sandbox.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

let app: FastifyInstance
let folder: string
beforeAll(async () => {
  app = fastify()
  mountSandbox(app, createSandbox({ clock: systemClock }))
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  folder = await mkdtemp(join(tmpdir(), 'tocsin-verify-'))
  const robot = (token: string): string =>
    `${origin}/sandbox/dingtalk/robot/send?access_token=${token}`
  await writeFile(
    join(folder, 'tocsin.yaml'),
    `
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "${robot('hidden-ops')}" }] }
  gone: { endpoints: [{ channel: dingtalk, url: "http://127.0.0.1:9/robot/send?access_token=hidden-gone" }] }
contactGroups: { both: [ops, gone] }
policies: { all: { match: [], notify: [{ to: ops }] } }
`,
  )
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

type Ended = { readonly status: number; readonly out: string; readonly said: string }

function verify(words: readonly string[], language = 'C'): Promise<Ended> {
  const environment = { PATH: process.env['PATH'], LANG: language }
  const all = [MAIN, 'verify', '--config', join(folder, 'tocsin.yaml'), ...words]
  return new Promise((resolve) => {
    execFile(process.execPath, all, { env: environment, timeout: 60_000 }, (error, out, said) =>
      resolve({ status: Number(error?.code ?? 0), out, said }),
    )
  })
}

test('a contact that can be told ends with 0, in the terminal’s language', async () => {
  const { status, out } = await verify(['ops'], 'zh_CN.UTF-8')
  expect(status).toBe(0)
  expect(out).toContain('已送达')
  expect(out).toContain('✓ 由策略 all 通知。')
  expect(out).not.toContain('hidden')
})

test('a group with one that cannot ends with 1, and programs get JSON', async () => {
  const { status, out } = await verify(['both', '--json'])
  expect(status).toBe(1)
  expect(out).not.toContain('hidden')
  const { ok, verifications } = JSON.parse(out)
  expect(ok).toBe(false)
  expect(verifications).toMatchObject([
    { contact: 'ops', result: 'delivered' },
    { contact: 'gone', result: 'failed', reason: 'unreachable' },
  ])
  const text = await verify(['--all'])
  expect(text.status).toBe(1)
  expect(text.out).toContain('→ The machine is there and nothing listens on that port.')
  expect(text.out).toContain('→ No policy tells this contact')
})

test.each([[[]], [['nobody']]])(
  '%j names no endpoint: the known ones are listed',
  async (words) => {
    const { status, said } = await verify(words)
    expect(status).toBe(2)
    expect(said).toContain('ops/dingtalk:')
  },
)
