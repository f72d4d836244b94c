import { describe, expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import { ManualClock } from '../../src/base/clock.ts'
import { DELIVERY_LIMITS } from '../../src/base/limits.ts'
import { Secret } from '../../src/base/secret.ts'
import type { ChannelType } from '../../src/contract/channel.ts'
import type { NotificationEntry } from '../../src/model/notification.ts'
import { previewMessage } from '../../src/stages/deliver/deliver.ts'

const URLS: Readonly<Record<string, string>> = {
  dingtalk: `https://oapi.dingtalk.com/robot/send?access_token=${'a'.repeat(64)}`,
  lark: 'https://open.feishu.cn/open-apis/bot/v2/hook/11111111-2222-3333-4444-555555555555',
  wecom:
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=11111111-2222-3333-4444-555555555555',
  slack: 'https://hooks.slack.com/services/T00/B00/xxxx',
  webhook: 'https://example.com/hook',
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
      at: 1_772_676_901_000,
      since: 1_772_676_901_000,
    })
  }
  return entries
}

describe.each(adapters.channels.filter(({ type }) => URLS[type] !== undefined))(
  'a digest that fills a message of $type',
  (channel) => {
    test.each(Object.entries(TITLES))(
      'with titles %s is not cut, head and all',
      (_name, titleOf) => {
        const settings = { url: new Secret(URLS[channel.type] ?? '') }
        const entries = entriesFor(channel.room(settings), titleOf)
        expect(entries.length).toBeGreaterThan(5)
        const { said } = previewMessage({
          endpoint: {
            ...{ id: 'e', lane: 'l', contact: 'c', channel: channel.type, language: 'zh' },
            settings,
          },
          channel,
          kind: 'digest',
          entries,
          template: undefined,
          clock: new ManualClock(1_772_676_901_000),
        })
        expect(said.cut).toBe(false)
      },
    )
  },
)
