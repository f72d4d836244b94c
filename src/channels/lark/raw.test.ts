import { describe, expect, test } from 'vitest'
import { Secret } from '../../base/secret.ts'
import { lark } from './lark.ts'

const settings = { url: new Secret('https://open.feishu.cn/open-apis/bot/v2/hook/abc') }

function taken(body: string, more = {}): string | undefined {
  const made = lark.raw?.(body, { ...settings, ...more })
  return typeof made === 'object' && 'body' in made ? made.body : undefined
}

describe('a body from a user’s template', () => {
  test.each([
    ['{"msg_type":"text","content":{"text":"x"}}', undefined],
    [
      '{"timestamp":"1","sign":"y","msg_type":"text","content":{"text":"x"}}',
      '{"msg_type":"text","content":{"text":"x"}}',
    ],
  ])('is taken and written anew: %.60s', (body, expected) => {
    expect(taken(` ${body}\n`)).toBe(expected ?? body)
  })

  test.each([
    ['{"a":'],
    ['[]'],
    ['{}'],
    ['null'],
    ['{"msgtype":"text"}'],
    [`{"msg_type":"text","content":{"text":"${'x'.repeat(19_900)}"}}`],
  ])('is turned away with a reason in both languages: %.60s', (body) => {
    const problem = lark.raw?.(body, settings)
    expect(problem).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    expect(JSON.stringify(problem)).not.toContain('xxxx')
  })

  test('has to hold one of the keywords where people read it', () => {
    const keywords = ['监控', 'Alert']
    expect(taken('{"msg_type":"text","content":{"text":"an Alert"}}', { keywords })).toBeDefined()
    expect(taken('{"msg_type":"text","content":{"text":"an alert"}}', { keywords })).toBeUndefined()
  })
})
