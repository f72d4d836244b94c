import { expect, test } from 'vitest'
import { Secret } from '../../base/secret.ts'
import type { SourceType } from '../../contract/source.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { takeRequest } from './intake.ts'

/** A sender that only says under which key something happens. */
const KEYS: SourceType = {
  type: 'keys',
  title: 'Keys',
  methods: ['GET'],
  fields: [],
  read: ({ query }) => ({ kind: 'events', events: query.split(',').map(eventOf) }),
}

function eventOf(dedupKey: string): ParsedEvent {
  const about = { name: 'disk', title: 'Disk full', severity: 'error' } as const
  return { ...about, kind: 'firing', dedupKey, labels: {}, fields: [], links: [], raw: dedupKey }
}

function keysOf(query: string): readonly (readonly [string, string | undefined])[] {
  const intake = takeRequest({
    request: { method: 'GET', path: '', query, headers: {}, body: new Uint8Array() },
    source: { name: 'keys', type: 'keys', key: new Secret('key'), settings: {} },
    type: KEYS,
    types: new Map(),
    receivedAt: 1,
    newId: () => 'id',
  })
  if (intake.kind !== 'events') throw new Error(intake.problem)
  return intake.events.map(({ event }) => [event.dedupKey, event.givenKey])
}

test('events of any source whose keys differ in case and blanks are about one problem', () => {
  expect(keysOf('Disk|A, disk|a,disk|b')).toEqual([
    ['disk|a', 'Disk|A'],
    ['disk|a', undefined],
    ['disk|b', undefined],
  ])
})

/** What would be known again as the same delivery, for two events of the same words. */
function deliveriesOf(recurs: true | undefined): readonly string[] {
  const read = () => ({ kind: 'events', events: [{ ...eventOf('key'), recurs }] }) as const
  return ['first', 'second'].map((id) => {
    const intake = takeRequest({
      request: { method: 'GET', path: '', query: '', headers: {}, body: new Uint8Array() },
      source: { name: 'keys', type: 'keys', key: new Secret('key'), settings: {} },
      type: { ...KEYS, read },
      types: new Map(),
      receivedAt: 1,
      newId: () => id,
    })
    if (intake.kind !== 'events') throw new Error(intake.problem)
    return intake.events.map(({ event }) => event.deliveryKey).join()
  })
}

test('the same words again are the same delivery, unless the sender could not say it otherwise', () => {
  const [one, same] = deliveriesOf(undefined)
  expect(same).toBe(one)
  const [first, second] = deliveriesOf(true)
  expect(second).not.toBe(first)
})

test('events of one content that name no key are about one problem, and no other is', () => {
  const [[one] = [], [same] = [], [other] = []] = keysOf(', ,key')
  expect(one).toMatch(/^content:/)
  expect(same).toBe(one)
  expect(other).toBe('key')
})
