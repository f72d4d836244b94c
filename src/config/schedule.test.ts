import { describe, expect, test } from 'vitest'
import { finalShifts, onCallAt, type Schedule } from '../model/schedule.ts'
import { load } from './load.ts'
import { ADAPTERS, PATH } from './testing/adapters.ts'

const HEAD = `
sources: { a: { type: webhook, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "http://127.0.0.1/" }] }
  wang: { name: 王伟, mobile: "13800000000" }
  li: { name: Li Na, mobile: "13900000000" }
contactGroups: { team: [ops] }
policies: { all: { match: [], notify: [{ to: team, schedule: duty }] } }
fallback: team
`

const CALENDAR = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
SUMMARY:Duty: Li Na
DTSTART:20260302T090000
DTEND:20260303T090000
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:somebody else
ATTENDEE;CN=王伟:mailto:x@example.com
DTSTART:20260303T080000
DTEND:20260304T090000
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Zhao
DTSTART:20260305T090000
DTEND:20260306T090000
END:VEVENT
BEGIN:VEVENT
UID:4
SUMMARY:nobody
DTSTART:20260306T090000
DTEND:20260307T090000
END:VEVENT
END:VCALENDAR
`

function read(schedule: string, files: Readonly<Record<string, string>> = {}) {
  const all: Record<string, string> = {
    [PATH]: `${HEAD}schedules:\n  duty: ${schedule}\n`,
    ...files,
  }
  return load({
    path: PATH,
    environment: {},
    adapters: ADAPTERS,
    readFile: async (path) => {
      const text = all[path]
      return text === undefined ? { kind: 'absent' } : { kind: 'read', bytes: Buffer.from(text) }
    },
  })
}

async function scheduleOf(...given: Parameters<typeof read>): Promise<Schedule> {
  const loading = await read(...given)
  if (loading.kind === 'broken')
    throw new Error(loading.problems.map(({ message }) => message).join('\n'))
  const schedule = loading.configuration.schedules.get('duty')
  if (!schedule) throw new Error('there is no schedule')
  return schedule
}

const file = (name: string): string => `${PATH.slice(0, PATH.lastIndexOf('/'))}/${name}`
const at = (text: string): number => Date.parse(`${text}+08:00`)

describe('a roster', () => {
  test('changes where a contact comes or leaves', async () => {
    const schedule = await scheduleOf(
      '{ zone: Asia/Shanghai, layers: [{ rotate: daily, from: "2026-03-02", contacts: [wang, { contact: li, until: "2026-03-05" }, { contact: ops, from: "2026-03-07 12:00" }] }] }',
    )
    const holders = [2, 3, 4, 5, 6, 7, 8].map((day) =>
      onCallAt(schedule, at(`2026-03-0${day}T13:00`)),
    )
    expect(holders).toEqual(['wang', 'li', 'wang', 'wang', 'wang', 'wang', 'ops'])
  })
})

describe('times in a schedule', () => {
  const layers = 'layers: [{ rotate: daily, at: "09:00", from: "2026-03-02", contacts: [wang] }]'

  test.each([
    ['its own zone', `{ zone: Asia/Shanghai, ${layers} }`],
    ['the zone at the top', `{ ${layers} }\nzone: Asia/Shanghai`],
  ])('are those of %s, and a layer holds from its first handover on', async (_name, written) => {
    const schedule = await scheduleOf(written)
    expect(onCallAt(schedule, at('2026-03-02T08:59'))).toBeUndefined()
    expect(onCallAt(schedule, at('2026-03-02T09:00'))).toBe('wang')
  })

  test('overrides are in the zone too, and of several the last one counts', async () => {
    const first = '{ from: "2026-03-03 10:00", until: "2026-03-03 14:00", contact: li }'
    const last = '{ from: "2026-03-03 12:00", until: "2026-03-04", contact: ops, replaces: li }'
    const overrides = `overrides: [${first}, ${last}]`
    const schedule = await scheduleOf(`{ zone: Asia/Shanghai, ${layers}, ${overrides} }`)
    const span = { from: at('2026-03-03T09:00'), until: at('2026-03-04T09:00') }
    expect(finalShifts(schedule, span).map(({ from, contact }) => [from, contact])).toEqual([
      [at('2026-03-03T09:00'), 'wang'],
      [at('2026-03-03T10:00'), 'li'],
      [at('2026-03-03T12:00'), 'ops'],
      [at('2026-03-03T14:00'), 'wang'],
    ])
    const other = await scheduleOf(
      `{ zone: Asia/Shanghai, ${layers}, overrides: [${last}, ${first}] }`,
    )
    expect(onCallAt(other, at('2026-03-03T13:00'))).toBe('li')
  })
})

describe('what is told of a schedule', () => {
  test('goes to groups and contacts, by default at the handover', async () => {
    const layers = 'layers: [{ rotate: daily, contacts: [wang, li] }]'
    expect(await scheduleOf(`{ ${layers}, owners: team, handover: { to: ops } }`)).toMatchObject({
      owners: 'team',
      handover: { to: 'ops', beforeMs: 0 },
    })
    expect(await scheduleOf(`{ ${layers}, handover: { to: team, before: 15m } }`)).toMatchObject({
      handover: { to: 'team', beforeMs: 900_000 },
    })
  })
})

describe('a calendar', () => {
  const layers = '{ zone: Asia/Shanghai, layers: [{ ical: { file: duty.ics } }] }'

  test('puts on call whom its events name by key, name or attendee, and the later one where they overlap', async () => {
    const schedule = await scheduleOf(layers, { [file('duty.ics')]: CALENDAR })
    const span = { from: at('2026-03-02T00:00'), until: at('2026-03-08T00:00') }
    const shown = finalShifts(schedule, span).map(({ from, contact }) => [
      new Date(from + 8 * 3_600_000).toISOString().slice(5, 13),
      contact,
    ])
    expect(shown).toEqual([
      ['03-02T00', undefined],
      ['03-02T09', 'li'],
      ['03-03T08', 'wang'],
      ['03-04T09', undefined],
      ['03-06T09', null],
      ['03-07T09', undefined],
    ])
  })

  test('warns of names that no contact has, and is read again when its file changes', async () => {
    const loading = await read(layers, { [file('duty.ics')]: CALENDAR })
    expect(loading.files).toContain(file('duty.ics'))
    expect(loading.kind === 'loaded' && loading.warnings.map(({ message }) => message)).toEqual([
      'The calendar "duty.ics" of the schedule "duty" is used in part. Events that name no contact put nobody on call: "Zhao". Correct it there.',
    ])
  })

  test('that is fetched puts nobody on call before, and its address is a secret', async () => {
    const loading = await read(
      '{ layers: [{ ical: { url: "https://calendar.example.com/s3cret.ics", every: 1h } }] }',
    )
    if (loading.kind === 'broken') throw new Error('broken')
    const layer = loading.configuration.schedules.get('duty')?.layers[0]
    expect(layer).toMatchObject({ calendar: 'calendar.example.com', feed: { everyMs: 3_600_000 } })
    expect(JSON.stringify(layer)).not.toContain('s3cret')
  })
})

describe('what is wrong with a schedule is said', () => {
  test.each([
    ['{ layers: [{ rotate: daily }] }', 'Expected the key "contacts" in a layer, found none.'],
    ['{ layers: [{ contacts: [wang] }] }', 'Expected the key "rotate" in a layer, found none.'],
    [
      '{ layers: [{ rotate: daily, contacts: [wang], ical: { file: duty.ics } }] }',
      'Expected "ical" alone in its layer, found "rotate" beside it.',
    ],
    ['{ layers: [{ ical: {} }] }', 'Expected either "file" or "url" in a calendar'],
    ['{ layers: [{ ical: { file: none.ics } }] }', 'The calendar "none.ics" does not exist.'],
    ['{ layers: [{ ical: { file: odd.ics } }] }', 'The calendar "odd.ics" is no iCalendar: '],
    ['{ layers: [{ ical: { url: "ftp://x" } }] }', 'Expected an address that begins with https://'],
    ['{ layers: [{ ical: { url: "https://x", every: 5s } }] }', 'at least 1m'],
    [
      '{ layers: [{ rotate: daily, contacts: [{ contact: li, from: "2026-03-05", until: "2026-03-05" }] }] }',
      'Expected a contact that leaves after it came',
    ],
    [
      '{ layers: [{ rotate: daily, contacts: [li] }], overrides: [{ from: "2026-03-05", until: "2026-03-05", contact: li }] }',
      'Expected an override that ends after it begins',
    ],
    ['{ layers: [{ rotate: daily, contacts: [{ contact: lee }] }] }', 'There is no contact "lee".'],
    [
      '{ layers: [{ rotate: daily, contacts: [{ from: "2026-03-05" }] }] }',
      'Expected the key "contact"',
    ],
    [
      '{ layers: [{ rotate: daily, contacts: [li] }], owners: nope }',
      'There is no contact group or contact "nope".',
    ],
    [
      '{ layers: [{ rotate: daily, contacts: [li] }], handover: { before: 5m } }',
      'Expected the key "to"',
    ],
    [
      '{ layers: [{ rotate: daily, at: "Mon 09:00", contacts: [li] }] }',
      'Expected a weekday in "at" only',
    ],
  ])('%s', async (schedule, expected) => {
    const loading = await read(schedule, { [file('duty.ics')]: CALENDAR, [file('odd.ics')]: 'x' })
    const messages = loading.kind === 'broken' ? loading.problems.map(({ message }) => message) : []
    expect(messages.join('\n')).toContain(expected)
  })
})
