import { describe, expect, test } from 'vitest'
import { type ConditionFacts, conditionFacts } from '../model/condition.ts'
import type { Event } from '../model/event.ts'
import { inLanguage } from '../model/text.ts'
import { fixtureText, loadFixture } from './testing/fixtures.ts'

const EVENT: Event = {
  id: 'e1',
  source: 'aliyun',
  kind: 'firing',
  dedupKey: 'key',
  deliveryKey: 'delivery',
  name: 'Disk',
  title: { en: 'The disk is full', zh: '磁盘已满' },
  severity: 'critical',
  receivedAt: 1,
  labels: { team: 'payments', region: 'cn-hangzhou' },
  fields: [{ label: { en: 'Mount', zh: '挂载点' }, value: '/var' }],
  links: [],
}

async function objectionTo(condition: string, facts: ConditionFacts): Promise<string | undefined> {
  const text = fixtureText('condition-good.yaml').replace(/when: '.*'\n/, `when: '${condition}'\n`)
  const loading = await loadFixture(text)
  if (loading.kind === 'broken') throw new Error(loading.problems[0]?.message)
  const found = loading.configuration.policies[0]?.when
  if (found === undefined) throw new Error('the policy has no condition')
  const objection = found.objection(facts)
  return objection && inLanguage(objection, 'en')
}

describe('a condition holds', () => {
  test.each([
    'severity == "critical" and kind == "firing"',
    'labels.team in ["payments", "web"]',
    'content contains "磁盘" and content contains "disk is full"',
    'content contains "挂载点"',
    'fields.Mount startsWith "/v"',
    'title matches "(?i)DISK"',
    'labels.absent == nil and status == ""',
    'any(keys(labels), # == "region")',
  ])('%s', async (condition) => {
    expect(await objectionTo(condition, conditionFacts(EVENT))).toBeUndefined()
  })
})

describe('a condition does not hold, and says why', () => {
  test.each([
    ['severity == "info"', 'it is false for this event'],
    ['labels.absent contains "x"', 'it is false for this event'],
    ['int(labels.team) > 3', /^it cannot be judged: /],
  ])('%s', async (condition, why) => {
    expect(await objectionTo(condition, conditionFacts(EVENT))).toMatch(why)
  })
})
