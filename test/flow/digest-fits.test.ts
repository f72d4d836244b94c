import { expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import { ManualClock } from '../../src/base/clock.ts'
import { DELIVERY_LIMITS } from '../../src/base/limits.ts'
import { Secret } from '../../src/base/secret.ts'
import type { ChannelType } from '../../src/contract/channel.ts'
import type { Settings } from '../../src/model/configuration.ts'
import type { NotificationEntry } from '../../src/model/notification.ts'
import { previewMessage } from '../../src/stages/deliver/deliver.ts'

const NOW = 1_772_676_901_000

const URLS: Readonly<Record<string, string>> = {
  dingtalk: `https://oapi.dingtalk.com/robot/send?access_token=${'a'.repeat(64)}`,
  lark: 'https://open.feishu.cn/open-apis/bot/v2/hook/11111111-2222-3333-4444-555555555555',
  wecom:
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=11111111-2222-3333-4444-555555555555',
  slack: 'https://hooks.slack.com/services/T00/B00/xxxx',
  teams:
    'https://prod-1.westeurope.logic.azure.com/workflows/0/triggers/manual/paths/invoke?api-version=1&sig=a',
  webhook: 'https://example.com/hook',
}

/** One of Argo CD's services that people read. */
const TELEGRAM: Settings = {
  service: 'telegram',
  options: new Secret('{"token":"1:x"}'),
  recipient: '-1001',
}

const TITLES = {
  'of Chinese': (number: number) => `数据库连接池耗尽，第${number}号实例响应超时`,
  'that are short': (number: number) => `${number}号机`,
  'that are long': (number: number) => `${number} ${'CPU utilisation is very high '.repeat(6)}`,
}

/** As many alerts as the stage puts into one digest for the room that the channel says it has. */
function entriesFor(
  room: ReturnType<ChannelType['room']>,
  titleOf: (number: number) => string,
): readonly NotificationEntry[] {
  const entries: NotificationEntry[] = []
  let bytes = 0
  while (entries.length < room.entriesMax) {
    const title = titleOf(entries.length)
    bytes += Math.min(title.length * 3, DELIVERY_LIMITS.lineBytesMax) + 60
    if (bytes > room.bytesMax) break
    entries.push({
      subjectId: `alert-${entries.length}`,
      eventId: 'event',
      state: 'firing',
      severity: 'critical',
      name: 'name',
      title,
      labels: {
        ...{ region: 'cn-hangzhou', product: 'ECS', source: 'aliyun', team: 'payments' },
        instance: `payments-production-worker-pool-${entries.length}`,
      },
      fields: [],
      links: [],
      at: NOW,
      since: NOW,
    })
  }
  return entries
}

const FORMATS: Readonly<Record<string, readonly string[]>> = {
  dingtalk: ['auto', 'markdown', 'text', 'actionCard'],
  lark: ['auto', 'card', 'post', 'text'],
  wecom: ['auto', 'markdown', 'markdown_v2', 'text', 'template_card'],
  slack: ['auto', 'blocks', 'text'],
  webhook: ['tocsin', 'text'],
}

/** Links as long as the hub's own. */
const BUTTONS = ['确认告警', '标记恢复', '静默 1 小时', '升级'].map((text) => ({
  text,
  url: `https://tocsin.example.com/a/${'x'.repeat(100)}`,
}))

function settingsOf(channel: ChannelType, format: string | undefined): Settings {
  if (channel.type === 'argocd') return TELEGRAM
  const url = URLS[channel.type]
  const base: Settings =
    url === undefined
      ? { address: 'wang@example.com', from: 'tocsin@example.com', host: 'smtp.example.com' }
      : { url: new Secret(url) }
  return format === undefined ? base : { ...base, format }
}

const CASES = adapters.channels.flatMap((channel) =>
  (FORMATS[channel.type] ?? [undefined]).flatMap((format) =>
    Object.entries(TITLES).map(([name, titleOf]) => ({ channel, format, name, titleOf })),
  ),
)

test.each(CASES)(
  'a digest that fills a message of $channel.type ($format) with titles $name is not cut, buttons and all',
  ({ channel, format, titleOf }) => {
    const settings = settingsOf(channel, format)
    const entries = entriesFor(channel.room(settings), titleOf)
    expect(entries.length).toBeGreaterThan(2)
    for (const language of ['zh', 'en'] as const) {
      const { said } = previewMessage({
        endpoint: {
          ...{ id: 'e', lane: 'l', contact: 'c', channel: channel.type, zone: 'Asia/Shanghai' },
          language,
          settings,
        },
        channel: {
          ...channel,
          render: (message, ...more) => channel.render({ ...message, actions: BUTTONS }, ...more),
        },
        kind: 'digest',
        entries,
        template: undefined,
        clock: new ManualClock(NOW),
      })
      expect(said.cut, language).toBe(false)
    }
  },
)

test('every channel is looked at', () => {
  const known = [...Object.keys(URLS), 'email', 'argocd']
  expect(adapters.channels.map(({ type }) => type).toSorted()).toEqual(known.toSorted())
})
