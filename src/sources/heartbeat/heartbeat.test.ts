import { describe, expect, test } from 'vitest'
import { CONTEXT, readFixtures, sourceContract } from '../../../test/contract/source-contract.ts'
import { WATCH_LIMITS } from '../../base/limits.ts'
import type { SourceMethod, SourceReading } from '../../contract/source.ts'
import { heartbeat } from './heartbeat.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

sourceContract(heartbeat, FIXTURES)

describe('requests as they are sent', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const shown = JSON.stringify(heartbeat.read(request, CONTEXT), undefined, 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})

type Given = { path?: string; query?: string; body?: string; method?: SourceMethod; type?: string }

function read({ path = '', query = '', body = '', method = 'GET', type }: Given): SourceReading {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
  return heartbeat.read({ method, path, query, headers, body: Buffer.from(body) }, CONTEXT)
}

function pinged(given: Given) {
  const reading = read(given)
  return reading.kind === 'events' ? reading.pings?.[0] : reading.kind
}

const FORM = 'application/x-www-form-urlencoded'

test.each<[string, Given, object]>([
  ['the address alone', {}, { monitor: '', signal: 'ping' }],
  ['a HEAD request', { method: 'HEAD' }, { monitor: '', signal: 'ping' }],
  ['a name', { path: '/nightly-backup' }, { monitor: 'nightly-backup', signal: 'ping' }],
  ['a name of several parts', { path: '/db/backup/' }, { monitor: 'db/backup', signal: 'ping' }],
  ['a name in other letters', { path: '/%E5%A4%87%E4%BB%BD' }, { monitor: '备份', signal: 'ping' }],
  ['a name in capitals', { path: '/Nightly' }, { monitor: 'nightly', signal: 'ping' }],
  ['a beginning', { path: '/job/start' }, { monitor: 'job', signal: 'start' }],
  ['a failure', { path: '/fail' }, { monitor: '', signal: 'fail' }],
  ['a note', { path: '/job/log', body: 'x' }, { monitor: 'job', signal: 'note' }],
  ['an exit status of 0', { path: '/job/0' }, { monitor: 'job', signal: 'ping' }],
  [
    'an exit status that failed, and what it printed',
    { path: '/job/3', body: 'no space\u0000 left\n', method: 'POST', type: FORM },
    { monitor: 'job', signal: 'fail', text: 'exit status 3: no space left' },
  ],
  [
    'a failure in the query',
    { path: '/job', query: 'status=fail&msg=disk' },
    { monitor: 'job', signal: 'fail', text: 'disk' },
  ],
  [
    'a state in a form',
    { body: 'state=run', method: 'POST', type: FORM },
    { monitor: '', signal: 'start' },
  ],
  ['what a job printed', { body: 'done', method: 'POST' }, { monitor: '', signal: 'ping' }],
])('%s is understood', (_name, given, expected) => {
  expect(pinged(given)).toEqual(expected)
})

test.each<[string, Given]>([
  ['a status that is misspelt', { query: 'status=faild' }],
  ['a name that begins with a sign', { path: '/-rf' }],
  ['a name with blanks', { path: '/a%20b' }],
  ['a name that is too long', { path: `/${'a'.repeat(WATCH_LIMITS.monitorLengthMax + 1)}` }],
  ['a path that is not encoded as it should be', { path: '/%E5%A4' }],
])('%s is no ping', (_name, given) => {
  expect(pinged(given)).toBe('unparsable')
})

test.each([
  [{ interval: 3_600_000 }, { intervalMs: 3_600_000, graceMs: 360_000, severity: 'error' }],
  [{ interval: 60_000 }, { graceMs: 30_000 }],
  [{ interval: 86_400_000 * 7 }, { graceMs: 3_600_000 }],
  [
    { interval: 60_000, grace: 0, severity: 'critical' },
    { graceMs: 0, severity: 'critical' },
  ],
  [{ interval: 60_000, expected: ['Backup', '-'] }, { expected: ['backup'] }],
])('the settings %j are rules', (settings, rules) => {
  expect(heartbeat.heartbeats?.(settings)).toMatchObject(rules)
})
