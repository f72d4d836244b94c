import { expect, test } from 'vitest'
import { CATALOGUE } from './catalogue.ts'
import { PRESETS, presetOf } from './noise.ts'

const SNAPSHOT = {
  product: 'ECS',
  name: 'Snapshot:CreateSnapshotCompleted',
  kind: 'notice',
  severity: 'info',
  content: {},
} as const
type Facts = Parameters<typeof presetOf>[0]

test.each([
  ['Instance:StateChange', 'state-changes'],
  ['Disk:StateChange', 'state-changes'],
  ['Image:StateChange', 'state-changes'],
  ['Snapshot:CreateSnapshotInitiated', 'snapshots'],
  ['Snapshot:SnapshotDeleted', 'snapshots'],
  ['CloudAssistant:TaskCompleted', 'cloud-assistant'],
  ['CloudAssistant:FirstHeartbeat', 'cloud-assistant'],
  ['NetworkInterface:StateChange', 'network-interfaces'],
  ['NetworkInterface:PrivateIPv6Unassigned', 'network-interfaces'],
  ['NetworkInterface:SomethingNew', 'network-interfaces'],
  ['Instance:PerformanceModeChange', undefined],
  ['Disk:DiskOperationCompleted', undefined],
])('%s is of the preset %s', (name, preset) => {
  expect(presetOf({ ...SNAPSHOT, name })).toBe(preset)
})

test.each<[string, Partial<Facts>]>([
  ['worse than info', { severity: 'warning' }],
  ['a problem', { kind: 'firing' }],
  ['of another product', { product: 'RDS' }],
  ['about a snapshot that failed', { content: { result: 'failed' } }],
  ['about a task that failed in part', { content: { invocationStatus: 'PartialFailed' } }],
  ['about a command that ended with an error', { content: { exitCode: '1' } }],
])('what is %s is no noise', (_what, change) => {
  expect(presetOf({ ...SNAPSHOT, ...change })).toBeUndefined()
})

test.each<[string, Facts['content']]>([
  ['a snapshot that was made', { result: 'accomplished' }],
  ['a task that went well', { invocationStatus: 'Success', exitCode: 0 }],
])('%s is noise', (_what, content) => {
  expect(presetOf({ ...SNAPSHOT, content })).toBe('snapshots')
})

test('no event that is known to open or close something is noise', () => {
  const tracked = CATALOGUE.filter(({ statuses }) =>
    statuses.values().some(({ phase, level }) => phase !== 'notice' || level !== 'INFO'),
  )
  const noisy = tracked.filter(({ name }) => presetOf({ ...SNAPSHOT, name }) !== undefined)
  expect(noisy.map(({ name }) => name)).toEqual([])
})

test('each preset is of some known event, and has words in both languages', () => {
  const known = new Set(CATALOGUE.map(({ name }) => presetOf({ ...SNAPSHOT, name })))
  for (const { name, title } of PRESETS) {
    expect(known).toContain(name)
    expect(title).toEqual({ en: expect.any(String), zh: expect.any(String) })
  }
})
