import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adapters } from '../adapters.ts'
import { loadConfiguration } from '../config/config.ts'
import type { RecordedEvent, Recording } from '../contract/recording.ts'
import type { Answer } from '../model/answer.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Event } from '../model/event.ts'
import type { Silence } from '../model/silence.ts'
import { rowsOf } from './recording.ts'
import { type Replay, replay } from './replay.ts'

const T0 = 1_772_676_900_000
const SECOND = 1_000
const HOUR = 60 * 60_000

const CONFIGURATION = `
contacts:
  ops: { endpoints: [{ channel: webhook, url: "http://127.0.0.1:9/hook" }] }
policies:
  all: { match: [], group: { by: [alert], wait: 0s, interval: 1m, repeat: 1h }, notify: [{ to: ops }] }
`

async function configured(text: string): Promise<Configuration> {
  const bytes = new TextEncoder().encode(text)
  const loading = await loadConfiguration({
    ...{ path: 'tocsin.yaml', environment: {}, adapters },
    readFile: async () => ({ kind: 'read', bytes }),
  })
  if (loading.kind === 'broken') throw new Error(JSON.stringify(loading.problems))
  return loading.configuration
}

let made = 0

function event(seconds: number, change: Partial<Event> = {}): Event {
  made += 1
  const id = `e${String(made).padStart(5, '0')}`
  return {
    ...{ id, source: 's', kind: 'firing', dedupKey: 'k', deliveryKey: id, name: 'n', title: 't' },
    ...{ severity: 'warning', receivedAt: T0 + seconds * SECOND, labels: { source: 's' } },
    ...{ fields: [], links: [] },
    ...change,
  }
}

function answered(seconds: number, answer: Partial<Answer>): Event {
  const kind = answer.action === 'resolve' ? 'resolved' : 'acknowledged'
  const given: Answer = {
    ...{ action: 'acknowledge', by: 'Li', via: 'api', alertId: 'recorded' },
    ...answer,
  }
  return event(seconds, { kind, answer: given })
}

/** A recording of the events, in their order; `firstEventId` of those that go on with an alert. */
function recordingWith(
  events: readonly (Event | RecordedEvent)[],
  silences: readonly Silence[] = [],
): Recording {
  const rows = events.map((one) => ('event' in one ? one : { event: one }))
  const times = rows.map(({ event: { receivedAt } }) => receivedAt)
  return {
    span: async () => ({ firstAt: Math.min(...times), lastAt: Math.max(...times) }),
    sent: async () => ({ rows: [] }),
    silences: async () => silences,
    overrides: async () => [],
    events: async ({ since, until }) => ({
      rows: rows.filter(({ event: { receivedAt: at } }) => at >= since && at < until),
    }),
  }
}

async function run(
  recording: Recording,
  change: Partial<Parameters<typeof replay>[0]> = {},
): Promise<Replay> {
  const configuration = await configured(CONFIGURATION)
  const { channels } = adapters
  const span = { since: T0, until: T0 + HOUR / 2 }
  return replay({ recording, configuration, channels, ...span, ...change })
}

/** What was sent: seconds after the beginning, and of which kind. */
async function sentIn(done: Replay): Promise<readonly (readonly [number, string])[]> {
  const sent: [number, string][] = []
  const query = { since: 0, until: T0 * 2, limit: 500 }
  for await (const { at, kind } of rowsOf((page) => done.recording.sent(page), query))
    sent.push([(at - T0) / SECOND, kind])
  await done.close()
  return sent
}

test('an answer applies to the alert that the same event began', async () => {
  const first = event(0)
  const answer = answered(90, { action: 'resolve' })
  const done = await run(recordingWith([first, { event: answer, firstEventId: first.id }]))
  expect(done).toMatchObject({ events: 2, strangers: 0, faults: 0 })
  expect(await sentIn(done)).toEqual([
    [0, 'alert'],
    [120, 'resolved'],
  ])
})

test('what the hub noted by itself is not run: the replay notes it by itself, or does not', async () => {
  const first = event(0)
  const noted = answered(90, { action: 'resolve', via: 'hub' })
  const done = await run(recordingWith([first, { event: noted, firstEventId: first.id }]))
  expect(done.events).toBe(1)
  expect(await sentIn(done)).toEqual([[0, 'alert']])
})

test('events of an alert that began before everything are counted, and an answer to it changes nothing', async () => {
  const answer = answered(5, { action: 'resolve' })
  const done = await run(recordingWith([{ event: answer, firstEventId: 'long-ago' }]))
  expect(done).toMatchObject({ events: 1, strangers: 1 })
  expect(await sentIn(done)).toEqual([])
})

test('a silence that is over holds for as long as it really did', async () => {
  const silence: Silence = {
    ...{ id: 'si', matchers: ['source="s"'], createdBy: 'Li', comment: '' },
    ...{ startsAt: T0 - SECOND, endsAt: T0 + 300 * SECOND },
  }
  const done = await run(recordingWith([event(0)], [silence]))
  expect(await sentIn(done)).toEqual([[300, 'alert']])
})

test('a silence from a chat that has been forgotten is known from its answer', async () => {
  const first = event(0)
  const until = T0 + 2 * HOUR
  const silenced = answered(10, { action: 'silence', silenceId: 'si', until })
  const worse = event(20, { severity: 'critical' })
  const done = await run(
    recordingWith([
      first,
      { event: silenced, firstEventId: first.id },
      { event: worse, firstEventId: first.id },
    ]),
  )
  expect(await sentIn(done)).toEqual([[0, 'alert']])
})

test('repeats come until the end, and are not waited for behind it', async () => {
  const done = await run(recordingWith([event(0)]), { until: T0 + 2.5 * HOUR })
  expect(await sentIn(done)).toEqual([
    [0, 'alert'],
    [3600, 'repeat'],
    [7200, 'repeat'],
  ])
})

test('a clock that was set back does not bring time back', async () => {
  const [one, other] = [event(60), event(30, { dedupKey: 'other' })]
  const done = await run(recordingWith([one, other]))
  expect(await sentIn(done)).toEqual([
    [60, 'alert'],
    [60, 'alert'],
  ])
})

test('more events than may be run are refused, and leave nothing behind', async () => {
  const events = Array.from({ length: 5 }, (_, second) => event(second))
  await expect(run(recordingWith(events), { eventsMax: 4 })).rejects.toMatchObject({
    code: 'TOCSIN_REQUEST_INVALID',
  })
})

test('a message that cannot be drawn counts as a fault, and the rest goes on', async () => {
  const broken = adapters.channels.map((channel) => ({
    ...channel,
    render: () => {
      throw new Error('broken')
    },
  }))
  const done = await run(recordingWith([event(0), event(1, { dedupKey: 'b' })]), {
    channels: broken,
  })
  expect(done.faults).toBe(2)
  expect(await sentIn(done)).toEqual([])
})

test('whatever was recorded, it ends, and gives the same twice', async () => {
  const anyEvent = fc.record({
    seconds: fc.integer({ min: 0, max: 900 }),
    kind: fc.constantFrom('firing', 'resolved', 'acknowledged', 'notice'),
    dedupKey: fc.constantFrom('a', 'b', 'c'),
    severity: fc.constantFrom('critical', 'warning', 'info'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 30 }), async (rows) => {
      const events = rows.map(({ seconds, ...change }) => event(seconds, change))
      const [one, other] = [await run(recordingWith(events)), await run(recordingWith(events))]
      expect(one.events).toBe(events.length)
      expect(await sentIn(one)).toEqual(await sentIn(other))
    }),
    { numRuns: 15 },
  )
})

test('events are read a page at a time, and the next page when the last one has been run', async () => {
  const events = Array.from({ length: 1_200 }, (_, place) =>
    event(place, { kind: 'notice', dedupKey: `k${place}` }),
  )
  const asked: { limit: number; run: number }[] = []
  let progress = 0
  const paged: Recording = {
    ...recordingWith(events),
    async events({ after = '0', limit }) {
      asked.push({ limit, run: progress })
      const from = Number(after)
      const rows = events.slice(from, from + limit).map((one) => ({ event: one }))
      return rows.length === limit ? { rows, next: String(from + limit) } : { rows }
    },
  }
  const done = await run(paged, {
    onProgress: (count) => {
      progress = count
    },
  })
  expect(done.events).toBe(1_200)
  await done.close()
  expect(asked).toEqual([
    { limit: 500, run: 0 },
    { limit: 500, run: 499 },
    { limit: 500, run: 999 },
  ])
})

test('an alert whose sender says how things are ends where that was recorded: its repeats were not', async () => {
  const sent = { labels: { a: 'b' }, annotations: {}, startsAt: T0, endsAt: T0 + 240 * SECOND }
  const begin = event(0, { sent })
  const answer = { action: 'resolve', via: 'hub', by: '', unheard: true, unrepeated: true } as const
  const firstEventId = begin.id
  const ended = { event: answered(900, answer), firstEventId }
  const replayed = await run(recordingWith([begin, ended]))
  expect(await replayed.store.alerts({ limit: 10 })).toMatchObject([
    { state: 'resolved', resolvedAt: T0 + 900 * SECOND, eventCount: 2 },
  ])
  await replayed.close()
})
