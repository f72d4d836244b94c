import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import { ManualClock } from '../../src/base/clock.ts'
import { diskReader, type Loading, loadConfiguration } from '../../src/config/config.ts'
import type { Configuration, MessageTemplate } from '../../src/model/configuration.ts'
import {
  PREVIEW_KINDS,
  type Previewed,
  type PreviewOptions,
  preview,
  tryTemplate,
} from '../../src/preview.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const CHATS = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
zone: Asia/Shanghai
contacts:
  ops: { language: zh, template: long, endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  duty: { zone: UTC, template: long, endpoints: [{ channel: dingtalk, url: "\${ROBOT}duty" }] }
  boss: { template: broken, endpoints: [{ channel: dingtalk, url: "\${ROBOT}boss" }] }
policies:
  trouble: { match: [], notify: [{ to: ops, template: short }, { to: duty }, { to: boss }] }
templates:
  short: '{{ .labels.region }} {{ .state }}'
  long: { title: 'Look: {{ .title }}', text: '{{ range .alerts }}{{ .at }}{{ end }}', keepFields: true }
  broken: '{{ .titel }}'
fallback: duty
`

describe('in a hub', () => {
  let hub: TestHub
  afterEach(() => hub.close())

  const heard = async (token: string): Promise<string[]> =>
    (await hub.heard(token)).map(({ payload }) => JSON.stringify(payload))

  test('the policy’s template wins, the contact’s comes next, and a broken one loses nothing', async () => {
    hub = await startHub(CHATS)
    for (const phase of ['Scheduled', 'Executed'] as const) {
      await hub.post(reboot('i-web', phase))
      await hub.settle()
    }
    expect(await heard('ops')).toEqual([
      expect.stringMatching(/计划重启.*cn-hangzhou firing/),
      expect.stringMatching(/已恢复：.*cn-hangzhou resolved/),
    ])
    const [told, over] = await heard('duty')
    expect(told).toMatch(/Look: ECS planned reboot.*2026-03-05 02:15:01.*Instance.*i-web/)
    expect(over).toMatch(/Look: Resolved: ECS planned reboot.*Lasted.*1 d 22 h/)
    const [first] = await heard('boss')
    expect(first).toMatch(
      /ECS planned reboot.*Region.*The template .*broken.* failed.*evaluate field titel/,
    )
    expect(await hub.refused()).toEqual([])
  })
})

const EXAMPLE = fileURLToPath(new URL('../../examples/tocsin.yaml', import.meta.url))
const EVENT = new URL('../../examples/events/02-reboot-scheduled.json', import.meta.url)
const robot = (sign: string): string =>
  `https://oapi.dingtalk.com/robot/send?access_token=${sign.repeat(64)}`
const ENVIRONMENT = {
  ALIYUN_KEY: 'ingest-key-of-a-test',
  OPS_URL: robot('a'),
  OPS_SECRET: 'SECtest',
  ONCALL_URL: robot('b'),
}

async function load(path: string, readFile = diskReader): Promise<Loading> {
  const tried = (template: MessageTemplate): readonly string[] =>
    tryTemplate(template, new ManualClock(1_772_676_901_000))
  return loadConfiguration({
    path,
    environment: ENVIRONMENT,
    readFile,
    adapters,
    tryTemplate: tried,
  })
}

async function example(): Promise<Configuration> {
  const loading = await load(EXAMPLE)
  if (loading.kind === 'broken') throw new Error(JSON.stringify(loading.problems))
  return loading.configuration
}

async function previewed(options: Partial<PreviewOptions>): Promise<Previewed> {
  const clock = new ManualClock(1_772_676_901_000)
  const configuration = await example()
  return preview({ configuration, ...adapters, endpoint: 'ops-chat', clock, ...options })
}

describe('a check', () => {
  const TEMPLATES = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { template: card, endpoints: [{ channel: dingtalk, url: "\${OPS_URL}" }] }
  net: { template: typo, endpoints: [{ channel: webhook, url: "https://example.com/hook" }] }
policies:
  trouble: { match: [], notify: [{ to: ops, template: half }, { to: net, template: card }] }
fallback: ops
templates:
  typo: '{{ .titel }}'
  half: '{{ range .firing }}{{ .title }}{{ end }}'
  card: { raw: '{ "t": "{{ .title }}" }' }
`

  test('tries each template on samples, and names the kinds that it fails for', async () => {
    const loading = await load('t.yaml', async () => ({
      kind: 'read',
      bytes: new TextEncoder().encode(TEMPLATES),
    }))
    if (loading.kind === 'broken') throw new Error(JSON.stringify(loading.problems))
    expect(loading.warnings.map(({ code, line, message }) => [code, line, message])).toEqual([
      [
        'TOCSIN_CONFIG_TEMPLATE_FAILS',
        10,
        expect.stringMatching(/alert, group, .*escalation: .*can't evaluate field titel in type/),
      ],
      [
        'TOCSIN_CONFIG_TEMPLATE_FAILS',
        11,
        expect.stringContaining('for the kinds resolved, notice: Its text is empty'),
      ],
      [
        'TOCSIN_CONFIG_ODD',
        12,
        expect.stringContaining('fits one platform, but is told on dingtalk and webhook'),
      ],
    ])
  })

  test('finds nothing wrong with the example', async () => {
    expect(await load(EXAMPLE)).toMatchObject({ kind: 'loaded', warnings: [] })
  })
})

describe('a preview', () => {
  test.each(PREVIEW_KINDS)(
    'of %s is what the channel would post, and plain text in both languages',
    async (kind) => {
      const { said, plain, endpoint } = await previewed({ kind })
      const posted: { markdown: { title: string } } = JSON.parse(said.body)
      const [title = ''] = plain.zh.split('\n')
      expect(posted.markdown.title).toContain(title)
      expect(endpoint.channel).toBe('dingtalk')
      if (kind !== 'digest') expect(plain.en).toMatch(/2026-03-05 \d\d:\d\d:\d\d \+08:00/)
      expect(plain.en).not.toBe(plain.zh)
      expect(said).toMatchObject({ cut: false })
    },
  )

  test('of a recorded event is told by its source, a few minutes later', async () => {
    const event = { body: await readFile(EVENT), contentType: 'application/json' }
    const { kind, plain } = await previewed({ event })
    expect(kind).toBe('alert')
    expect(plain.en).toContain('Since: 2026-03-05 10:15:01 +08:00, for 3 min')
    expect((await previewed({ event, kind: 'resolved' })).plain.zh).toMatch(/^已恢复：/)
  })

  test('by a template says what it makes', async () => {
    const { plain, template } = await previewed({ template: 'brief', kind: 'group' })
    expect(template).toBe('brief')
    expect(plain.en.split('\n').slice(1, 4)).toEqual([
      '10:03 cn-hangzhou i-bp1example0001',
      '10:03 cn-hangzhou i-bp1example0002',
      '10:12 cn-hangzhou i-bp1example0003',
    ])
  })

  test.each([
    [{ endpoint: 'ops' }, 'There are: ops-chat, oncall-chat.'],
    [{ endpoint: 'ops-chat/2' }, 'found "ops-chat/2"'],
    [{ template: 'breif' }, 'There are: brief.'],
    [{ source: 'aws', event: { body: Buffer.from('{}'), contentType: 'x' } }, 'There are: aliyun.'],
    [{ event: { body: Buffer.from('?'), contentType: 'x' } }, 'takes. Expected:'],
  ])('%j is a mistake that says what there is', async (options, words) => {
    await expect(previewed(options)).rejects.toThrow(words)
  })

  test('on the command line prints the same, and holds no secret', async () => {
    const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
    const words = ['preview', '--config', EXAMPLE, '--endpoint', 'ops-chat', '--kind', 'escalation']
    const child = spawn(process.execPath, [main, ...words], {
      env: { ...process.env, ...ENVIRONMENT, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk
    })
    expect(await once(child, 'close')).toEqual([0, null])
    expect(out).toContain(
      'escalation for ops-chat on dingtalk, by the default message. Nothing is sent.',
    )
    expect(out).toMatch(/As plain text, zh:\n已升级：.*\n已有 13 分钟无人响应。/)
    for (const secret of Object.values(ENVIRONMENT)) expect(out).not.toContain(secret)
  })
})
