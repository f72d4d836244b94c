import { describe, expect, test } from 'vitest'
import { STORM_LIMITS } from '../../base/limits.ts'
import type { GroupItem } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import type { Labels } from '../../model/event.ts'
import {
  isFirstOfSource,
  STORM_DEFAULTS,
  type Storm,
  type StormRules,
  withNextLook,
  withOpened,
  withSource,
} from '../../model/storm.ts'
import { decideStorm } from './storm.ts'

const NOW = 300_000_000
const MINUTE = 60_000
const RULES: StormRules = { thresholds: [10, 50, 200], withinMs: 5 * MINUTE }
const POLICY: Policy = {
  id: 'p',
  match: [],
  group: { by: ['region'], waitMs: 0, intervalMs: 0, repeatMs: MINUTE },
  notify: [],
  recoveries: true,
  storm: RULES,
}

function stormOf(
  opened: readonly (readonly [minutesAgo: number, count: number])[],
  told = 0,
): Storm {
  return {
    policy: 'p',
    opened: opened.map(([ago, count]) => [NOW - ago * MINUTE, count] as const),
    told,
  }
}

const opening = (times: number): Storm =>
  Array.from({ length: times }).reduce<Storm>(
    (storm, _, index) => withOpened(storm, RULES, NOW + index),
    { policy: 'p', opened: [], told: 0 },
  )

function alertOf(labels: Labels, mutedBy?: string): GroupItem {
  const entry = {
    subjectId: 'a',
    eventId: 'e',
    state: 'firing',
    severity: 'warning',
    name: 'n',
    title: 't',
    labels,
    fields: [],
    links: [],
    at: 1,
  } as const
  return { groupId: 'g', entry, pending: false, mutedBy }
}

const decide = (storm: Storm, sample: readonly GroupItem[] = [], change = {}) =>
  decideStorm({ storm, sample }, { policy: POLICY, now: NOW, isQuiet: false, ...change })

test('by default ten alerts within five minutes are a storm, which is told again as it grows', () => {
  expect(STORM_DEFAULTS).toEqual({ thresholds: [10, 50, 200, 1000], withinMs: 5 * MINUTE })
})

describe('the window', () => {
  test('is counted in parts, however many alerts open', () => {
    expect(opening(1000).opened.length).toBeLessThanOrEqual(2)
    expect(opening(1000).opened.reduce((sum, [, count]) => sum + count, 0)).toBe(1000)
  })

  test('forgets what lies before it', () => {
    expect(
      withOpened(
        stormOf([
          [5, 7],
          [4.9, 2],
        ]),
        RULES,
        NOW,
      ).opened.map(([, count]) => count),
    ).toEqual([2, 1])
  })

  test('that the clock was set back in still counts', () => {
    const ahead = stormOf([[-60, 3]])
    expect(withOpened(ahead, RULES, NOW).opened).toEqual([[NOW + 60 * MINUTE, 4]])
  })
})

describe('the first alert of a source', () => {
  const opens = (storm: Storm, source: string, minutes: number): Storm =>
    withSource(storm, source, { rules: RULES, now: NOW + minutes * MINUTE })
  const isFirst = (storm: Storm, source: string, minutes: number): boolean =>
    isFirstOfSource(storm, source, { rules: RULES, now: NOW + minutes * MINUTE })
  const begun = opens(stormOf([]), 'aliyun', 0)

  test('is told apart from what comes of the same source within the window', () => {
    expect(isFirst(stormOf([]), 'aliyun', 0)).toBe(true)
    expect(isFirst(begun, 'aliyun', 4)).toBe(false)
    expect(isFirst(begun, 'prometheus', 4)).toBe(true)
  })

  test('is another one when its source was silent for as long as the window, not while it goes on', () => {
    expect(isFirst(begun, 'aliyun', 5)).toBe(true)
    expect(isFirst(opens(begun, 'aliyun', 4), 'aliyun', 8)).toBe(false)
  })

  test('is none where there are too many sources to tell them apart', () => {
    const { sourcesMax } = STORM_LIMITS
    const many = Array.from({ length: sourcesMax + 5 }).reduce<Storm>(
      (storm, _, index) => opens(storm, `source${index}`, 1),
      begun,
    )
    expect(many.sources).toHaveLength(sourcesMax)
    expect(many.sources?.at(-1)?.[0]).toBe(`source${sourcesMax + 4}`)
    expect(isFirst(many, 'prometheus', 1)).toBe(false)
    // It is over for most of them when the window is.
    expect(opens(many, 'prometheus', 7).sources).toHaveLength(1)
  })
})

test.each<[string, Storm, number | undefined]>([
  ['never while there are few', stormOf([[1, 9]]), undefined],
  ['at once where a threshold is passed', stormOf([[1, 10]]), 0],
  ['at once where a further one is', stormOf([[1, 50]], 10), 0],
  [
    'when it may be over, where each was told',
    stormOf(
      [
        [4, 5],
        [2, 20],
      ],
      10,
    ),
    3 * MINUTE,
  ],
  [
    'when the first of its alerts makes them too few',
    stormOf(
      [
        [4, 5],
        [2, 9],
      ],
      10,
    ),
    MINUTE,
  ],
  ['at once where it is over', stormOf([[1, 9]], 10), 0],
])('a storm is looked at %s', (_name, storm, after) => {
  const { nextAt } = withNextLook(storm, RULES, NOW)
  expect(nextAt === undefined ? undefined : nextAt - NOW).toBe(after)
})

describe('a storm', () => {
  test('tells each threshold once, the highest that was passed', () => {
    const first = decide(stormOf([[1, 12]]))
    expect(first).toMatchObject({ news: { count: 12, threshold: 10 }, storm: { told: 10 } })
    expect(decide(stormOf([[1, 12]], 10)).news).toBeUndefined()
    expect(decide(stormOf([[1, 230]], 10))).toMatchObject({ news: { count: 230, threshold: 200 } })
    expect(decide(stormOf([[1, 9000]], 200)).news).toBeUndefined()
  })

  test.each([
    ['fewer than the first threshold opened lately', stormOf([[1, 9]], 10), {}],
    ['its policy is gone', stormOf([[1, 90]], 10), { policy: undefined }],
    [
      'its policy knows no storms any more',
      stormOf([[1, 90]], 10),
      { policy: { ...POLICY, storm: undefined } },
    ],
  ])('is over when %s', (_name, storm, change) => {
    expect(decide(storm, [], change)).toEqual({})
  })

  test('tells nothing at a time at which its policy tells nothing, and not later', () => {
    const { storm, news } = decide(stormOf([[1, 12]]), [], { isQuiet: true })
    expect(news).toBeUndefined()
    expect(storm?.told).toBe(10)
  })

  test('does not count what a silence holds; what it holds itself counts', () => {
    const silenced = Array.from({ length: 3 }, () => alertOf({}, 's1'))
    const stormy = Array.from({ length: 9 }, () => alertOf({}, 'storm:p'))
    expect(decide(stormOf([[1, 12]]), [...silenced, ...stormy]).news).toBeUndefined()
    expect(decide(stormOf([[1, 13]]), [...silenced, ...stormy]).news).toMatchObject({ count: 10 })
  })

  test('says nothing of alerts that were open before it, told or silenced', () => {
    const before = { enteredAt: NOW - 5 * MINUTE }
    const old = [alertOf({}, 's1'), alertOf({ product: 'RDS' })].map((item) => ({
      ...item,
      ...before,
    }))
    const fresh = Array.from({ length: 12 }, () => ({
      ...alertOf({ product: 'ECS' }),
      enteredAt: NOW - MINUTE,
    }))
    expect(decide(stormOf([[1, 12]]), [...old, ...fresh]).news).toMatchObject({
      count: 12,
      sampled: 12,
      labels: [{ name: 'product', value: 'ECS', count: 12 }],
    })
  })

  test('names what many share, the most shared first, without what the policy groups by', () => {
    const sample = Array.from({ length: 20 }, (_, number) =>
      alertOf({
        region: 'cn-hangzhou',
        product: 'ECS',
        zone: number < 15 ? 'h' : 'i',
        instance: `i-${number}`,
        rare: number === 0 ? 'x' : '',
      }),
    )
    expect(decide(stormOf([[1, 20]]), sample).news).toMatchObject({
      sampled: 20,
      labels: [
        { name: 'product', value: 'ECS', count: 20 },
        { name: 'zone', value: 'h', count: 15 },
        { name: 'zone', value: 'i', count: 5 },
      ],
    })
  })
})
