import { describe, expect, test } from 'vitest'
import type { Policy } from './configuration.ts'
import { chooseByPreset, PolicyIndex } from './preset.ts'

const HOUR = 60 * 60_000
const group = { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 4 * HOUR }

function policy(id: string, presets?: Policy['presets']): Policy {
  const noise = { count: 3, withinMs: 1000, muteMs: 1000 }
  const base = { id, match: [], group, notify: [{ to: 'ops' }], recoveries: true, noise }
  return presets === undefined ? base : { ...base, presets }
}

const TELLS = policy('tells')
const DROPS = policy('drops', { snapshots: 'drop' })
const DIGESTS = policy('digests', { snapshots: { digestMs: HOUR } })

describe('the policies that want an event', () => {
  test('tell what is no noise as they do', () => {
    const all = [TELLS, DROPS, DIGESTS]
    expect(chooseByPreset(all, undefined)).toEqual({ policies: all, dropped: [] })
    expect(chooseByPreset(all, 'state-changes')).toEqual({ policies: all, dropped: [] })
  })

  test('do with noise what each of them says', () => {
    const { policies, dropped } = chooseByPreset([TELLS, DROPS, DIGESTS], 'snapshots')
    expect(dropped).toEqual([DROPS])
    expect(policies.map(({ id }) => id)).toEqual(['tells', 'digests/preset:snapshots'])
    expect(policies[1]).toEqual({
      ...DIGESTS,
      noise: undefined,
      id: 'digests/preset:snapshots',
      group: { ...group, by: [], waitMs: HOUR, intervalMs: HOUR },
    })
  })
})

describe('an index of policies', () => {
  const index = new PolicyIndex([TELLS, DIGESTS].map((one) => [one.id, one]))

  test('has policies, and their digests when these are asked for', () => {
    expect(index.get('tells')).toBe(TELLS)
    expect(index.get('digests/preset:snapshots')?.group.waitMs).toBe(HOUR)
    expect([...index.keys()]).toEqual(['tells', 'digests'])
  })

  test('has the digest of a policy that digests nothing any more, for what waits in it', () => {
    expect(index.get('tells/preset:snapshots')).toMatchObject({
      id: 'tells/preset:snapshots',
      notify: [{ to: 'ops' }],
      group: { by: [] },
    })
  })

  test('has nothing of a policy that is not there', () => {
    expect(index.get('gone')).toBeUndefined()
    expect(index.get('gone/preset:snapshots')).toBeUndefined()
    expect(index.get('/preset:snapshots')).toBeUndefined()
  })
})
