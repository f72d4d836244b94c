import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { adapters } from '../../src/adapters.ts'
import { loadConfiguration } from '../../src/config/config.ts'
import { textsIn } from '../contract/room.ts'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const guide = (name: string): string =>
  readFileSync(new URL(`../../docs/guides/${name}.md`, import.meta.url), 'utf8')
const yamlIn = (text: string): readonly string[] =>
  [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => String(block))

const TEMPLATES = Object.assign(
  {},
  ...yamlIn(guide('messages')).map((block) => parse(block).templates ?? {}),
)

const endpointsAt = (mailPort: string): Readonly<Record<string, object>> => ({
  dingtalk: { url: '${ROBOT}ops' },
  lark: { url: '${SANDBOX}/lark/open-apis/bot/v2/hook/ops' },
  wecom: { url: '${SANDBOX}/wecom/cgi-bin/webhook/send?key=ops' },
  slack: { url: '${SANDBOX}/slack/services/T1/B1/ops' },
  teams: {
    url: '${SANDBOX}/teams/workflows/ops/triggers/manual/paths/invoke?api-version=1&sig=any',
  },
  webhook: { url: '${SANDBOX}/webhook/ops' },
  email: {
    ...{ address: 'wang@example.com', from: 'alerts@example.com', host: '127.0.0.1' },
    ...{ port: Number(mailPort), security: 'none' },
  },
})

const OWN: Readonly<Record<string, string>> = {
  dingtalk: 'dingtalk-card',
  lark: 'lark-card',
  wecom: 'wecom-markdown',
  slack: 'slack-blocks',
  teams: 'teams-card',
  webhook: 'webhook-ticket',
  email: 'email-brief',
}

/** Every channel with a template: its own of the guide, or the one that is named. */
function config(mailPort: string, template?: string): string {
  const endpoints = endpointsAt(mailPort)
  const contacts = Object.fromEntries(
    Object.entries(endpoints).map(([channel, settings]) => [
      channel,
      {
        language: 'zh',
        template: template ?? OWN[channel],
        endpoints: [{ channel, ...settings }],
      },
    ]),
  )
  return stringify({
    sources: { aliyun: { type: 'cloudmonitor', key: 'test-ingest-key' } },
    contacts,
    contactGroups: { all: Object.keys(contacts) },
    policies: { all: { match: [], notify: [{ to: 'all' }] } },
    templates: { ...TEMPLATES, broken: { raw: '{ "a": {{ .titel }} }' } },
    fallback: 'webhook',
  })
}

describe('the templates of the guide', () => {
  let hub: TestHub
  beforeEach(async () => {
    hub = await startHub(config('25'), { sandboxMail: { host: '127.0.0.1', port: 0 } })
  })
  afterEach(() => hub.close())

  /** What each platform was told by a template, of an alert, its end and a notice, all with odd names. */
  async function told(template?: string): Promise<ReadonlyMap<string, readonly string[]>> {
    await hub.configure(config(hub.app.mailAddress?.split(':').at(-1) ?? '', template))
    const odd = { instanceName: 'say "hi" \\ <b> & @all' }
    for (const event of [
      reboot('i-web', 'Scheduled', odd),
      reboot('i-web', 'Executed', odd),
      stopped('i-db', odd),
    ]) {
      await hub.post(event)
      await hub.settle()
    }
    const { messages, refused } = (await hub.call('GET', '/sandbox/api/messages')).body
    expect(refused).toEqual([])
    const texts = Map.groupBy(messages, ({ platform }: { platform: string }) => platform)
    return new Map([...texts].map(([platform, list]) => [platform, list.map(textOf)]))
  }
  const textOf = (message: unknown): string => textsIn(message).join('\n')

  test.each([
    ['made for each platform', undefined],
    ['of one text', 'short'],
    ['with a title and the default details', 'on-call'],
    ['in Chinese', 'zh-brief'],
  ])('%s are taken by every platform', async (_, template) => {
    const heard = await told(template)
    for (const platform of Object.keys(OWN)) {
      expect(heard.get(platform), platform).toHaveLength(3)
      expect(heard.get(platform)?.join('\n'), platform).not.toMatch(/未能使用/)
    }
  })

  test('a raw template that fails is told on every platform with the default message', async () => {
    const heard = await told('broken')
    for (const platform of Object.keys(OWN)) {
      expect(heard.get(platform), platform).toHaveLength(3)
      for (const text of heard.get(platform) ?? []) {
        expect(text, platform).toMatch(/模板.{1,9}broken.{1,9}未能使用/)
        expect(text, platform).toMatch(/i-web|i-db|say/)
      }
    }
  })
})

test('every example of the guide on channels is a configuration without a problem', async () => {
  const examples = yamlIn(guide('channels'))
  expect(examples.length).toBe(adapters.channels.length)
  for (const example of examples) {
    const { contacts } = parse(example)
    const text = `${example}
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
policies: { all: { match: [], notify: [{ to: ${Object.keys(contacts)[0]} }] } }
fallback: ${Object.keys(contacts)[0]}
`
    const loading = await loadConfiguration({
      path: '/tocsin.yaml',
      environment: {
        OPS_URL: `https://oapi.dingtalk.com/robot/send?access_token=${'0a'.repeat(32)}`,
        OPS_SECRET: `SEC${'0a'.repeat(32)}`,
        LARK_URL:
          'https://open.feishu.cn/open-apis/bot/v2/hook/11111111-2222-3333-4444-555555555555',
        LARK_SECRET: 'abcdefghijklmnop',
        WECOM_URL:
          'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=11111111-2222-3333-4444-555555555555',
        SLACK_URL: `https://hooks.slack.com/services/T0123ABCD/B0456EFGH/${'x'.repeat(24)}`,
        TEAMS_URL:
          'https://prod-1.westeurope.logic.azure.com:443/workflows/0/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=a',
        SMTP_PASSWORD: 'hush',
        TELEGRAM_TOKEN: '123456:synthetic',
        INCIDENTS_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      },
      readFile: async () => ({ kind: 'read', bytes: Buffer.from(text) }),
      adapters,
    })
    expect(loading.kind, JSON.stringify(loading)).not.toBe('broken')
    expect(Reflect.get(loading, 'warnings') ?? [], example).toEqual([])
  }
})
