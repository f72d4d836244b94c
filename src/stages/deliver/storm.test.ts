import { expect, test } from 'vitest'
import type { Language } from '../../model/text.ts'
import { compose } from './compose.ts'
import { planLane } from './plan.ts'
import { sampleEntries, sampleNotification } from './sample.ts'
import { plainText } from './template-data.ts'

const NOW = 1_772_676_901_000
const storm = sampleNotification('storm', [], NOW)

function said(language: Language, change = {}) {
  const message = compose({
    notification: { ...storm, ...change },
    language,
    statesNow: new Map(),
    mentionAll: true,
    actions: [{ text: 'Resolve', url: 'https://example.com' }],
    zone: 'Asia/Shanghai',
    now: NOW + 60_000,
  })
  return { message, text: plainText(message.blocks, language) }
}

test('a storm says how many, what they share, and what becomes of them, in both languages', () => {
  const { message, text } = said('en')
  expect(message.title).toBe('Alert storm: 52 new alerts within 5 min')
  expect(text).toMatch(/Critical alerts are still told one by one\..*held until it is calmer/s)
  expect(text).toMatch(/product=ECS.*52 of 52.*region=cn-hangzhou.*41 of 52/s)
  expect(said('zh').message.title).toBe('告警风暴：5 分钟内新增 52 个告警')
  expect(said('zh').text).toMatch(/严重告警仍会逐条通知.*41 \/ 52 个.*2026-03-05 10:15:01 \+08:00/s)
})

test('a storm rings, and has no buttons: there is no one alert to answer', () => {
  expect(said('en', { mentions: ['13800000000'] }).message).toMatchObject({
    kind: 'storm',
    severity: 'critical',
    state: 'firing',
    actions: [],
    alerts: [],
    mentions: { mobiles: ['13800000000'], all: true },
  })
})

test('the copy for a standby endpoint says what went wrong first', () => {
  expect(said('en', { trouble: 'The token does not exist.' }).text).toMatch(/^The token/)
})

test('a storm goes out by itself, in front of a digest of everything else', () => {
  const alert = sampleNotification('alert', sampleEntries('alert', NOW), NOW)
  const others = Array.from({ length: 300 }, (_, index) => ({
    ...alert,
    id: `n${index}`,
    severity: 'warning' as const,
  }))
  const plan = planLane({
    robots: [
      {
        state: { lane: 'l', sent: [], failures: 0, health: 'ok' },
        limits: { messagesMax: 20, windowMs: 60_000, penaltyMs: 0 },
        settings: 's',
        endpointId: 'e',
      },
    ],
    due: [{ ...storm, severity: 'critical' }, ...others],
    room: { entriesMax: 500, bytesMax: 100_000 },
    now: NOW,
  })
  expect(plan).toMatchObject({ kind: 'send', singles: [{ kind: 'storm' }] })
  expect(plan.kind === 'send' && plan.digest.length).toBe(300)
})
