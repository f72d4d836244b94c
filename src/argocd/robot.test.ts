import { describe, expect, test } from 'vitest'
import { Secret } from '../base/secret.ts'
import { type RobotReading, robotOf, type WebhookFacts } from './robot.ts'

/** A reading with its secrets in the open. */
function shown(reading: RobotReading): unknown {
  if (reading.kind !== 'robot') return reading.kind
  const settings = Object.entries(reading.settings).map(([name, value]) => {
    return [name, value instanceof Secret ? `secret ${value.reveal()}` : value]
  })
  return { channel: reading.channel, ...Object.fromEntries(settings) }
}

function at(url: string, more: Partial<WebhookFacts> = {}): unknown {
  return shown(robotOf({ ...more, options: { url, ...more.options } }))
}

describe('a webhook is a robot by its address', () => {
  test.each([
    ['https://oapi.dingtalk.com/robot/send?access_token=0', 'dingtalk'],
    ['http://127.0.0.1:8080/sandbox/dingtalk/robot/send?access_token=0', 'dingtalk'],
    ['https://open.feishu.cn/open-apis/bot/v2/hook/0', 'lark'],
    ['https://open.larksuite.com/open-apis/bot/hook/0', 'lark'],
    ['https://www.feishu.cn/flow/api/trigger-webhook/0', 'lark'],
    ['http://hub:8080/sandbox/lark/open-apis/bot/v2/hook/0', 'lark'],
    ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0', 'wecom'],
    ['http://hub/sandbox/wecom/cgi-bin/webhook/send?key=0', 'wecom'],
    ['https://hooks.slack.com/services/T0/B0/x', 'slack'],
    ['http://hub/sandbox/slack/services/T0/B0/x', 'slack'],
    // A newline at the end comes from a secret.
    ['https://oapi.dingtalk.com/robot/send?access_token=0\n', 'dingtalk'],
  ])('%j is one of %s', (url, channel) => {
    expect(at(url)).toEqual({ channel, url: `secret ${url.trim()}` })
  })

  test.each([
    'https://hooks.example.com/robot/send?access_token=0',
    'https://oapi.dingtalk.com/gettoken',
    'https://oapi.dingtalk.com.example.com/robot/send',
    'https://slack.com/api/chat.postMessage',
    'http://hub/sandbox/dingtalk/other',
    'ftp://oapi.dingtalk.com/robot/send',
    '$dingtalk-url',
    '',
  ])('%j is none', (url) => {
    expect(at(url)).toBe('none')
  })
})

test.each([
  ['https://oapi.dingtalk.com', '/robot/send?access_token=0'],
  ['https://oapi.dingtalk.com/', 'robot/send?access_token=0'],
  ['https://oapi.dingtalk.com/robot//', 'send?access_token=0'],
])('the address may be split: %s and %s', (url, path) => {
  expect(at(url, { path })).toEqual({
    channel: 'dingtalk',
    url: 'secret https://oapi.dingtalk.com/robot/send?access_token=0',
  })
})

describe('a webhook is a robot by an extra field', () => {
  const relay = 'https://relay.example.com/ding'
  const url = `secret ${relay}`

  test('that upstream ignores', () => {
    const dingtalk = {
      secret: 'SEC0\n',
      Keywords: ['Argo'],
      perMinute: 10,
      monthlyQuota: 0,
      organization: 'o',
      mentionAll: true,
      userIds: ['wang1'],
      format: 'text',
    }
    expect(at(relay, { options: { dingtalk } })).toEqual({
      channel: 'dingtalk',
      url,
      secret: 'secret SEC0',
      keywords: ['Argo'],
      perMinute: 10,
      monthlyQuota: 0,
      organization: 'o',
      mentionAll: true,
      userIds: ['wang1'],
      format: 'text',
    })
  })

  test('with nothing in it', () => {
    expect(at(relay, { options: { WeCom: {} } })).toEqual({ channel: 'wecom', url })
    expect(at(relay, { options: { wecom: null } })).toBe('none')
  })

  test('or by a key of its own; the field inside goes first', () => {
    const extras = { dingtalk: { secret: 'SEC1', keywords: 'Argo' } }
    expect(at(relay, { extras })).toMatchObject({ channel: 'dingtalk', secret: 'secret SEC1' })
    const options = { dingtalk: { secret: 'SEC2' } }
    expect(at(relay, { extras, options })).toEqual({
      channel: 'dingtalk',
      url,
      secret: 'secret SEC2',
      keywords: ['Argo'],
    })
  })
})

test.each<readonly [name: string, options: object, words: string]>([
  ['two fields', { dingtalk: {}, lark: {} }, 'dingtalk and of lark'],
  [
    'a field and another’s address',
    { url: 'https://oapi.dingtalk.com/robot/send', lark: {} },
    'lark and of dingtalk',
  ],
  ['a text', { dingtalk: 'SEC0' }, 'takes a mapping'],
  ['a list', { dingtalk: ['SEC0'] }, 'takes a mapping'],
  ['an unknown name', { dingtalk: { token: 'x' } }, '"token"'],
  ['an empty secret', { dingtalk: { secret: ' ' } }, '"secret"'],
  ['a secret that is a number', { lark: { secret: 1 } }, '"secret"'],
  ['a keyword that is a number', { dingtalk: { keywords: ['a', 1] } }, '"keywords"'],
  ['half a message', { slack: { perMinute: 0.5 } }, '"perMinute"'],
  ['a switch that is a text', { wecom: { mentionAll: 'yes' } }, '"mentionAll"'],
  ['an organisation that is none', { dingtalk: { organization: 1 } }, '"organization"'],
])('what cannot be used is said: %s', (_, options, words) => {
  const reading = robotOf({ options: { url: 'https://relay.example.com', ...options } })
  expect(reading.kind).toBe('problem')
  expect(JSON.stringify(reading)).toContain(words.replaceAll('"', '\\"'))
  expect(JSON.stringify(reading)).not.toContain('SEC0')
})
