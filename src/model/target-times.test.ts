import { describe, expect, test } from 'vitest'
import type { NotifyTarget, Policy } from './configuration.ts'
import { partsOf } from './target-times.ts'

const NIGHTS = { mute: ['nights'] }
const OFFICE = { active: ['office'] }
const group = { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 60_000 }

function policy(notify: readonly NotifyTarget[], more: Partial<Policy> = {}): Policy {
  return { id: 'trouble', match: [], group, notify, recoveries: true, ...more }
}

/** The id, targets and times of each part. */
const gist = (parts: readonly Policy[]) =>
  parts.map(({ id, notify, escalate, targetTimes }) => [
    id,
    notify.map(({ to }) => to),
    ...(escalate === undefined ? [] : [escalate]),
    ...(targetTimes === undefined ? [] : [targetTimes]),
  ])

describe('a policy is told', () => {
  test('as itself where no target has times of its own, whatever times it has itself', () => {
    const plain = policy([{ to: 'ops' }, { to: 'log' }], NIGHTS)
    expect(partsOf(plain)).toEqual([plain])
    expect(partsOf(plain)[0]).toBe(plain)
  })

  test.each<[string, readonly NotifyTarget[], Partial<Policy>, readonly unknown[]]>([
    [
      'as two where one has',
      [{ to: 'ops' }, { to: 'log', ...NIGHTS }],
      {},
      [
        ['trouble', ['ops']],
        ['trouble/mute:nights', ['log'], NIGHTS],
      ],
    ],
    [
      'together to those that have the same',
      [{ to: 'log', ...NIGHTS }, { to: 'ops' }, { to: 'dev', ...NIGHTS }],
      {},
      [
        ['trouble', ['ops']],
        ['trouble/mute:nights', ['log', 'dev'], NIGHTS],
      ],
    ],
    [
      'under its own name to the first where all have some',
      [
        { to: 'log', ...NIGHTS },
        { to: 'dev', ...NIGHTS, ...OFFICE },
      ],
      {},
      [
        ['trouble', ['log'], NIGHTS],
        ['trouble/mute:nights;active:office', ['dev'], { ...NIGHTS, ...OFFICE }],
      ],
    ],
    [
      'by its steps as itself, though all of its targets have times',
      [{ to: 'log', ...OFFICE }],
      { escalate: 'on-call' },
      [
        ['trouble', [], 'on-call'],
        ['trouble/active:office', ['log'], OFFICE],
      ],
    ],
  ])('%s', (_name, notify, more, expected) => {
    expect(gist(partsOf(policy(notify, more)))).toEqual(expected)
  })

  test('in each part by its own times and rules beside those of the targets', () => {
    const [, part] = partsOf(
      policy([{ to: 'ops' }, { to: 'log', ...NIGHTS }], { ...OFFICE, holdMs: 5 }),
    )
    expect(part).toMatchObject({ ...OFFICE, holdMs: 5, group, targetTimes: NIGHTS })
  })
})
