import { expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { dingtalk } from '../../src/channels/dingtalk/dingtalk.ts'
import { lark } from '../../src/channels/lark/lark.ts'
import { slack } from '../../src/channels/slack/slack.ts'
import { teams } from '../../src/channels/teams/teams.ts'
import { wecom } from '../../src/channels/wecom/wecom.ts'
import type { ChannelType } from '../../src/contract/channel.ts'
import { aMessage } from './messages.ts'

const HOOK =
  'https://prod-1.westeurope.logic.azure.com/workflows/0/triggers/manual/paths/invoke?api-version=1&sig=a'
const CASES: readonly (readonly [string, ChannelType, string, object])[] = [
  [
    'dingtalk',
    dingtalk,
    'https://oapi.dingtalk.com/robot/send?access_token=0',
    { userIds: ['wang1'] },
  ],
  [
    'lark',
    lark,
    'https://open.feishu.cn/open-apis/bot/v2/hook/0',
    { userIds: ['wang1'], mentionAll: true },
  ],
  [
    'wecom',
    wecom,
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0',
    { userIds: ['wang1'] },
  ],
  [
    'slack',
    slack,
    'https://hooks.slack.com/services/T1/B1/x',
    { userIds: ['UWANG1'], mentionAll: true },
  ],
  ['teams', teams, HOOK, { userIds: ['wang1@example.com'] }],
]
const RINGS = /wang1|<!channel>|<at |<at>|@所有人/i

test.each(CASES)('%s rings whom its settings name, but not for a quiet message', (...given) => {
  const [, channel, url, more] = given
  const settings = { url: new Secret(url), ...more }
  const quiet = { mobiles: [], all: false, quiet: true } as const
  for (const form of ['full', 'plain'] as const) {
    const drawn = (message: ReturnType<typeof aMessage>): string =>
      JSON.stringify(JSON.parse(channel.render(message, settings, form).body))
    // A plain card holds nothing that Teams could have failed on, mentions neither.
    const isBare = channel === teams && form === 'plain'
    if (!isBare) expect(drawn(aMessage()), form).toMatch(RINGS)
    expect(drawn(aMessage({ mentions: quiet })), form).not.toMatch(RINGS)
  }
})
