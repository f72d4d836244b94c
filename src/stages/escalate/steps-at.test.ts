import { expect, test } from 'vitest'
import type { Configuration, EscalationPolicy } from '../../model/configuration.ts'
import { stepsAt } from './steps-at.ts'

const contact = (id: string) => {
  const endpoint = { id: `${id}/x`, lane: 'x', contact: id, channel: 'x', settings: {} }
  return { id, name: id, language: 'en', endpoints: [{ ...endpoint, language: 'en' }] } as const
}

const CONFIGURATION: Configuration = {
  ...{ revision: 'r', sources: [], policies: [], templates: new Map(), schedules: new Map() },
  ...{ inhibitions: [], maintenance: [], escalationPolicies: new Map(), muteTimings: new Map() },
  contacts: new Map(['wang', 'li'].map((id) => [id, contact(id)])),
  contactGroups: new Map([['ops', { id: 'ops', contacts: ['wang', 'li'] }]]),
}

const plan = (steps: EscalationPolicy['steps'], delayMs = 0): EscalationPolicy => ({
  ...{ id: 'p', repeat: 0, steps, delayMs },
})

test('whoever is on call when a step is told is named, not who is at the beginning', () => {
  const rota = {
    ...{ id: 'rota', zone: 'UTC', overrides: [] },
    layers: [
      {
        rotation: { unit: 'hours', every: 1, minute: 0, from: '1970-01-01' } as const,
        ...{ contacts: ['wang', 'li'], restrictions: [] },
      },
    ],
  }
  const configuration = { ...CONFIGURATION, schedules: new Map([['rota', rota]]) }
  const step = { notify: [{ schedule: 'rota' }], waitMs: 3_600_000 }
  const steps = stepsAt(plan([step, step]), { configuration, at: 0, severity: 'info' })
  expect(steps.map(({ contacts }) => contacts)).toEqual([['wang'], ['li']])
})

test.each([
  [
    'each step is told when the time of the one before is over',
    plan([
      { notify: [{ to: 'wang' }], waitMs: 60_000 },
      { notify: [{ to: 'ops' }], waitMs: 5_000 },
    ]),
    [
      { afterMs: 0, contacts: ['wang'] },
      { afterMs: 60_000, contacts: ['wang', 'li'] },
    ],
  ],
  [
    'a step that reaches nobody is left out, and the next one is told at once',
    plan(
      [
        { notify: [{ schedule: 'none' }], waitMs: 60_000 },
        { notify: [{ to: 'li' }], waitMs: 5_000 },
      ],
      1_000,
    ),
    [
      { afterMs: 1_000, contacts: [], leftOut: 'nobody-on-call' },
      { afterMs: 1_000, contacts: ['li'] },
    ],
  ],
  [
    'a step for other severities is left out',
    plan([{ notify: [{ to: 'li', severities: ['info'] }], waitMs: 1 }]),
    [{ afterMs: 0, contacts: [], leftOut: 'severity-filter' }],
  ],
  [
    'of a step whose contacts take turns one is told',
    plan([{ notify: [{ to: 'ops' }], waitMs: 1, roundRobin: true }]),
    [{ afterMs: 0, contacts: ['wang'] }],
  ],
])('%s', (_name, given, expected) => {
  const steps = stepsAt(given, { configuration: CONFIGURATION, at: 0, severity: 'critical' })
  expect(steps).toEqual(expected)
})
