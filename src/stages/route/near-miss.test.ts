import { describe, expect, test } from 'vitest'
import type { Policy } from '../../model/configuration.ts'
import type { Event } from '../../model/event.ts'
import { parseMatcher } from '../../model/matcher.ts'
import { compileTrees } from '../../model/route-tree.ts'
import { inLanguage } from '../../model/text.ts'
import { nearMisses } from './route.ts'

function policy(id: string, match: readonly string[], change: Partial<Policy> = {}): Policy {
  return {
    id,
    match: match.map(parseMatcher),
    group: { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 0 },
    notify: [],
    recoveries: true,
    ...change,
  }
}

const labels = { severity: 'warning', product: 'ECS', team: 'payments', host: 'web-1' }

const EVENT: Event = {
  id: 'e1',
  source: 's',
  kind: 'firing',
  dedupKey: 'k',
  deliveryKey: 'd',
  name: 'n',
  title: 't',
  severity: 'warning',
  receivedAt: 1,
  labels,
  fields: [],
  links: [],
}

/** Each as its name, and why. */
function missesOf(...policies: readonly Policy[]): readonly (readonly string[])[] {
  const misses = nearMisses(EVENT, policies, compileTrees(policies)(labels))
  return misses.map(({ policy: id, failing, takenBy }) => [
    id,
    ...failing.map(({ change }) => inLanguage(change, 'en')),
    ...(takenBy === undefined ? [] : [`taken by ${takenBy}`]),
  ])
}

describe('what would have to be different is said in words', () => {
  test.each([
    ['severity="critical"', 'severity would have to be "critical", it is "warning"'],
    [
      'severity=~"critical|error"',
      'severity would have to be "critical" or "error", it is "warning"',
    ],
    ['severity=~"crit.*"', 'severity would have to match "crit.*", it is "warning"'],
    ['severity!="warning"', 'severity would have to be other than "warning", it is "warning"'],
    ['severity!~"w.*"', 'severity would have to not match "w.*", it is "warning"'],
    ['region="cn"', 'region would have to be "cn", the event does not have it'],
    ['region!=""', 'region would have to have a value, the event does not have it'],
    ['team=""', 'team would have to be absent, it is "payments"'],
    [
      'team="payment"',
      'team would have to be "payment", it is "payments", which is nearly "payment": is one misspelt?',
    ],
    [
      'sevrity="warning"',
      'sevrity would have to be "warning", the event does not have it, but it has "severity", which is nearly the same: is one misspelt?',
    ],
    ['host="web-2"', 'host would have to be "web-2", it is "web-1"'],
  ])('%s', (matcher, words) => {
    expect(missesOf(policy('p', [matcher]))).toEqual([['p', `label ${words}`]])
  })
})

test('all matchers that fail are named, and those of which the fewest fail come first', () => {
  expect(
    missesOf(
      policy('two', ['severity="critical"', 'product="RDS"', 'team="payments"']),
      policy('one', ['severity="critical"']),
      policy('misspelt', ['team="payment"']),
      policy('wants-it', []),
    ),
  ).toEqual([
    ['misspelt', expect.stringContaining('is one misspelt?')],
    ['one', expect.stringContaining('severity')],
    ['two', expect.stringContaining('severity'), expect.stringContaining('product')],
  ])
})

test('a route needs what its parents need', () => {
  const child = policy('p/child', ['product="ECS"'])
  expect(missesOf(policy('p', ['severity="critical"'], { routes: [child] }))).toEqual([
    ['p', expect.stringContaining('severity')],
    ['p/child', expect.stringContaining('severity')],
  ])
})

test('a route behind one that took it and does not continue says so, and so do those below it', () => {
  const routes = [
    policy('p/before', ['team="shop"']),
    policy('p/goes-on', ['team="payments"'], { continues: true }),
    policy('p/taker', ['product="ECS"']),
    policy('p/behind', ['severity="warning"'], { routes: [policy('p/behind/below', [])] }),
    policy('p/other', ['severity="critical"']),
  ]
  expect(missesOf(policy('p', [], { routes }))).toEqual([
    ['p/behind', 'taken by p/taker'],
    ['p/behind/below', 'taken by p/taker'],
    ['p/before', expect.stringContaining('team')],
    ['p/other', expect.stringContaining('severity')],
  ])
})

test('the same is said in Chinese', () => {
  const [miss] = nearMisses(EVENT, [policy('p', ['team="payment"', 'region="cn"'])], [])
  expect(miss?.failing.map(({ change }) => inLanguage(change, 'zh'))).toEqual([
    '标签 team 须为 "payment"，当前为 "payments"，与 "payment" 相近：是否拼写有误？',
    '标签 region 须为 "cn"，事件没有该标签',
  ])
})

test('of thousands of policies the nearest are named, and no more', () => {
  const far = Array.from({ length: 5_000 }, (_, number) =>
    policy(`far-${number}`, ['a="b"', 'c="d"', `e="${number}"`]),
  )
  const misses = missesOf(...far, policy('near', ['severity="critical"']))
  expect(misses).toHaveLength(50)
  expect(misses[0]?.[0]).toBe('near')
})

test('a condition that does not hold is told with why, beside the matchers that fail', () => {
  const when = {
    text: 'severity == "critical"',
    objection: () => ({ en: 'it is false for this event', zh: '对该事件不成立' }),
  }
  expect(missesOf(policy('p', ['team="web"'], { when }))).toEqual([
    [
      'p',
      'label team would have to be "web", it is "payments"',
      'the condition "severity == \\"critical\\"" would have to hold, it is false for this event',
    ],
  ])
})
