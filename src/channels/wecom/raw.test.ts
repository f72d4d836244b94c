import { describe, expect, test } from 'vitest'
import { Secret } from '../../base/secret.ts'
import { wecom } from './wecom.ts'

const settings = { url: new Secret('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc') }

function taken(body: string, more = {}): string | undefined {
  const made = wecom.raw?.(body, { ...settings, ...more })
  return typeof made === 'object' && 'body' in made ? made.body : undefined
}

describe('a body from a user’s template', () => {
  test.each([
    ['{"msgtype":"markdown","markdown":{"content":"**x** <@wang>"}}', undefined],
    ['{"msgtype":"news","news":{"articles":[]}}', undefined],
  ])('is taken and written anew: %.60s', (body, expected) => {
    expect(taken(` ${body}\n`)).toBe(expected ?? body)
  })

  test.each([
    ['{"a":'],
    ['[]'],
    ['{}'],
    ['null'],
    ['{"msgtype":"html","html":{}}'],
    ['{"msgtype":"text"}'],
    [`{"msgtype":"text","text":{"content":"${'x'.repeat(2_049)}"}}`],
    [`{"msgtype":"markdown","markdown":{"content":"${'x'.repeat(4_097)}"}}`],
  ])('is turned away with a reason in both languages: %.60s', (body) => {
    const problem = wecom.raw?.(body, settings)
    expect(problem).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    expect(JSON.stringify(problem)).not.toContain('xxxx')
  })
})
