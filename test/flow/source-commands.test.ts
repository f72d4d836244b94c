import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const ARGOCD = fileURLToPath(
  new URL('../../src/config/import/fixtures/argocd-full.yaml', import.meta.url),
)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-sources-'))
})
afterEach(() => rm(folder, { recursive: true }))

type Run = { status: number; out: string; err: string }

function tocsin(...words: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, NO_COLOR: '1' } }
    execFile(process.execPath, [MAIN, ...words], options, (error, out, err) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

describe('tocsin source try', () => {
  test('shows the events of a request and where each part came from, by the settings of a file', async () => {
    const body = await file('body.json', '{"id":7,"what":"Disk full","level":"odd"}')
    const settings = await file('mapping.yaml', 'title: $.what\ndedupKey: $.id\n')
    const { status, out } = await tocsin(
      ...['source', 'try', '--type', 'generic', '--settings', settings, '--body', body],
    )
    expect(status).toBe(0)
    expect(out).toContain('1. firing  warning  Disk full')
    expect(out).toMatch(/title\s+by the setting\s+\$\.what\s+Disk full/)
    expect(out).toMatch(/severity\s+guessed from\s+\$\.level\s+odd/)
    expect(out).toContain('No severity is known by the word "odd"')
  })

  test('reads by a source of the configuration, and gives programs one document', async () => {
    const config = await file(
      'hub.yaml',
      'sources: { relay: { type: generic, key: "${KEY}", title: $.what } }\n',
    )
    const body = await file('body.form', 'what=Disk+full')
    const run = await tocsin('source', 'try', 'relay', '--config', config, '--body', body, '--json')
    expect(run.status).toBe(0)
    expect(JSON.parse(run.out)).toMatchObject({
      kind: 'events',
      events: [{ title: 'Disk full', source: 'relay' }],
    })
  })

  test('says what stands in the way', async () => {
    const config = await file('hub.yaml', 'sources: { relay: { type: generic, key: "${KEY}" } }\n')
    const broken = await file('broken.json', '{')
    const wrong = await file('wrong.yaml', 'title: $.a-b\n')
    const runs = await Promise.all([
      tocsin('source', 'try', 'relay', '--config', config, '--body', broken),
      tocsin('source', 'try', 'other', '--config', config, '--body', broken),
      tocsin('source', 'try', '--type', 'generic', '--settings', wrong, '--body', broken),
      tocsin('source', 'try', '--type', 'generic', '--body', join(folder, 'none')),
    ])
    expect(runs.map(({ status }) => status)).toEqual([1, 2, 1, 2])
    const said = runs.map(({ out, err }) => out + err)
    expect(said[0]).toContain('The source relay (generic) cannot read this.')
    expect(said[1]).toContain('There are: relay.')
    expect(said[2]).toContain('names with other characters')
    expect(said[3]).toContain('which cannot')
  })
})

describe('tocsin import', () => {
  test('prints the configuration alone, and beside it what became of each line', async () => {
    const { status, out, err } = await tocsin('import', ARGOCD)
    expect(status).toBe(0)
    expect(out).toContain('channel: "dingtalk"')
    expect(out).not.toContain('no equivalent')
    expect(err).toContain(`${ARGOCD}:28  no equivalent  data.service.slack`)
    expect(err).toContain('DING_TOKEN')
    expect(out + err).not.toContain('s3cret')
  })

  test('writes a file that is taken by the check, and writes over none', async () => {
    const out = join(folder, 'tocsin.yaml')
    expect((await tocsin('import', ARGOCD, '--out', out)).status).toBe(0)
    const written = await readFile(out, 'utf8')
    const again = await tocsin('import', ARGOCD, '--out', out)
    expect(again).toMatchObject({ status: 2, err: expect.stringContaining('written over') })
    expect(await readFile(out, 'utf8')).toBe(written)
  })

  test('refuses what the other program refuses, and gives programs one document', async () => {
    const wrong = await file('am.yml', 'route: { receiver: a }\nreceivers: []\n')
    const [text, json] = await Promise.all([
      tocsin('import', wrong),
      tocsin('import', wrong, '--json'),
    ])
    expect(text).toMatchObject({
      status: 1,
      out: expect.stringContaining('undefined receiver "a"'),
    })
    expect(JSON.parse(json.out)).toMatchObject({ ok: false })
    const good = JSON.parse((await tocsin('import', ARGOCD, '--json')).out)
    expect(good).toMatchObject({ ok: true, from: 'argocd', problems: [] })
    expect(good.notes[0]).toMatchObject({ line: 8, kind: 'changed' })
  })
})
