import { describe, expect, test } from 'vitest'
import type { Configuration, Contact, EscalationStep } from '../../model/configuration.ts'
import { parseTimes } from '../../model/time-interval-text.ts'
import { surroundings } from './reach.ts'

/** A Thursday at noon in UTC. */
const NOON = Date.UTC(2026, 2, 5, 12)
const HOUR = 3_600_000

function contactOf(id: string, change: Partial<Contact> = {}): Contact {
  const endpoint = { id: `${id}/x`, lane: 'x', contact: id, channel: 'x', settings: {} }
  return { id, name: id, language: 'en', endpoints: [{ ...endpoint, language: 'en' }], ...change }
}

const contacts = [
  contactOf('wang'),
  contactOf('li'),
  contactOf('zhao', { rules: [{ channels: ['x'], afterMs: 0, severities: ['critical'] }] }),
  contactOf('away', { endpoints: [] }),
]

const CONFIGURATION: Configuration = {
  ...{ revision: 'r', sources: [], policies: [], templates: new Map(), schedules: new Map() },
  ...{ inhibitions: [], maintenance: [], escalationPolicies: new Map() },
  contacts: new Map(contacts.map((contact) => [contact.id, contact])),
  contactGroups: new Map([['ops', { id: 'ops', contacts: ['away', 'li', 'wang'] }]]),
  muteTimings: new Map([
    ['office', { id: 'office', intervals: [parseTimes({ times: ['14:00-18:00'] })] }],
  ]),
  fallback: 'ops',
}

const around = surroundings({ configuration: CONFIGURATION, now: NOON })
const stepOf = (
  names: readonly string[],
  change: Partial<EscalationStep> = {},
): EscalationStep => ({
  notify: names.map((to) => ({ to })),
  waitMs: 1,
  ...change,
})

describe('whom a step reaches', () => {
  const turns = { roundRobin: true }
  test.each<[string, EscalationStep, number, readonly string[]]>([
    ['everybody who can be told, each once', stepOf(['wang', 'ops']), 0, ['wang', 'li']],
    ['whose turn it is', stepOf(['wang', 'li'], turns), 1, ['li']],
    ['the first again after the last', stepOf(['wang', 'li'], turns), 2, ['wang']],
    ['the next where that one cannot be told', stepOf(['away', 'li', 'wang'], turns), 0, ['li']],
    ['the first where the last cannot', stepOf(['wang', 'li', 'away'], turns), 2, ['wang']],
    ['nobody where none can be told', stepOf(['away'], turns), 0, []],
    [
      'whom its targets take of this severity',
      { notify: [{ to: 'wang', severities: ['critical'] }, { to: 'li' }], waitMs: 1 },
      0,
      ['li'],
    ],
    ['nobody whose own rules leave out the severity', stepOf(['zhao']), 0, []],
  ])('%s', (_name, step, turn, expected) => {
    const reach = around.reachOf(step, { severity: 'warning', turn })
    expect(reach).toEqual(
      expected.length > 0 ? { kind: 'reached', contacts: expected } : { kind: 'nobody-on-call' },
    )
  })

  test('is nobody, and for another reason, where no target takes the severity', () => {
    const step = { notify: [{ to: 'wang', severities: ['critical'] }], waitMs: 1 } as const
    expect(around.reachOf(step, { severity: 'info', turn: 0 })).toEqual({ kind: 'severity-filter' })
  })
})

test('the fallback group is those of it who can be told', () => {
  expect(around.fallback()).toEqual(['li', 'wang'])
})

test.each<[string, readonly string[], number, number | undefined]>([
  ['begin when they do', ['office'], NOON, NOON + 2 * HOUR],
  ['have begun', ['office'], NOON + 2 * HOUR, undefined],
  ['that are no longer configured hold nothing back', ['gone'], NOON, undefined],
  [
    'of which one is no longer configured are the others',
    ['gone', 'office'],
    NOON,
    NOON + 2 * HOUR,
  ],
])('hours %s', (_name, active, now, expected) => {
  const { hoursBeginAt } = surroundings({ configuration: CONFIGURATION, now })
  expect(hoursBeginAt(active)).toBe(expected)
})
