// The commands in the README of each source, run by a shell as they are written, against a hub as an operator starts it.
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sources } from '../../src/sources/all.ts'
import { type HubProcess, startHubProcess } from '../harness/hub-process.ts'

const run = promisify(execFile)
const FOLDER = new URL('../../src/sources/', import.meta.url)
const TYPES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const hasCurl = isInstalled()

function isInstalled(): boolean {
  try {
    execFileSync('curl', ['--version'])
    return true
  } catch {
    return false
  }
}

beforeEach((context) => {
  context.skip(!hasCurl, 'curl is not on the PATH')
})

let folder: string
let hub: HubProcess | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-readmes-'))
  const config = join(folder, 'tocsin.yaml')
  writeFileSync(
    config,
    `sources:
${TYPES.map(sourceIn).join('\n')}
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "http://127.0.0.1:9/robot/send?access_token=x" }] } }
policies: { all: { match: [], notify: [{ to: ops }] } }
`,
  )
  // What is refused fails, without a word of it in the command.
  writeFileSync(join(folder, '.curlrc'), 'fail\nsilent\nshow-error\nmax-time = 20\n')
  const words = ['--sandbox']
  if (hasCurl) hub = await startHubProcess({ config, data: join(folder, 'data'), words })
})
afterAll(async () => {
  await hub?.stop()
  rmSync(folder, { recursive: true })
})

function urlOf(one: HubProcess | undefined): string {
  return one?.url ?? expect.fail('the hub does not run')
}

function keyOf(type: string): string {
  return `the-key-of-${type}`
}

function readmeOf(type: string): string {
  return readFileSync(new URL(`${type}/README.md`, FOLDER), 'utf8')
}

/** The source as the README configures it, under the name of its type and with a key of its own. */
function sourceIn(type: string): string {
  const [, block = ''] = /```yaml\n *sources:\n(.*?)```/s.exec(readmeOf(type)) ?? []
  const text = block.replace(/^ *[\w-]+:/, `  ${type}:`).replace(/"\$\{\w+\}"/, keyOf(type))
  // What its command shows is how it reads without any mapping.
  return type === 'generic' ? `  generic: { type: generic, key: ${keyOf(type)} }` : text.trimEnd()
}

/** The last block of the README that posts with curl. */
function commandIn(readme: string): string {
  const blocks = [...readme.matchAll(/^( *)```\w*\n(.*?)^\1```/gms)].map(([, , text = '']) => text)
  return blocks.findLast((text) => text.includes('curl ')) ?? ''
}

describe('the command in the README of', () => {
  test.each(TYPES)('%s opens the alert that it speaks of', async (type) => {
    const readme = readmeOf(type)
    const command = commandIn(readme)
    const [, variable = ''] = /\$([A-Z_]+_KEY)\b/.exec(command) ?? []
    expect(variable).not.toBe('')
    const here = command.replace(/https?:\/\/(?:127\.0\.0\.1:8080|hub\.example)/g, urlOf(hub))
    expect(here).not.toBe(command)
    const env = { ...process.env, CURL_HOME: folder, [variable]: keyOf(type) }
    await run('sh', ['-c', here], { env })
    const titles = await titlesOf(type)
    expect(
      titles.filter((title) => readme.includes(title)),
      titles.join(),
    ).toHaveLength(1)
  })

  test('no source is missing', () => {
    expect(sources.map(({ type }) => type).toSorted()).toEqual(TYPES.toSorted())
  })
})

/** The titles of what the source has open, in English, once all that came is settled. */
async function titlesOf(source: string): Promise<readonly string[]> {
  for (let looks = 0; ; looks++) {
    const answer = await request(`${urlOf(hub)}/api/v1/alerts?source=${source}`)
    const { alerts } = (await answer.body.json()) as { alerts: ReturnType<typeof Object>[] }
    const own = alerts.filter((alert) => alert.source === source)
    if (own.length > 0)
      return own.map(({ title }) => (typeof title === 'string' ? title : title.en))
    if (looks === 100) expect.fail(`no alert of ${source}; the hub says:\n${hub?.log.join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
