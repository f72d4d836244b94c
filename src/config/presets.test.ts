import { expect, test } from 'vitest'
import type { Policy } from '../model/configuration.ts'
import { readGivenPolicy } from './given-policy.ts'
import { ADAPTERS } from './testing/adapters.ts'
import { fixtureText, loadFixture, printed } from './testing/fixtures.ts'

const HOUR = 60 * 60_000

async function loaded(top: string, policy: string) {
  const text = `${top}\n${fixtureText('good.yaml').replace(/\n {4}notify:/, `\n${policy}    notify:`)}`
  const loading = await loadFixture(text)
  if (loading.kind === 'broken') throw new Error(printed(loading))
  return loading.configuration
}

const presetsOf = ({ presets, routes }: Policy): unknown[] => [
  presets,
  ...(routes ?? []).flatMap(presetsOf),
]

test('presets are what their source says, unless the top, a policy or a route says otherwise', async () => {
  const shipped = await loaded('', '')
  expect(shipped.policies.flatMap(presetsOf)).toEqual([undefined])
  const { presets, policies } = await loaded(
    'presets: { snapshots: digest }',
    `    presets: { state-changes: drop }
    routes:
      - { match: ['region="a"'], presets: { snapshots: tell } }
      - match: ['region="b"']
        presets: { state-changes: { digest: 30m } }
        routes: [{ match: ['team="c"'] }]
`,
  )
  expect(presets).toEqual({ snapshots: { digestMs: HOUR } })
  expect(policies.flatMap(presetsOf)).toEqual([
    { snapshots: { digestMs: HOUR }, 'state-changes': 'drop' },
    { 'state-changes': 'drop' },
    { snapshots: { digestMs: HOUR }, 'state-changes': { digestMs: HOUR / 2 } },
    { snapshots: { digestMs: HOUR }, 'state-changes': { digestMs: HOUR / 2 } },
  ])
})

test('a policy that is only tried has what the top of the running configuration says', async () => {
  const configuration = await loaded('presets: { snapshots: { digest: 90m } }', '')
  const given = { match: [], notify: [{ to: 'ops' }], presets: { 'state-changes': 'drop' } }
  const read = await readGivenPolicy(given, configuration, ADAPTERS)
  expect(read).toMatchObject({
    kind: 'policy',
    policy: { presets: { snapshots: { digestMs: 1.5 * HOUR }, 'state-changes': 'drop' } },
  })
})
