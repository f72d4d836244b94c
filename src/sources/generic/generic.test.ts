import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodingsContract } from '../../../test/contract/encodings.ts'
import { mutatedRequest } from '../../../test/contract/mutations.ts'
import {
  CONTEXT,
  postOf,
  readFixtures,
  sourceContract,
} from '../../../test/contract/source-contract.ts'
import { GENERIC_LIMITS } from '../../base/limits.ts'
import type { EntryTrace, SourceReading } from '../../contract/source.ts'
import type { Settings } from '../../model/configuration.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { generic } from './generic.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

sourceContract(generic, FIXTURES)
encodingsContract(generic, FIXTURES, ['json'])

describe('payloads without a mapping', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = generic.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})

const MAPPED: Settings = {
  each: '$.checks[?@.kind != "noise"]',
  title: ['{{ .service }} is {{ .state }} ({{ .body.site }})'],
  text: ['$.notes', '$.output'],
  name: ['$.service'],
  severity: ['$.weight'],
  severities: { '5': 'critical', Urgent: 'error', '*': 'info' },
  status: ['$.state'],
  resolved: 'state == "green"',
  acknowledged: 'state == "seen"',
  notice: 'kind == "deploy"',
  ignored: 'get(entry, "test") == true',
  dedupKey: ['$.id', '{{ .body.site }}/{{ .service }}'],
  labels: { '*': ['$.tags'], site: ['{{ .body.site }}'], team: ['ops'] },
  fields: { Output: ['$.output'], Rows: ['$.rows[*]'] },
  links: { Dashboard: ['$.url'], Runbook: ['{{ .body.runbooks }}/{{ .service }}'] },
  time: ['$.at'],
  zone: 'Asia/Shanghai',
}

const BODY = {
  site: 'hz',
  runbooks: 'http://wiki.internal',
  checks: [
    {
      ...{ service: 'web', state: 'red', weight: 5, at: '2026-03-05 10:15:01', rows: [1, 2] },
      ...{
        tags: { rack: 'r7', deep: { a: 1 } },
        output: 'no answer',
        url: 'https://dash.example.com/web',
      },
    },
    { service: 'db', state: 'green', weight: 'urgent', id: 'DB|1', at: 1_772_676_901 },
    { service: 'mq', state: 'seen', weight: 'odd', at: 'yesterday' },
    { service: 'ci', state: 'done', kind: 'deploy' },
    { service: 'x', state: 'red', test: true },
    { service: 'y', state: 'red', kind: 'noise' },
  ],
}

describe('a mapping', () => {
  const events = eventsOf(BODY, MAPPED)

  test('makes one event of each entry that its path finds and nothing ignores', () => {
    expect(events.map(({ name, kind }) => [name, kind])).toEqual([
      ['web', 'firing'],
      ['db', 'resolved'],
      ['mq', 'acknowledged'],
      ['ci', 'notice'],
    ])
  })

  test('says every part of an event', () => {
    expect(events[0]).toMatchObject({
      title: 'web is red (hz)',
      severity: 'critical',
      status: 'red',
      dedupKey: 'hz/web',
      sourceAt: Date.UTC(2026, 2, 5, 2, 15, 1),
      labels: { rack: 'r7', deep: '{"a":1}', site: 'hz', team: 'ops' },
      fields: [
        { label: { en: 'Details', zh: '详情' }, value: 'no answer' },
        { label: 'Output', value: 'no answer' },
        { label: 'Rows', value: '1, 2' },
        { label: 'Runbook', value: 'http://wiki.internal/web' },
      ],
      links: [{ text: 'Dashboard', url: 'https://dash.example.com/web' }],
    })
  })

  test('takes the first that finds something', () => {
    expect(events.map(({ dedupKey }) => dedupKey)).toEqual(['hz/web', 'db%7c1', 'hz/mq', 'hz/ci'])
  })

  test('says what severities mean, without regard to case, and what all others do', () => {
    expect(events.map(({ severity }) => severity)).toEqual(['critical', 'error', 'info', 'info'])
  })

  test('dates nothing by a time that is none', () => {
    expect(events[2]).toMatchObject({ recurs: true })
    expect(events[2]).not.toHaveProperty('sourceAt')
  })

  test('that fails or finds nothing costs no event: usual keys stand in for it', () => {
    const settings: Settings = {
      title: ['$.none', '{{ index .rows 9 }}'],
      severity: ['{{ fail "x" }}'],
      resolved: 'state.deep.value == 1',
      dedupKey: ['{{ .none }}'],
      labels: { host: ['$.none'] },
    }
    const body = { title: 'Down', level: 'error', rows: [1], state: 'up', rule_id: 7 }
    expect(eventsOf(body, settings)).toMatchObject([
      { title: 'Down', severity: 'error', kind: 'firing', dedupKey: '7', labels: {} },
    ])
    const problems = tracesOf(body, settings).flatMap(({ parts }) =>
      parts.flatMap(({ part, problems: all }) => all.map((problem) => [part, problem])),
    )
    expect(problems.map(([part]) => part)).toEqual(['resolved', 'title', 'dedupKey', 'severity'])
  })

  test('that loops without end is cut off, and the event is kept', () => {
    const settings: Settings = { title: ['{{ range untilStep 0 1000000 1 }}x{{ end }}'] }
    expect(eventsOf({ title: 'Down' }, settings)).toMatchObject([{ title: 'Down' }])
  })

  test('sees no clock and no chance: the same request gives the same event', () => {
    const settings: Settings = {
      title: ['{{ now | date "2006" }} {{ randAlphaNum 8 }} {{ uuidv4 }}'],
    }
    expect(eventsOf({ a: 1 }, settings)).toEqual(eventsOf({ a: 1 }, settings))
  })

  test('sees headers without what proves who is speaking', () => {
    const settings: Settings = {
      title: ['{{ index .headers "x-from" }} {{ index .headers "authorization" }}'],
    }
    const request = postOf('{"a":1}')
    const headers = { ...request.headers, 'x-from': 'zabbix', authorization: 'Bearer hidden' }
    const reading = generic.read({ ...request, headers }, { ...CONTEXT, settings })
    expect(JSON.stringify(reading)).toContain('zabbix')
    expect(JSON.stringify(reading)).not.toContain('hidden')
  })

  test('reads mutated requests without throwing, twice the same', () => {
    const fixture = postOf(JSON.stringify(BODY))
    fc.assert(
      fc.property(mutatedRequest(fixture), (request) => {
        const context = { ...CONTEXT, settings: MAPPED }
        const reading = JSON.stringify(generic.read(request, context))
        expect(JSON.stringify(generic.read(request, context))).toBe(reading)
        expect(Array.isArray(generic.trace?.(request, context))).toBe(true)
      }),
      { numRuns: 1_000, seed: 20_260_305 },
    )
  })
})

describe('several events in one request', () => {
  test('the same entry in two requests with different heads is told apart by its kind', () => {
    const settings: Settings = { each: '$.items[*]', resolved: 'body.ok' }
    const [down] = eventsOf({ ok: false, items: [{ name: 'web' }] }, settings)
    const [up] = eventsOf({ ok: true, items: [{ name: 'web' }] }, settings)
    expect(up?.dedupKey).toBe(down?.dedupKey)
    expect(up?.deliveryKey).not.toBe(down?.deliveryKey)
  })

  test('an empty list says that nothing is the matter', () => {
    expect(eventsOf({ checks: [] }, { each: '$.checks[*]' })).toEqual([])
  })

  test('a path that finds nothing in anything is told, with the keys that are there', () => {
    expect(readingOf({ alarms: [1] }, { each: '$.checks[*]' })).toMatchObject({
      kind: 'unparsable',
      found: 'An object with the keys alarms, which is without anything at $.checks[*].',
    })
  })

  test('a path that takes too much work is told', () => {
    const rows = Array.from({ length: 2_000 }, () => [1, 2, 3])
    expect(readingOf(rows, { each: '$[?count($..*) > 1]' })).toMatchObject({ kind: 'unparsable' })
  })

  test('more entries than one request may bring are refused whole', () => {
    const body = Array.from({ length: GENERIC_LIMITS.entriesMax + 1 }, () => ({ a: 1 }))
    expect(readingOf(body, {})).toMatchObject({ kind: 'unparsable' })
  })

  test('a mapping without "each" speaks of the whole body, though it has a list of alerts', () => {
    const body = { site: 'hz', alerts: [{ title: 'a' }, { title: 'b' }] }
    expect(eventsOf(body, { title: ['$.site'] }).map(({ title }) => title)).toEqual(['hz'])
    expect(eventsOf(body, {}).map(({ title }) => title)).toEqual(['a', 'b'])
  })
})

describe('without a mapping', () => {
  test('a mark of the phase before a title makes no other problem of it', () => {
    const keys = ['[FIRING:1] Disk full', '[RESOLVED] disk full', '【恢复】Disk full'].map(
      (title) => eventsOf({ title, host: 'web-1' }, {})[0]?.dedupKey,
    )
    expect(new Set(keys).size).toBe(1)
  })

  test('the same name in two places is two problems', () => {
    const keys = ['web-1', 'web-2'].map(
      (host) => eventsOf({ alertname: 'Down', host }, {})[0]?.dedupKey,
    )
    expect(new Set(keys).size).toBe(2)
  })

  test('two that say nothing that is known are two problems', () => {
    const keys = [1, 2].map((a) => eventsOf({ a }, {})[0]?.dedupKey)
    expect(new Set(keys).size).toBe(2)
  })

  test('ids that a number cannot hold stay apart', () => {
    const read = (id: string): string | undefined => {
      const reading = generic.read(postOf(`{"title":"a","alert_id":${id}}`), CONTEXT)
      return reading.kind === 'events' ? reading.events[0]?.dedupKey : undefined
    }
    expect(read('12345678901234567891')).toBe('12345678901234567891')
    expect(read('12345678901234567892')).toBe('12345678901234567892')
  })
})

test('a trace says of every part where it came from, and which event it became', () => {
  const [first, second] = tracesOf(
    [
      { title: 'Down', state: 'ok' },
      { title: 'Test', test: true },
    ],
    { ignored: 'get(entry, "test") == true', dedupKey: ['fixed'] },
  )
  expect(first?.event).toBe(0)
  expect(first?.parts.map(({ part, by, from }) => [part, by, from])).toEqual([
    ['ignored', 'setting', 'get(entry, "test") == true'],
    ['status', 'guess', '$.state'],
    ['kind', 'guess', 'status "ok"'],
    ['title', 'guess', '$.title'],
    ['dedupKey', 'setting', 'fixed'],
  ])
  expect(second).not.toHaveProperty('event')
})

function readingOf(body: unknown, settings: Settings): SourceReading {
  return generic.read(postOf(JSON.stringify(body)), { ...CONTEXT, settings })
}

function eventsOf(body: unknown, settings: Settings): readonly ParsedEvent[] {
  const reading = readingOf(body, settings)
  return reading.kind === 'events' ? reading.events : []
}

function tracesOf(body: unknown, settings: Settings): readonly EntryTrace[] {
  return generic.trace?.(postOf(JSON.stringify(body)), { ...CONTEXT, settings }) ?? []
}
