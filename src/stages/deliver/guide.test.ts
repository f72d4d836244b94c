import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { MESSAGE_LIMITS } from '../../base/limits.ts'
import type { Message } from '../../model/message.ts'
import { compose } from './compose.ts'
import { PREVIEW_KINDS, sampleEntries, sampleNotification } from './sample.ts'
import { templateData } from './template-data.ts'
import { TemplateShelf } from './template-shelf.ts'

type Part = { readonly name: string; readonly text: string; readonly json: boolean }

const GUIDE = readFileSync(new URL('../../../docs/guides/messages.md', import.meta.url), 'utf8')
const BLOCKS = [...GUIDE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => String(text))
const PARTS = BLOCKS.flatMap((block) =>
  Object.entries<unknown>(parse(block).templates ?? {}),
).flatMap(([name, template]): Part[] =>
  typeof template === 'string'
    ? [{ name, text: template, json: false }]
    : Object.entries(Object(template)).flatMap(([part, text]) =>
        typeof text === 'string' ? [{ name: `${name}.${part}`, text, json: part === 'raw' }] : [],
      ),
)
const NOW = 1_772_676_901_000

function messageOf(kind: Exclude<(typeof PREVIEW_KINDS)[number], 'test'>): Message {
  const [first, ...others] = sampleEntries(kind, NOW)
  if (!first) throw new Error('a sample has an entry')
  const odd = { ...first, title: 'say "hi" \\ and\nmore\t\u0001' }
  return compose({
    notification: sampleNotification(kind, [odd, ...others], NOW),
    language: 'zh',
    zone: 'Asia/Shanghai',
    now: NOW,
    statesNow: new Map(),
    mentionAll: false,
    actions: [],
  })
}

describe('the templates of the guide', () => {
  const shelf = new TemplateShelf({ now: () => NOW })

  test('are found, one for each kind of channel', () => {
    expect(PARTS.map(({ name }) => name.split('.')[0])).toEqual(
      expect.arrayContaining(
        ['short', 'on-call', 'zh-brief', 'dingtalk-card', 'lark-card', 'wecom-markdown'].concat([
          'slack-blocks',
          'teams-card',
          'webhook-ticket',
          'email-brief',
        ]),
      ),
    )
  })

  test.each(PARTS)('$name works for every kind of message', ({ name, text, json }) => {
    for (const kind of PREVIEW_KINDS) {
      // These are told in the hub's own words.
      if (kind === 'test' || kind === 'storm') continue
      const data = templateData(messageOf(kind), { zone: 'Asia/Shanghai', now: NOW })
      const zone = 'Asia/Shanghai'
      const lengthMax = MESSAGE_LIMITS.rawLengthMax
      const made = shelf.render({ name, text, data, json, zone, lengthMax })
      if ('reason' in made) throw new Error(`${kind}: ${made.reason}`)
      if (json) expect(JSON.parse(made.text)).toEqual(expect.any(Object))
      else expect(made.text.trim()).not.toBe('')
    }
  })
})
