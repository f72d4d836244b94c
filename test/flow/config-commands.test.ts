import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HubProcess, startHubProcess } from '../harness/hub-process.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

const TEXT = `# Ours
sources: { aliyun: { type: cloudmonitor, key: "\${OUR_KEY}" } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "http://127.0.0.1:9/robot/send?access_token=hush1", secret: { file: sign } }] }
policies: { all: { match: [], notify: [{ to: ops }] } }
fallback: ops
`

let folder: string
let file: string
let hub: HubProcess
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-config-'))
  file = join(folder, 'tocsin.yaml')
  await writeFile(join(folder, 'sign'), 'SEChush2\n')
})
afterEach(async () => {
  await hub.stop()
  await rm(folder, { recursive: true })
})

type Run = { readonly status: number; readonly out: string; readonly err: string }

function tocsin(...words: readonly string[]): Promise<Run> {
  const env = { ...process.env, NO_COLOR: '1', TOCSIN_URL: hub.url, OUR_KEY: 'hush3-key' }
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'config', ...words], { env }, (error, out, err) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

async function start(): Promise<void> {
  hub = await startHubProcess({
    ...{ config: file, data: join(folder, 'data'), words: ['--config-in-store'] },
    environment: { OUR_KEY: 'hush3-key' },
  })
}

async function isKnown(key: string): Promise<boolean> {
  const { status } = await fetch(`${hub.url}/in/${key}`, { method: 'POST', body: '{}' })
  return status !== 404
}

describe('tocsin config', () => {
  test('what a file says goes into the store with its secrets, is compared, restored and exported', async () => {
    await start()
    await writeFile(file, TEXT)
    const imported = await tocsin('import', file, '--comment', 'from the file')
    expect(imported).toMatchObject({ status: 0, out: 'Revision 2 counts from now on.\n' })
    expect(await isKnown('hush3-key')).toBe(true)
    const diff = await tocsin('diff', '1')
    expect(diff.out).toContain('+# Ours\n')
    expect((await tocsin('restore', '1')).out).toBe('Revision 3 counts from now on.\n')
    expect(await isKnown('hush3-key')).toBe(false)
    const listed = (await tocsin('list')).out.split('\n')
    expect(listed[0]).toMatch(/^3 {2}\d{4}-\d\d-\d\d \d\d:\d\d UTC {2}this machine {2}restores 1/)
    expect(listed[1]).toMatch(/^2 .*from the file$/)
    const copy = join(folder, 'copy.yaml')
    expect((await tocsin('export', '--revision', '2', '--out', copy)).status).toBe(0)
    const exported = await readFile(copy, 'utf8')
    expect(exported).toMatch(
      /key: "\$\{OUR_KEY\}"[\s\S]*url: "\$\{KEPT_\w+\}", secret: "\$\{KEPT_\w+\}"/,
    )
    for (const text of [diff.out, exported, hub.log.join()]) expect(text).not.toContain('hush')
    const again = await tocsin('export', '--out', copy)
    expect(again).toMatchObject({ status: 2 })
    expect(again.err).toContain('must not exist')
  })

  test('a broken file changes nothing, and every problem is told with its line', async () => {
    await start()
    await writeFile(file, TEXT.replace('to: ops', 'to: opps'))
    const { status, out } = await tocsin('import', file)
    expect(status).toBe(1)
    expect(out).toContain(`${file}:5:`)
    expect(out).toContain('Did you mean "ops"?')
    expect((await tocsin('list')).out.split('\n')).toHaveLength(2)
  })

  test('the very first start takes the file, and no later one does', async () => {
    await writeFile(file, TEXT)
    await start()
    expect(await isKnown('hush3-key')).toBe(true)
    await hub.stop()
    await writeFile(file, 'broken: [\n')
    await start()
    expect(await isKnown('hush3-key')).toBe(true)
    expect((await tocsin('list')).out).toContain(file)
  })

  test('a hub with a file says that it is the file that has to be changed', async () => {
    await writeFile(file, TEXT)
    const environment = { OUR_KEY: 'hush3-key' }
    hub = await startHubProcess({ config: file, data: join(folder, 'data'), environment })
    const { status, out } = await tocsin('list')
    expect(status).toBe(1)
    expect(out).toContain('one that comes from a file')
  })
})
