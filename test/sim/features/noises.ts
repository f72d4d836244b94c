import type { GroupItem } from '../../../src/model/alert-group.ts'
import type { DraftRules, Feature, Invariant } from '../feature.ts'
import type { Random } from '../random.ts'
import { holdsIn, itemsIn } from '../rows.ts'
import { itemKey } from '../witness.ts'
import type { World } from '../world.ts'

const short = (id: string): string => id.slice(-4)

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'what is held for a while says why, and until when where that is known',
    when: 'always',
    broken(world) {
      const held = itemsIn(world).filter(({ item }) => isHeld(item))
      if (held.length === 0) return []
      const holds = Map.groupBy(holdsIn(world), ({ eventId, policy }) => `${eventId} ${policy}`)
      return held.flatMap(({ group, item }) => {
        const said = holds.get(`${item.mutedEventId} ${group.policy}`) ?? []
        const who = `${group.policy} holds ${short(item.entry.subjectId)} as ${item.mutedBy}`
        if (said.length === 0) return [`${who}, and does not say why`]
        return said
          .filter(({ reason, until, at }) => HAS_END.has(reason) && (until ?? 0) <= at)
          .map(() => `${who}, and does not say until when`)
      })
    },
  },
  {
    name: 'that something has become critical is not held as noise',
    when: 'always',
    broken: (world) =>
      itemsIn(world)
        .filter(({ item }) => isHeld(item) && isCriticalNoise(item))
        .filter(({ item }) => wasMilder(world, item))
        .map(({ group, item }) => {
          return `${group.policy} holds that ${short(item.entry.subjectId)} is critical as ${item.mutedBy}`
        }),
  },
  {
    name: 'a storm is over when nothing begins any more',
    when: 'rest',
    broken: (world) =>
      world
        .look('select policy from storms where next_at is not null')
        .map(({ policy }) => `the storm of ${policy} goes on`),
  },
]

/** What ended while it flapped was told, and stays without being held. */
function isHeld({ entry, told, pending, mutedUntil }: GroupItem): boolean {
  const isKept = entry.state === 'resolved' && told?.state === 'resolved'
  return mutedUntil !== undefined && !pending && !isKept
}

/** Nobody was told that it is critical, and noise is why. */
function isCriticalNoise({ entry, told, mutedBy = '' }: GroupItem): boolean {
  const isNoise = NOISE.has(mutedBy) || mutedBy.startsWith('storm:')
  const isTold = told?.severity === 'critical' || told?.heard?.includes('critical') === true
  return isNoise && entry.state === 'firing' && entry.severity === 'critical' && !isTold
}

/** Storms hold nothing critical; the others hold what was critical when its group took it in. */
function wasMilder({ witness }: World, { groupId, entry, told, mutedBy = '' }: GroupItem): boolean {
  const isKnown = told !== undefined || witness.milder.has(itemKey(groupId, entry.subjectId))
  return isKnown || mutedBy.startsWith('storm:')
}

const NOISE: ReadonlySet<string> = new Set(['flapping', 'noise-muted', 'below-threshold'])
const HAS_END: ReadonlySet<string> = new Set(['hold', 'noise-muted', 'flapping'])

/** Policies that hold back what does not last, what repeats itself, and very many alerts at once. */
export const noises: Feature = {
  name: 'noise',
  draft({ random, policies }) {
    for (const rules of Object.values(policies)) {
      draftNoise(random, rules)
      for (const route of rules.routes ?? []) if (random.likely(0.3)) draftNoise(random, route)
    }
  },
  invariants: INVARIANTS,
}

function draftNoise(random: Random, rules: DraftRules): void {
  if (random.likely(0.2)) rules['hold'] = random.pick(['10s', '1m', '10m'])
  if (random.likely(0.25))
    rules['noise'] = {
      count: random.between(1, 3),
      within: random.pick(['1m', '5m']),
      mute: random.pick(['1m', '10m', '40m']),
    }
  if (random.likely(0.4))
    rules['storm'] = random.pick([
      'off',
      { thresholds: [2, 5], within: '1m' },
      { thresholds: [3, 20] },
    ])
}
