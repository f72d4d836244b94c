import { LIFE_LIMITS } from '../../../src/base/limits.ts'
import type { Alert } from '../../../src/model/alert.ts'
import type { AutoResolveRules } from '../../../src/model/life.ts'
import { type Deed, deedsOf } from '../deeds.ts'
import type { Feature, Invariant } from '../feature.ts'
import { alertsIn } from '../rows.ts'
import type { World } from '../world.ts'

/** How late it may be in a world in which all is well. */
const LATE_MS = 2_000

const short = (id: string): string => id.slice(-4)

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'an alert ends by itself after its time, once, and never before',
    when: 'rest',
    broken: (world) =>
      [...deedsOf(world)].flatMap(([alertId, deeds]) => {
        const rules = rulesEver(world, deeds[0]?.event.source ?? '')
        return earlyEnds(deeds, rules).map((why) => `${short(alertId)} ${why}`)
      }),
  },
  {
    name: 'an alert of which nothing is heard ends when its time comes',
    when: 'always',
    broken(world) {
      const { hubNow, witness } = world
      // What should have ended while nobody listened has a little longer, by the clock of whoever came then.
      const startedAt = Math.max(...witness.starts.map(({ hubAt }) => hubAt))
      if (!world.isWell || hubNow < startedAt + LIFE_LIMITS.graceMs + LATE_MS) return []
      return world
        .look("select body from alerts where state = 'firing'")
        .map(({ body }): Alert => JSON.parse(String(body)))
        .filter(({ source, updatedAt, answers }) => {
          const rules = rulesEver(world, source)
          const afterMs = Math.max(...rules.map((one) => one?.afterMs ?? Infinity))
          return answers === undefined && updatedAt + afterMs < hubNow - LATE_MS
        })
        .map(({ id }) => `${short(id)} is still open`)
    },
  },
  {
    name: 'an alert that fires again soon enough goes on, and begins anew else',
    when: 'rest',
    broken(world) {
      const alerts = new Map(alertsIn(world).map((alert) => [alert.id, alert]))
      return [...deedsOf(world)].flatMap(([id, deeds]) => {
        const [first] = deeds
        const before = alerts.get(alerts.get(id)?.previousId ?? '')
        const { reopenMs = 0 } = first ? rulesThen(world, first) : {}
        const gapMs = (first?.event.receivedAt ?? 0) - (before?.resolvedAt ?? 0)
        const isByPerson = before?.answers?.some(
          ({ action, via }) => action === 'resolve' && via !== 'hub',
        )
        const isAnew = before !== undefined && !isByPerson && gapMs < reopenMs && reopenMs > 0
        const goesOn = deeds
          .filter((deed) => deed.result === 'reopened' && deed.event.answer === undefined)
          .filter((deed) => {
            const rules = rulesThen(world, deed)
            return rules.reopenMs === 0 && rules.flapping === undefined
          })
        return [
          ...(isAnew ? [`${short(id)} begins ${gapMs} ms after ${short(before.id)} ended`] : []),
          ...goesOn.map(() => `${short(id)} goes on, and no rule says so`),
        ]
      })
    },
  },
]

/** Every rule that held at any time. */
function rulesEver(world: World, source: string): readonly (AutoResolveRules | undefined)[] {
  return world.settings.map(({ directory }) => directory.lifeOf(source).autoResolve)
}

/** How alerts lived when it was settled. */
function rulesThen(world: World, { event, revision }: Deed) {
  return world.directoryOf(revision).lifeOf(event.source)
}

function earlyEnds(
  deeds: readonly Deed[],
  rules: readonly (AutoResolveRules | undefined)[],
): readonly string[] {
  const leastMs = Math.min(...rules.flatMap((one) => one?.afterMs ?? []))
  const mayEndAcknowledged = rules.some((one) => one?.acknowledged === true)
  let heardAt: number | undefined
  let isTaken = false
  let isOver = false
  return deeds.flatMap(({ event, result }) => {
    // By a clock that was set back meanwhile: no more than this has passed since.
    if (heardAt !== undefined) heardAt = Math.min(heardAt, event.receivedAt)
    const isUnheard = event.answer?.unheard === true
    const wrong =
      isUnheard && result === 'resolved'
        ? [
            ...(isOver ? ['ended by itself when it was over'] : []),
            ...(event.receivedAt - (heardAt ?? 0) < leastMs ? ['ended by itself too early'] : []),
            ...(isTaken && !mayEndAcknowledged ? ['ended by itself, and somebody had it'] : []),
          ]
        : []
    if (event.kind === 'firing' && event.answer === undefined) heardAt = event.receivedAt
    if (result === 'resolved') isOver = true
    if (result === 'opened' || result === 'reopened') isOver = false
    if (result !== 'silenced') isTaken = result === 'acknowledged'
    return wrong
  })
}

/** Alerts that go on under their id, that flap, and that end by themselves. */
export const lives: Feature = {
  name: 'lives of alerts',
  draft({ random, sources, rest }) {
    if (random.likely(0.4)) {
      rest['alerts'] = {
        reopen: random.pick(['0s', '30s', '10m', '1h']),
        ...(random.likely(0.6)
          ? {
              flapping: random.pick([
                'off',
                { changes: 2, within: '1m', mute: '5m' },
                { changes: 3, within: '10m', mute: '30m' },
              ]),
            }
          : {}),
      }
    }
    const aliyun = sources['aliyun']
    if (aliyun === undefined || !random.likely(0.3)) return
    const autoResolve = random.pick(['1m', '10m', { after: '5m', acknowledged: true }])
    sources['aliyun'] = { ...aliyun, autoResolve }
  },
  invariants: INVARIANTS,
}
