import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startHub, type TestHub } from '../harness/hub.ts'
import { type HubProcess, startHubProcess } from '../harness/hub-process.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

const TEXT = `# Ours
sources: { aliyun: { type: cloudmonitor, key: "\${OUR_KEY}" } }
contacts:
  ops: { name: "ops of \${OUR_NAME:-hush-free Ops}", endpoints: [{ channel: dingtalk, url: "http://127.0.0.1:9/robot/send?access_token=hush1", secret: { file: sign } }] }
policies: { all: { match: [], notify: [{ to: ops }] } }
fallback: ops
`

/** Commands are processes of their own. */
const WAIT_MS = 120_000

let folder: string
let file: string
let stop: () => Promise<unknown>
/** Where the hub is. */
let url: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-config-'))
  file = join(folder, 'tocsin.yaml')
  await writeFile(join(folder, 'sign'), 'SEChush2\n')
  await writeFile(file, TEXT)
})
afterEach(async () => {
  await stop()
  await rm(folder, { recursive: true })
})

type Run = { readonly status: number; readonly out: string; readonly err: string }

function tocsin(...words: readonly string[]): Promise<Run> {
  const env = { ...process.env, NO_COLOR: '1', TOCSIN_URL: url, OUR_KEY: 'hush3-key' }
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'config', ...words], { env }, (error, out, err) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

/** A hub in this process, with the file's meaning or, in its store, with none at first. */
async function start({ inStore }: { readonly inStore: boolean }): Promise<TestHub> {
  const hub = await startHub('sources: {}', { inStore })
  url = hub.app.url
  stop = () => hub.close()
  return hub
}

async function isKnown(key: string): Promise<boolean> {
  const { status } = await fetch(`${url}/in/${key}`, { method: 'POST', body: '{}' })
  return status !== 404
}

describe('tocsin config', () => {
  test(
    'what a file says goes into the store with its secrets, and comes out without them',
    async () => {
      const hub = await start({ inStore: true })
      const imported = await tocsin('import', file, '--comment', 'from the file')
      expect(imported).toMatchObject({ status: 0, out: 'Revision 2 counts from now on.\n' })
      expect(await isKnown('hush3-key')).toBe(true)
      const { contacts } = (await hub.call('GET', '/api/v1/contacts')).body
      expect(contacts[0].name).toBe('ops of hush-free Ops')
      const copy = join(folder, 'copy.yaml')
      expect((await tocsin('export', '--out', copy)).status).toBe(0)
      const exported = await readFile(copy, 'utf8')
      expect(exported).toMatch(
        /key: "\$\{OUR_KEY\}"[\s\S]*url: "\$\{KEPT_\w+\}", secret: "\$\{KEPT_\w+\}"/,
      )
      expect(exported).not.toMatch(/hush[123]/)
      const again = await tocsin('export', '--out', copy)
      expect(again).toMatchObject({ status: 2 })
      expect(again.err).toContain('must not exist')
    },
    WAIT_MS,
  )

  test(
    'revisions are listed, compared and restored',
    async () => {
      await start({ inStore: true })
      await tocsin('import', file, '--comment', 'from the file')
      expect((await tocsin('diff', '1')).out).toContain('+# Ours\n')
      expect((await tocsin('restore', '1')).out).toBe('Revision 3 counts from now on.\n')
      expect(await isKnown('hush3-key')).toBe(false)
      const listed = (await tocsin('list')).out.split('\n')
      expect(listed[0]).toMatch(/^3 {2}2026-03-05 02:15 UTC {2}this machine {2}restores 1/)
      expect(listed[1]).toMatch(/^2 .*from the file$/)
    },
    WAIT_MS,
  )

  test(
    'a broken file changes nothing, and every problem is told with its line',
    async () => {
      await start({ inStore: true })
      await writeFile(file, TEXT.replace('to: ops', 'to: opps'))
      const { status, out } = await tocsin('import', file)
      expect(status).toBe(1)
      expect(out).toContain(`${file}:5:`)
      expect(out).toContain('Did you mean "ops"?')
      expect((await tocsin('list')).out.split('\n')).toHaveLength(2)
    },
    WAIT_MS,
  )

  test(
    'a hub with a file says that it is the file that has to be changed',
    async () => {
      await start({ inStore: false })
      const { status, out } = await tocsin('list')
      expect(status).toBe(1)
      expect(out).toContain('one that comes from a file')
    },
    WAIT_MS,
  )
})

test(
  'the very first start takes the file, and no later one does',
  async () => {
    const begin = async (): Promise<HubProcess> => {
      const hub = await startHubProcess({
        ...{ config: file, data: join(folder, 'data'), words: ['--config-in-store'] },
        environment: { OUR_KEY: 'hush3-key' },
      })
      url = hub.url
      stop = () => hub.stop()
      return hub
    }
    const first = await begin()
    expect(await isKnown('hush3-key')).toBe(true)
    await first.stop()
    await writeFile(file, 'broken: [\n')
    const second = await begin()
    expect(await isKnown('hush3-key')).toBe(true)
    for (const { log } of [first, second]) expect(log.join()).not.toMatch(/hush[123]/)
  },
  WAIT_MS,
)
