import { describe, expect, test } from 'vitest'
import type { RotationLayer, Schedule } from '../../model/schedule.ts'
import type { ScheduleMark } from '../../model/schedule-mark.ts'
import { type DutyDecision, decideDuty } from './decide.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Monday, 5 January 2026, at midnight in UTC. */
const MONDAY = Date.UTC(2026, 0, 5)
const NOON = MONDAY + 12 * HOUR

const daily: RotationLayer = {
  rotation: { unit: 'days', every: 1, minute: 0, from: '2026-01-05' },
  contacts: ['wang', 'li'],
  restrictions: [],
}

const bounds = {
  lookMs: 15 * DAY,
  againMs: DAY,
  weekMs: 7 * DAY,
  dayMs: DAY,
  markedGapsMax: 100,
}

function scheduleOf(change: Partial<Schedule> = {}): Schedule {
  const handover = { to: 'team', beforeMs: 0 }
  return { id: 's', zone: 'UTC', layers: [daily], overrides: [], handover, ...change }
}

function decide(schedule: Schedule, now: number, mark?: Partial<ScheduleMark>): DutyDecision {
  const known = mark && { schedule: 's', gaps: [], ...mark }
  return decideDuty({ schedule, mark: known, bounds }, now)
}

describe('a handover', () => {
  test('is not told where nothing was told before: it is no news', () => {
    expect(decide(scheduleOf(), NOON)).toEqual({
      news: [],
      mark: { schedule: 's', onCall: { contact: 'wang', from: MONDAY }, gaps: [] },
      nextAt: MONDAY + DAY,
    })
  })

  test('is told once, with who was on call before and what comes', () => {
    const now = MONDAY + DAY
    const told = decide(scheduleOf(), now, { onCall: { contact: 'wang' } })
    expect(told.news).toEqual([
      {
        kind: 'handover',
        contact: 'li',
        from: now,
        until: now + DAY,
        before: 'wang',
        next: { from: now + DAY, until: now + 2 * DAY, contact: 'wang' },
      },
    ])
    expect(decide(scheduleOf(), now, told.mark)).toEqual({ news: [], nextAt: now + DAY })
  })

  test('is told as long before as is wanted, and says from when on', () => {
    const early = scheduleOf({ handover: { to: 'team', beforeMs: HOUR } })
    const mark = { onCall: { contact: 'wang' } }
    expect(decide(early, MONDAY + 23 * HOUR - 1, mark).news).toEqual([])
    expect(decide(early, NOON, mark).nextAt).toBe(MONDAY + 23 * HOUR)
    expect(decide(early, MONDAY + 23 * HOUR, mark).news).toMatchObject([
      { contact: 'li', from: MONDAY + DAY, before: 'wang' },
    ])
  })

  test.each([
    ['one that was missed', 1, ['li']],
    ['two, after which the same contact is on call again', 2, []],
    ['three', 3, ['li']],
  ])('after a long silence what holds now is told: %s', (_name, days, expected) => {
    const { news } = decide(scheduleOf(), NOON + days * DAY, { onCall: { contact: 'wang' } })
    expect(news.map((one) => one.kind === 'handover' && one.contact)).toEqual(expected)
  })

  test('to a gap, and to nobody on purpose, is told too', () => {
    const ended = scheduleOf({ layers: [{ ...daily, until: NOON }] })
    const [gap] = decide(ended, NOON, { onCall: { contact: 'wang' } }).news
    expect(gap).toEqual({ kind: 'handover', from: NOON, before: 'wang' })
    const empty = scheduleOf({ layers: [{ ...daily, contacts: [null] }] })
    expect(decide(empty, NOON, { onCall: { contact: 'wang' } }).news).toMatchObject([
      { contact: null, before: 'wang' },
    ])
    expect(decide(empty, NOON, { onCall: {} }).news).toMatchObject([{ contact: null }])
  })

  test('that is taken back before it began is told as it is, without whoever never was on call', () => {
    const early = scheduleOf({
      handover: { to: 'team', beforeMs: HOUR },
      overrides: [
        { id: 'o', from: MONDAY, until: MONDAY + 2 * DAY, contact: 'wang', createdAt: 1 },
      ],
    })
    const told = decide(scheduleOf({ handover: early.handover }), MONDAY + 23 * HOUR, {
      onCall: { contact: 'wang', from: MONDAY },
    })
    expect(told).toMatchObject({ news: [{ contact: 'li', before: 'wang' }] })
    const [news] = decide(early, MONDAY + 23.5 * HOUR, told.mark).news
    expect(news).toMatchObject({ contact: 'wang', from: MONDAY, until: MONDAY + 3 * DAY })
    expect(news).not.toHaveProperty('before')
  })

  test('by an override names whoever was told to be on call, and is', () => {
    const overrides = [{ id: 'o', from: NOON, until: NOON + HOUR, contact: 'zhao', createdAt: 1 }]
    const mark = { onCall: { contact: 'wang', from: MONDAY } }
    expect(decide(scheduleOf({ overrides }), NOON, mark).news).toMatchObject([
      { contact: 'zhao', before: 'wang' },
    ])
  })

  test('is forgotten where it is no longer wanted', () => {
    const { mark } = decide(scheduleOf({ handover: undefined }), NOON, {
      onCall: { contact: 'wang' },
    })
    expect(mark).toEqual({ schedule: 's', gaps: [] })
  })
})

describe('a gap', () => {
  const endsAt = MONDAY + 20 * DAY
  const ending = scheduleOf({ handover: undefined, layers: [{ ...daily, until: endsAt }] })
  const told = (lead: 'week' | 'day') => ({ gaps: [{ from: endsAt, lead }] })

  test.each([
    ['eight days before', 8, {}, 0],
    ['a week before', 7, {}, 1],
    ['where it was told a week before', 6, told('week'), 0],
    ['a day before', 1, told('week'), 1],
    ['where it was told a day before', 0.5, told('day'), 0],
    ['late, where nothing was told', 0.1, {}, 1],
    ['when it has begun', -0.1, {}, 0],
  ])('is told or not: %s', (_name, days, mark, count) => {
    const { news } = decide(ending, endsAt - days * DAY, mark)
    expect(news).toHaveLength(count)
    if (count > 0) expect(news).toMatchObject([{ kind: 'gap', gaps: [{ from: endsAt }] }])
  })

  test('is looked for again when the next notice is due', () => {
    expect(decide(ending, endsAt - 7 * DAY - HOUR).nextAt).toBe(endsAt - 7 * DAY)
    expect(decide(ending, endsAt - DAY - HOUR, told('week')).nextAt).toBe(endsAt - DAY)
    expect(decide(ending, endsAt - 5 * DAY, told('week')).nextAt).toBe(endsAt - 4 * DAY)
  })

  test('without an end in sight is told without one, and one that ends with both', () => {
    const back = { id: 'o', from: endsAt + DAY, until: endsAt + 99 * DAY, contact: 'li' }
    const ended = { ...ending, overrides: [{ ...back, createdAt: 1 }] }
    expect(decide(ending, endsAt - DAY).news).toEqual([{ kind: 'gap', gaps: [{ from: endsAt }] }])
    expect(decide(ended, endsAt - DAY).news).toEqual([
      { kind: 'gap', gaps: [{ from: endsAt, until: endsAt + DAY }] },
    ])
  })

  test('is remembered as one of so many, the newest of them', () => {
    const known = Array.from({ length: bounds.markedGapsMax }, (_, hour) => ({
      from: endsAt + hour,
      lead: 'week' as const,
    }))
    const { mark } = decide(ending, endsAt - DAY, { gaps: known })
    expect(mark?.gaps).toHaveLength(bounds.markedGapsMax)
    expect(mark?.gaps.at(-1)).toEqual({ from: endsAt, lead: 'day' })
  })

  test('of every night is told with the others of two weeks, and then once a day at most', () => {
    const office = {
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      fromMinute: 9 * 60,
      days: 0,
      untilMinute: 18 * 60,
    }
    const nightly = scheduleOf({
      handover: undefined,
      layers: [{ ...daily, restrictions: [office] }],
    })
    let mark: ScheduleMark | undefined
    const counts: number[] = []
    for (let hour = 0; hour < 14 * 24; hour += 1) {
      const decision = decide(nightly, NOON + hour * HOUR, mark)
      mark = decision.mark ?? mark
      if (decision.news.length > 0) counts.push(hour)
    }
    expect(counts[0]).toBe(0)
    expect(counts.length).toBeLessThanOrEqual(14)
    for (const [index, hour] of counts.entries())
      if (index > 0) expect(hour - (counts[index - 1] ?? 0)).toBeGreaterThanOrEqual(24)
  })

  test('that is over is forgotten', () => {
    const { mark } = decide(scheduleOf(), NOON, { gaps: [{ from: MONDAY, lead: 'day' }] })
    expect(mark?.gaps).toEqual([])
  })
})

describe('whoever comes on call', () => {
  const asking = (change: Partial<Schedule> = {}): Schedule =>
    scheduleOf({ digest: true, handover: undefined, owners: 'ops', ...change })
  const kinds = ({ news }: DutyDecision): readonly unknown[] => news.map(({ kind }) => kind)

  test('hears what is open when that has happened, once', () => {
    const now = MONDAY + DAY
    expect(decide(asking(), NOON)).toMatchObject({ news: [], mark: { duty: { contact: 'wang' } } })
    const early = decide(asking(), now - 1, { duty: { contact: 'wang' } })
    expect(early).toEqual({ news: [], nextAt: now })
    const told = decide(asking(), now, { duty: { contact: 'wang' } })
    expect(told.news).toEqual([{ kind: 'takeover', contact: 'li', until: now + DAY }])
    expect(decide(asking(), now, told.mark)).toEqual({ news: [], nextAt: now + DAY })
  })

  test.each<[string, Partial<Schedule>, Partial<ScheduleMark> | undefined, readonly string[]]>([
    ['hears nothing where nothing was known before', {}, undefined, []],
    ['hears nothing where the schedule does not say so', { digest: undefined }, { duty: {} }, []],
    ['hears it after a gap', {}, { duty: {} }, ['takeover']],
    ['hears nothing where the same contact goes on', {}, { duty: { contact: 'wang' } }, []],
    ['is nobody in a gap', { layers: [] }, { duty: { contact: 'wang' } }, []],
    [
      'is nobody where that is meant',
      { layers: [{ ...daily, contacts: [null] }] },
      { duty: { contact: 'wang' } },
      [],
    ],
  ])('%s', (_name, change, mark, expected) => {
    const decided = decide(asking(change), NOON, mark)
    expect(kinds(decided).filter((kind) => kind !== 'gap')).toEqual(expected)
  })

  test('is told beside the handover, each by its own time', () => {
    const both = scheduleOf({ digest: true, handover: { to: 'team', beforeMs: HOUR } })
    const mark = { onCall: { contact: 'wang' }, duty: { contact: 'wang' } }
    const early = decide(both, MONDAY + DAY - HOUR, mark)
    expect(kinds(early)).toEqual(['handover'])
    expect(early.mark).toMatchObject({ onCall: { contact: 'li' }, duty: { contact: 'wang' } })
    expect(early.nextAt).toBe(MONDAY + DAY)
    expect(kinds(decide(both, MONDAY + DAY, early.mark))).toEqual(['takeover'])
  })
})
