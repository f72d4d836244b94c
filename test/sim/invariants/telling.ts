import { isPending } from '../../../src/model/alert-group.ts'
import type { Notification } from '../../../src/model/notification.ts'
import type { Invariant } from '../feature.ts'
import { isQuiet } from '../mutes.ts'
import { holdsIn, itemsIn, notificationsIn, outcomesIn } from '../rows.ts'
import type { World } from '../world.ts'

const short = (id: string): string => id.slice(-4)

/** Who is told what. */
export const TELLING: readonly Invariant[] = [
  {
    name: 'what a policy matches is told, or a hold says why not',
    when: 'rest',
    broken(world) {
      const known = new Set([
        ...holdsIn(world).map(({ subjectId, policy }) => `${subjectId} ${policy}`),
        // A run knows whom it told, and that somebody had taken the alert on before.
        ...world
          .look('select alert_id, policy from escalations')
          .map((run) => `${run['alert_id']} ${run['policy']}`),
        ...notificationsIn(world).flatMap(({ entries, policy }) =>
          entries.map(({ subjectId }) => `${subjectId} ${policy}`),
        ),
      ])
      return outcomesIn(world)
        .filter(({ result }) => ['opened', 'updated', 'noticed'].includes(result))
        .flatMap(({ eventId, alertId = eventId, matched }) =>
          matched
            .filter(({ policy }) => !known.has(`${alertId} ${policy}`))
            .map(
              ({ policy }) => `${policy} tells nobody of ${short(alertId)}, and does not say why`,
            ),
        )
    },
  },
  {
    name: 'nothing that fires is held for longer than its reason lasts',
    when: 'rest',
    broken(world) {
      const { policies } = world.directory
      const muting = new Set(
        world
          .look(
            "select id as name from silences where ends_at > ? union select slot from inhibitors i join alerts a on a.id = i.alert_id where a.state <> 'resolved'",
            world.hubNow,
          )
          .map(({ name }) => String(name)),
      )
      return itemsIn(world).flatMap(({ group, item }) => {
        const policy = policies.get(group.policy)
        const isTold = !isPending(item.entry, item.told) || item.entry.state !== 'firing'
        const { mutedBy = '', mutedUntil = 0 } = item
        const isMuted = muting.has(mutedBy) || (policy?.noise && mutedBy === 'below-threshold')
        const isLater = LATER.has(mutedBy) && mutedUntil > world.hubNow
        if (isTold || isQuiet(world, policy) || !policy || isMuted || isLater) return []
        return [`${group.policy} has not told ${short(item.entry.subjectId)} as it is`]
      })
    },
  },
  {
    name: 'a group or a run is looked at when its time comes',
    when: 'always',
    broken(world) {
      if (!world.isWell) return []
      return world
        .look(
          'select id from alert_groups where next_flush_at < ?1 union all select id from escalations where next_at < ?1',
          world.hubNow - LATE_MS,
        )
        .map(({ id }) => `the group or run ${short(String(id))} is late`)
    },
  },
  {
    name: 'an event is settled at once',
    when: 'always',
    broken(world) {
      if (!world.isWell) return []
      return world
        .look(
          "select id from events where seq > (select seq from cursors where name = 'settled') and received_at < ?",
          world.hubNow - LATE_MS,
        )
        .map(({ id }) => `the event ${short(String(id))} waits`)
    },
  },
  {
    name: 'nobody hears that something fires after having heard of its end, unless it fires again',
    when: 'rest',
    broken(world) {
      const turns = Map.groupBy(world.witness.turned, ({ alertId }) => alertId)
      const over = new Set<string>()
      return toldIn(world).flatMap(({ endpointId, subjectId, state, carrier, heardAt, at }) => {
        const key = `${endpointId} ${subjectId}`
        if (state === 'resolved') over.add(key)
        if (state === 'resolved' || !over.has(key)) return []
        const before = (turns.get(subjectId) ?? []).filter(({ order }) => order < heardAt)
        const last = before.at(-1)
        // What was under way when it ended may still arrive.
        const isUnderWay = last !== undefined && at - last.at < UNDER_WAY_MS
        const hasTurned = before.some(({ result }) => result === 'reopened')
        if (hasTurned && (last?.result === 'reopened' || isUnderWay)) return []
        return [`${endpointId} hears by ${short(carrier)} that ${short(subjectId)} is ${state}`]
      })
    },
  },
  {
    name: 'who has heard of a problem hears of its end',
    when: 'end',
    broken(world) {
      const told = toldIn(world)
      // Whoever shares a robot shares its chat: what is heard there is heard by all of them. The last end counts.
      const ends = new Map(
        told
          .filter(({ state }) => state === 'resolved')
          .map((end) => [`${end.lane} ${end.subjectId}`, end]),
      )
      const overtaken = overtakenEnds(world, told)
      const excused = new Set([
        ...holdsIn(world)
          .filter(({ reason }) => reason === 'recoveries-off' || reason === 'policy-removed')
          .map(({ subjectId, policy }) => `${subjectId} ${policy}`),
        ...notificationsIn(world)
          .filter(({ state }) => state === 'dead')
          // A digest of several who share a robot is owed to one of them.
          .flatMap(({ endpointId, lane, entries }) =>
            entries.flatMap(({ subjectId }) => [
              `${endpointId} ${subjectId}`,
              `${lane} ${subjectId}`,
            ]),
          ),
      ])
      const lastChange = world.witness.reconfigured.at(-1)?.order ?? 0
      return told
        .filter(({ state, kind }) => state !== 'resolved' && state !== 'notice' && BEGINS.has(kind))
        .filter(({ owedAt }) => owedAt > lastChange)
        .filter((one) => isForHearers(world, one))
        .flatMap(({ endpointId, lane, subjectId, policy, heardAt, at }) => {
          const end = ends.get(`${lane} ${subjectId}`)
          // What was under way when it ended may still arrive behind the end.
          const isEnded = end !== undefined && (end.heardAt > heardAt || at - end.at < UNDER_WAY_MS)
          const isKnown =
            isEnded ||
            overtaken.has(`${endpointId} ${subjectId}`) ||
            excused.has(`${subjectId} ${policy}`) ||
            excused.has(`${endpointId} ${subjectId}`) ||
            excused.has(`${lane} ${subjectId}`)
          return isKnown ? [] : [`${endpointId} never hears that ${short(subjectId)} is over`]
        })
    },
  },
  {
    name: 'what could not be delivered is told to others',
    when: 'end',
    broken(world) {
      const all = notificationsIn(world)
      return all
        .filter(
          ({ state, kind, stoodBy }) => state === 'dead' && kind !== 'undelivered' && !stoodBy,
        )
        .filter((dead) => world.settings.every((one) => hasOthers(one, dead)))
        .flatMap((dead) =>
          dead.entries
            .filter(({ subjectId }) => !all.some((one) => isInstead(one, dead, subjectId)))
            .map(
              ({ subjectId }) =>
                `nobody hears of ${short(subjectId)} instead of ${dead.endpointId} (${short(dead.id)})`,
            ),
        )
    },
  },
]

/** How late something may be in a world in which all is well: the disk and a loop's turn take their time. */
const LATE_MS = 2_000
/** As long as a platform may take to answer, and more. */
const UNDER_WAY_MS = 15_000
/** Rules of a policy that hold for a known time. */
const LATER: ReadonlySet<string> = new Set(['hold', 'noise-muted', 'flapping'])
/** By these somebody hears of a problem: a group's messages, and the steps of runs. Who is only asked or handed over to has heard, or hears, by them. */
const BEGINS: ReadonlySet<Notification['kind']> = new Set([
  'alert',
  'update',
  'repeat',
  'escalation',
])

type Told = {
  readonly endpointId: string
  readonly lane: string
  readonly subjectId: string
  readonly state: string
  readonly policy: string
  readonly kind: Notification['kind']
  readonly carrier: string
  /** When it was decided, in the order of everything. */
  readonly owedAt: number
  /** When it was heard, likewise, and by the clock. */
  readonly heardAt: number
  readonly at: number
}

/** What each endpoint was told of each alert, in order: a digest tells what it has taken in. */
function toldIn(world: World): readonly Told[] {
  const all = notificationsIn(world)
  const byId = new Map(all.map((one) => [one.id, one]))
  const members = Map.groupBy(all, ({ mergedInto }) => mergedInto)
  const carried = (id: string): readonly Notification[] => {
    const own = byId.get(id)
    return [...(own ? [own] : []), ...(members.get(id) ?? []).flatMap((one) => carried(one.id))]
  }
  return world.witness.heard
    .filter(({ message }) => message.outcome === 'posted')
    .flatMap(({ message, order: heardAt, at }) => {
      const states = new Map(message.alerts.map(({ id, state }) => [id, state]))
      return carried(message.notificationId).flatMap(
        ({ id, endpointId, lane, entries, policy, kind }) =>
          entries.flatMap(({ subjectId }) => {
            const state = states.get(subjectId)
            const carrier = message.notificationId
            const owedAt = world.witness.owed.get(id) ?? 0
            return state === undefined
              ? []
              : [{ endpointId, lane, subjectId, state, policy, kind, carrier, owedAt, heardAt, at }]
          }),
      )
    })
}

/**
 * Ends that a digest has taken in together with a newer beginning, which a policy without recoveries tells the same chat:
 * that is the last word there.
 */
function overtakenEnds(world: World, told: readonly Told[]): ReadonlySet<string> {
  const silent = new Set(
    holdsIn(world)
      .filter(({ reason }) => reason === 'recoveries-off')
      .map(({ subjectId, policy }) => `${subjectId} ${policy}`),
  )
  const lastWords = new Set(
    told
      .filter(({ subjectId, policy }) => silent.has(`${subjectId} ${policy}`))
      .map(({ carrier, subjectId }) => `${carrier} ${subjectId}`),
  )
  return new Set(
    told
      .filter(({ kind, state }) => kind === 'resolved' && state !== 'resolved')
      .filter(({ carrier, subjectId }) => lastWords.has(`${carrier} ${subjectId}`))
      .map(({ endpointId, subjectId }) => `${endpointId} ${subjectId}`),
  )
}

/**
 * Whether the policy tells ends, to the same endpoints as beginnings. A run remembers whom it has told; a target that
 * names a schedule means whoever is on call when it ends.
 */
function isForHearers(
  { directory }: World,
  { policy: id, endpointId, kind }: Pick<Told, 'policy' | 'endpointId' | 'kind'>,
): boolean {
  const policy = directory.policies.get(id)
  const isStandby = directory.endpoints.get(endpointId)?.standby === true
  const isSteady =
    kind === 'escalation' || policy?.notify.every(({ schedule }) => schedule === undefined) === true
  return policy?.recoveries === true && isSteady && !isStandby
}

/** Whether there is anybody who can be told instead. */
function hasOthers({ directory }: World['settings'][number], dead: Notification): boolean {
  const { fallback, contactGroups, contacts } = directory.configuration
  if (fallback === undefined) return false
  const names = contactGroups.get(fallback)?.contacts ?? [fallback]
  return names
    .flatMap((name) => contacts.get(name)?.endpoints ?? [])
    .some(({ lane, standby }) => standby !== true && lane !== dead.lane)
}

function isInstead(one: Notification, dead: Notification, subjectId: string): boolean {
  return (
    one.id !== dead.id &&
    one.trouble !== undefined &&
    (one.kind !== 'escalation' || dead.kind === 'escalation') &&
    one.entries.some((entry) => entry.subjectId === subjectId)
  )
}
