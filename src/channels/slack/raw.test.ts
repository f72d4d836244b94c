import { describe, expect, test } from 'vitest'
import { Secret } from '../../base/secret.ts'
import { slack } from './slack.ts'

const settings = { url: new Secret('https://hooks.slack.com/services/T0/B0/abc') }

function taken(body: string, more = {}): string | undefined {
  const made = slack.raw?.(body, { ...settings, ...more })
  return typeof made === 'object' && 'body' in made ? made.body : undefined
}

describe('a body from a user’s template', () => {
  test.each([
    ['{"text":"x"}', undefined],
    ['{"blocks":[{"type":"divider"}],"unfurl_links":true}', undefined],
  ])('is taken and written anew: %.60s', (body, expected) => {
    expect(taken(` ${body}\n`)).toBe(expected ?? body)
  })

  test.each([
    ['{"a":'],
    ['[]'],
    ['{}'],
    ['null'],
    ['{"message":"x"}'],
    ['{"text":""}'],
    [`{"text":"${'x'.repeat(40_001)}"}`],
    [`{"blocks":["${'x'.repeat(200_000)}"]}`],
  ])('is turned away with a reason in both languages: %.60s', (body) => {
    const problem = slack.raw?.(body, settings)
    expect(problem).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    expect(JSON.stringify(problem)).not.toContain('xxxx')
  })
})
