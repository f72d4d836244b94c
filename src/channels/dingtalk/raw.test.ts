import { describe, expect, test } from 'vitest'
import { Secret } from '../../base/secret.ts'
import { dingtalk } from './dingtalk.ts'

const settings = { url: new Secret('https://oapi.dingtalk.com/robot/send?access_token=0123') }

function taken(body: string, more = {}): string | undefined {
  const made = dingtalk.raw?.(body, { ...settings, ...more })
  return typeof made === 'object' && 'body' in made ? made.body : undefined
}

describe('a body from a user’s template', () => {
  test.each([
    ['{"msgtype":"text","text":{"content":"x"},"at":{"isAtAll":true}}', undefined],
    [
      '{"msgtype":"text","msgUuid":"mine","text":{"content":"x"}}',
      '{"msgtype":"text","text":{"content":"x"}}',
    ],
  ])('is taken and written anew: %.60s', (body, expected) => {
    expect(taken(` ${body}\n`)).toBe(expected ?? body)
  })

  test.each([
    ['{"a":'],
    ['[]'],
    ['{}'],
    ['null'],
    ['{"msgtype":"image","image":{}}'],
    ['{"msgtype":"text"}'],
    [`{"msgtype":"text","text":{"content":"${'x'.repeat(19_900)}"}}`],
  ])('is turned away with a reason in both languages: %.60s', (body) => {
    const problem = dingtalk.raw?.(body, settings)
    expect(problem).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    expect(JSON.stringify(problem)).not.toContain('xxxx')
  })

  test('has to hold one of the keywords where people read it', () => {
    const keywords = ['监控', 'Alert']
    expect(
      taken('{"msgtype":"markdown","markdown":{"title":"x","text":"y 监控"}}', { keywords }),
    ).toBeDefined()
    expect(
      taken(
        '{"msgtype":"actionCard","actionCard":{"title":"x","text":"y","singleURL":"https://Alert/"}}',
        { keywords },
      ),
    ).toBeUndefined()
  })
})
