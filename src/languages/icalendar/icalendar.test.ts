import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'
import { type Calendar, readCalendar, writeCalendar } from './icalendar.ts'

const DAY_MS = 24 * 3_600_000

function calendarOf(...events: readonly string[]): Calendar {
  const read = readCalendar(textOf(...events), 'Asia/Shanghai')
  if ('broken' in read) throw new Error(read.broken)
  return read
}

function textOf(...events: readonly string[]): string {
  const blocks = events.map((lines) => `BEGIN:VEVENT\n${lines.trim()}\nEND:VEVENT`)
  return `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n${blocks.join('\n')}\nEND:VCALENDAR\n`.replaceAll(
    '\n',
    '\r\n',
  )
}

/** What takes place, as `start end summary` in UTC. */
function shown(calendar: Calendar, from: string, until: string): string[] {
  const span = { from: Date.parse(from), until: Date.parse(until) }
  const short = (at: number): string => new Date(at).toISOString().slice(0, 16)
  return calendar.within(span).map((one) => `${short(one.from)} ${short(one.until)} ${one.summary}`)
}

describe('an event', () => {
  test.each([
    [
      'in UTC',
      'DTSTART:20260305T010000Z\nDTEND:20260305T030000Z',
      '2026-03-05T01:00 2026-03-05T03:00 a',
    ],
    [
      'in a zone',
      'DTSTART;TZID=America/New_York:20260305T090000\nDTEND;TZID=America/New_York:20260305T170000',
      '2026-03-05T14:00 2026-03-05T22:00 a',
    ],
    [
      'without a zone',
      'DTSTART:20260305T090000\nDURATION:PT8H',
      '2026-03-05T01:00 2026-03-05T09:00 a',
    ],
    ['of a whole day', 'DTSTART;VALUE=DATE:20260305', '2026-03-04T16:00 2026-03-05T16:00 a'],
    [
      'of several days',
      'DTSTART;VALUE=DATE:20260305\nDTEND;VALUE=DATE:20260308',
      '2026-03-04T16:00 2026-03-07T16:00 a',
    ],
    [
      'that begins at a time that is skipped',
      'DTSTART;TZID=America/New_York:20260308T023000\nDURATION:PT1H',
      '2026-03-08T07:30 2026-03-08T08:30 a',
    ],
  ])('%s takes place when it says', (_name, lines, expected) => {
    const calendar = calendarOf(`UID:1\nSUMMARY:a\n${lines}`)
    expect(calendar.problems).toEqual([])
    expect(shown(calendar, '2026-03-04T00:00Z', '2026-03-09T00:00Z')).toEqual([expected])
  })

  test('names who takes part', () => {
    const [event] = calendarOf(
      'UID:1\nDTSTART:20260305T010000Z\nDURATION:PT1H\nSUMMARY:Duty\\, night\nATTENDEE;CN="Wang, Wei":mailto:Wang@Example.com\nATTENDEE:urn:x',
    ).events
    expect(event).toEqual({
      summary: 'Duty, night',
      people: [{ mail: 'wang@example.com', name: 'Wang, Wei' }, {}],
    })
  })
})

describe('a recurrence', () => {
  test('keeps its times on the wall across a change of the clock, so that shifts meet', () => {
    const calendar = calendarOf(
      'UID:1\nSUMMARY:a\nDTSTART;TZID=Europe/Berlin:20260327T090000\nDTEND;TZID=Europe/Berlin:20260328T090000\nRRULE:FREQ=DAILY;COUNT=3',
    )
    expect(shown(calendar, '2026-03-20T00:00Z', '2026-04-20T00:00Z')).toEqual([
      '2026-03-27T08:00 2026-03-28T08:00 a',
      '2026-03-28T08:00 2026-03-29T07:00 a',
      '2026-03-29T07:00 2026-03-30T07:00 a',
    ])
  })

  test('leaves out EXDATE, adds RDATE, and takes a changed occurrence in place of its own', () => {
    const calendar = calendarOf(
      'UID:1\nSUMMARY:a\nDTSTART:20260302T010000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260306T010000Z\nEXDATE:20260303T010000Z\nRDATE:20260310T010000Z',
      'UID:1\nSUMMARY:b\nRECURRENCE-ID:20260304T010000Z\nDTSTART:20260304T050000Z\nDURATION:PT2H',
      'UID:1\nRECURRENCE-ID:20260305T010000Z\nDTSTART:20260305T010000Z\nDURATION:PT1H\nSTATUS:CANCELLED',
    )
    expect(shown(calendar, '2026-03-01T00:00Z', '2026-04-01T00:00Z')).toEqual([
      '2026-03-02T01:00 2026-03-02T02:00 a',
      '2026-03-04T05:00 2026-03-04T07:00 b',
      '2026-03-06T01:00 2026-03-06T02:00 a',
      '2026-03-10T01:00 2026-03-10T02:00 a',
    ])
  })

  test('EXDATE in UTC leaves out an occurrence that is written in a zone', () => {
    const calendar = calendarOf(
      'UID:1\nSUMMARY:a\nDTSTART;TZID=Asia/Shanghai:20260302T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260303T010000Z',
    )
    expect(shown(calendar, '2026-03-01T00:00Z', '2026-04-01T00:00Z')).toHaveLength(1)
  })

  test('that began long ago is found without walking all the way', () => {
    const calendar = calendarOf(
      'UID:1\nSUMMARY:a\nDTSTART:19700101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;INTERVAL=2',
    )
    expect(shown(calendar, '2400-01-01T00:00Z', '2400-01-04T00:00Z')).toHaveLength(2)
  })

  test.each([
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=30',
  ])('that never happens ends: %s', (rule) => {
    const calendar = calendarOf(
      `UID:1\nSUMMARY:a\nDTSTART:20260302T010000Z\nDURATION:PT1H\nRRULE:${rule}`,
    )
    expect(shown(calendar, '2026-04-01T00:00Z', '2027-04-01T00:00Z')).toEqual([])
  })

  const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
  const list = <T>(of: fc.Arbitrary<T>) => fc.uniqueArray(of, { maxLength: 3 })
  const rules = fc.oneof(
    fc.record({
      freq: fc.constant('DAILY'),
      byday: list(fc.constantFrom(...WEEKDAYS)),
      wkst: fc.constant('MO'),
    }),
    fc.record({
      freq: fc.constant('WEEKLY'),
      byday: list(fc.constantFrom(...WEEKDAYS)),
      wkst: fc.constantFrom('MO', 'SU'),
    }),
    fc.record({
      freq: fc.constant('MONTHLY'),
      byday: list(fc.constantFrom('1MO', '-1FR', '2TU', 'WE')),
      wkst: fc.constant('MO'),
    }),
  )

  test('is laid out as ical.js lays it out', () => {
    fc.assert(
      fc.property(
        rules,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 700 }),
        ({ freq, byday, wkst }, interval, days) => {
          const start = new Date(Date.UTC(2024, 0, 1) + days * DAY_MS)
          const date = start.toISOString().slice(0, 10)
          const by = byday.length > 0 ? `;BYDAY=${byday.join(',')}` : ''
          const rule = `FREQ=${freq};INTERVAL=${interval};WKST=${wkst}${by};COUNT=12`
          const iterator = ICAL.Recur.fromString(rule).iterator(
            ICAL.Time.fromString(`${date}T09:00:00`, undefined),
          )
          const theirs: string[] = []
          for (let next = iterator.next(); next; next = iterator.next())
            theirs.push(next.toString().slice(0, 10))
          const event = `UID:1\nSUMMARY:a\nDTSTART:${date.replaceAll('-', '')}T090000Z\nDURATION:PT1H\nRRULE:${rule}`
          const ours = shown(calendarOf(event), '2020-01-01T00:00Z', '2040-01-01T00:00Z')
          // The start itself counts for ical.js, even where the rule does not name it.
          expect(ours.map((one) => one.slice(0, 10)).slice(0, 8)).toEqual(
            theirs.filter((one, index) => index > 0 || one === ours[0]?.slice(0, 10)).slice(0, 8),
          )
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('what cannot be used', () => {
  test.each([
    ['no start', 'SUMMARY:x', 'no DTSTART'],
    [
      'an end before its start',
      'DTSTART:20260302T010000Z\nDTEND:20260302T000000Z',
      'does not end after',
    ],
    [
      'an unknown zone',
      'DTSTART;TZID=Mars/Base:20260302T010000\nDURATION:PT1H',
      '"Mars/Base" is unknown',
    ],
    [
      'hours in a rule',
      'DTSTART:20260302T010000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY',
      'FREQ=HOURLY',
    ],
    ['BYHOUR', 'DTSTART:20260302T010000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYHOUR=1,2', 'BYHOUR'],
    [
      'a change of all later ones',
      'DTSTART:20260302T010000Z\nDURATION:PT1H\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260302T010000Z',
      'RANGE',
    ],
  ])('is a problem, and the others count: %s', (_name, lines, problem) => {
    const calendar = calendarOf(
      `UID:1\nSUMMARY:odd\n${lines}`,
      'UID:2\nSUMMARY:good\nDTSTART:20260302T010000Z\nDURATION:PT1H',
    )
    expect(calendar.problems).toHaveLength(1)
    expect(calendar.problems[0]).toContain(problem)
    expect(shown(calendar, '2026-03-01T00:00Z', '2026-04-01T00:00Z')).toHaveLength(1)
  })

  test.each([
    ['', 'VCALENDAR'],
    ['<html>', 'invalid'],
    ['BEGIN:VEVENT\r\nEND:VEVENT\r\n', 'VCALENDAR'],
    ['BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n', 'invalid'],
  ])('%j is no calendar', (text, reason) => {
    const read = readCalendar(text, 'UTC')
    expect('broken' in read ? read.broken : '').toContain(reason)
  })

  test('a zone that the calendar defines itself is understood, as Outlook writes them', () => {
    const zone =
      'BEGIN:VTIMEZONE\nTZID:China Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0800\nTZOFFSETTO:+0800\nEND:STANDARD\nEND:VTIMEZONE\n'
    const event =
      'UID:1\nSUMMARY:a\nDTSTART;TZID=China Standard Time:20260302T090000\nDURATION:PT1H'
    const text = textOf(event).replace(
      'BEGIN:VEVENT',
      `${zone.replaceAll('\n', '\r\n')}BEGIN:VEVENT`,
    )
    const read = readCalendar(text, 'UTC')
    if ('broken' in read) throw new Error(read.broken)
    expect(shown(read, '2026-03-01T00:00Z', '2026-04-01T00:00Z')).toEqual([
      '2026-03-02T01:00 2026-03-02T02:00 a',
    ])
  })
})

describe('a calendar that is written', () => {
  const events = [
    {
      uid: 'one@tocsin',
      from: Date.UTC(2026, 2, 5, 1),
      until: Date.UTC(2026, 2, 6, 1),
      summary: '王伟; on call, "payments" \\ duty\nsecond line',
      description: '值班'.repeat(60),
    },
  ]
  const text = writeCalendar({ name: '值班, 支付', events, madeAt: Date.UTC(2026, 0, 1) })

  test('is read back by ical.js as it was meant', () => {
    const calendar = new ICAL.Component(ICAL.parse(text))
    const [event] = calendar.getAllSubcomponents('vevent')
    expect(calendar.getFirstPropertyValue('version')).toBe('2.0')
    expect(calendar.getFirstPropertyValue('x-wr-calname')).toContain('值班')
    expect(event?.getFirstPropertyValue('summary')).toBe(events[0]?.summary)
    expect(event?.getFirstPropertyValue('description')).toBe(events[0]?.description)
    expect(event?.getFirstPropertyValue('uid')).toBe('one@tocsin')
    expect(String(event?.getFirstPropertyValue('dtstart'))).toBe('2026-03-05T01:00:00Z')
    expect(String(event?.getFirstPropertyValue('dtstamp'))).toBe('2026-01-01T00:00:00Z')
  })

  test('has lines of at most 75 bytes that end with CRLF, and no character is cut', () => {
    const lines = text.split('\r\n')
    expect(lines.at(-1)).toBe('')
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(text).not.toContain('�')
  })

  test('is read by the hub itself', () => {
    const read = readCalendar(text, 'UTC')
    if ('broken' in read) throw new Error(read.broken)
    expect(read.within({ from: 0, until: Date.UTC(2027, 0) })).toMatchObject([
      { from: events[0]?.from, until: events[0]?.until },
    ])
  })
})
