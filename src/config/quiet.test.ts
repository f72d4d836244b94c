import { expect, test } from 'vitest'
import { heartbeat } from '../sources/heartbeat/heartbeat.ts'
import { loadConfiguration } from './config.ts'

async function load(source: string) {
  const text = `sources:\n  jobs: ${source}\n`
  return loadConfiguration({
    path: 'tocsin.yaml',
    environment: {},
    readFile: async () => ({ kind: 'read', bytes: Buffer.from(text) }),
    adapters: { sources: [heartbeat], channels: [] },
  })
}

test.each([
  ['quiet: 6h', { kind: 'after', ms: 21_600_000 }],
  ['quiet: auto', { kind: 'auto' }],
  ['quiet: off', { kind: 'off' }],
  ['severity: error', undefined],
])('%s is the rule %j', async (key, rule) => {
  const loading = await load(`{ type: heartbeat, key: a-long-ingest-key, interval: 1h, ${key} }`)
  if (loading.kind === 'broken') throw new Error(JSON.stringify(loading.problems))
  expect(loading.configuration.sources[0]?.quiet).toEqual(rule)
})

test('an interval that is too short is refused with the shortest', async () => {
  const loading = await load('{ type: heartbeat, key: a-long-ingest-key, interval: 1s }')
  expect(loading.kind === 'broken' ? loading.problems[0]?.message : '').toContain(
    'It has to be at least 10s.',
  )
})
