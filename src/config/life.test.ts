import { describe, expect, test } from 'vitest'
import type { Configuration } from '../model/configuration.ts'
import { LIFE_DEFAULTS } from '../model/life.ts'
import { STORM_DEFAULTS } from '../model/storm.ts'
import { fixtureText, loadFixture, printed } from './testing/fixtures.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

async function configured(changes: readonly (readonly [string, string])[]): Promise<Configuration> {
  const text = changes.reduce(
    (before, [found, replaced]) => before.replace(found, replaced),
    fixtureText('good.yaml'),
  )
  const loading = await loadFixture(text)
  if (loading.kind === 'broken') throw new Error(printed(loading))
  return loading.configuration
}

const CLOUD = 'type: cloudmonitor'
const lifeOf = async (own: string, alerts = '') =>
  (
    await configured([
      [CLOUD, `${CLOUD}${own}`],
      ['contacts:', `${alerts}\ncontacts:`],
    ])
  ).sources[0]?.life

describe('how the alerts of a source live', () => {
  const ends = (afterMs: number, acknowledged = false) => ({
    autoResolve: { afterMs, acknowledged },
  })
  test.each<[string, string, string, object]>([
    ['is by the defaults where nothing is said', '', '', LIFE_DEFAULTS],
    ['is what the source says', ', autoResolve: 1h', '', ends(HOUR)],
    [
      'is what the source says in full',
      ', autoResolve: { after: 2h, acknowledged: true }',
      '',
      ends(2 * HOUR, true),
    ],
    [
      'is the source’s before that of all',
      ', reopen: 5m',
      'alerts: { reopen: 9m }',
      { reopenMs: 5 * MINUTE },
    ],
    [
      'is that of all where the source says nothing',
      '',
      'alerts: { reopen: 9m }',
      { reopenMs: 9 * MINUTE },
    ],
    [
      'fills in what a flapping rule does not say',
      ', flapping: { changes: 6 }',
      'alerts: { flapping: { mute: 9m } }',
      { flapping: { ...LIFE_DEFAULTS.flapping, changes: 6 } },
    ],
  ])('%s', async (_name, own, alerts, expected) => {
    expect(await lifeOf(own, alerts)).toMatchObject(expected)
  })

  test('has no time-out of all sources where the sender repeats rarely', async () => {
    expect(await lifeOf('', 'alerts: { autoResolve: 1h }')).toEqual(LIFE_DEFAULTS)
    const own = await lifeOf(', autoResolve: 2h', 'alerts: { autoResolve: 1h }')
    expect(own).toMatchObject(ends(2 * HOUR))
  })

  test('can be off, in a source and for all', async () => {
    expect(await lifeOf(', flapping: off, autoResolve: off')).toEqual({ reopenMs: 0 })
    expect(await lifeOf('', 'alerts: { flapping: off }')).toEqual({ reopenMs: 0 })
    expect(await lifeOf(', flapping: {}', 'alerts: { flapping: off }')).toEqual(LIFE_DEFAULTS)
  })
})

describe('what a policy holds back', () => {
  const policyWith = async (keys: string) =>
    (await configured([['\n    notify:', `\n${keys}\n    notify:`]])).policies[0]

  test('is nothing but storms where nothing is said', async () => {
    const policy = await policyWith('')
    expect(policy?.storm).toEqual(STORM_DEFAULTS)
    expect(policy).not.toHaveProperty('noise')
    expect(policy).not.toHaveProperty('holdMs')
  })

  test('is what it says, its gaps filled in, and groups by name and resource', async () => {
    const policy = await policyWith(
      '    hold: 5m\n    noise: { count: 3 }\n    storm: { thresholds: [20] }',
    )
    expect(policy).toMatchObject({
      holdMs: 5 * MINUTE,
      noise: { count: 3, withinMs: 5 * MINUTE, muteMs: 5 * MINUTE },
      storm: { thresholds: [20], withinMs: 5 * MINUTE },
      group: { by: ['name', 'resource'], waitMs: 0, intervalMs: 0 },
    })
  })

  test('is handed down to routes, which may say otherwise', async () => {
    const policy = await policyWith(
      `    hold: 5m
    noise: { count: 3 }
    storm: off
    routes:
      - { match: ['a="b"'] }
      - { match: ['a="c"'], hold: 0s, noise: off, storm: {} }`,
    )
    const [same, other] = policy?.routes ?? []
    expect(same).toMatchObject({
      holdMs: 5 * MINUTE,
      noise: { count: 3 },
      group: { by: ['name', 'resource'] },
    })
    expect(same).not.toHaveProperty('storm')
    expect(other).toMatchObject({ storm: STORM_DEFAULTS, group: { by: ['alert'] } })
    expect(other).not.toHaveProperty('noise')
    expect(other).not.toHaveProperty('holdMs')
  })
})
