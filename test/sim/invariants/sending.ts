import type { Invariant } from '../feature.ts'
import type { Heard } from '../platforms.ts'
import { notificationsIn } from '../rows.ts'
import type { World } from '../world.ts'

const short = (id: string): string => id.slice(-4)
const MINUTE_MS = 60_000
/** After hours in which all was well, nothing waits for longer than a robot's limit takes. */
const STUCK_MS = 10 * MINUTE_MS

/** How platforms say that a robot has sent too much. */
const TOO_MANY: ReadonlySet<number | string | undefined> = new Set([
  660026,
  45009,
  9499,
  11232,
  'rate_limited',
  'WorkflowTriggerRequestsThrottled',
  429,
])

/** What becomes of a notification. */
export const SENDING: readonly Invariant[] = [
  {
    name: 'a message is repeated only where its outcome was not known',
    when: 'always',
    broken: ({ witness }) =>
      [...Map.groupBy(witness.heard, ({ message }) => message.notificationId)].flatMap(
        ([id, heard]) => {
          const posts = heard.filter(({ message }) => message.outcome === 'posted')
          return posts.slice(1).flatMap((post, index) => {
            const before = posts[index]
            // What a process sent before it died may arrive after what the next one sends.
            if (!before || before.message.turn > post.message.turn) return []
            const isOnDisk = witness.recorded.some(
              (one) => one.notificationId === id && one.state === 'sent' && one.order < post.order,
            )
            const { hasAnswer, turn } = before.message
            const isForgotten =
              turn < post.message.turn && hasEndedUnwritten(witness, before.message)
            const isKnown = hasAnswer && !isForgotten
            return isKnown || isOnDisk ? [`${short(id)} was posted, and posted again`] : []
          })
        },
      ),
  },
  {
    name: 'no robot is sent more than its platform takes',
    when: 'always',
    broken: (world) =>
      world.witness.heard
        .filter(({ message }) => message.outcome === 'refused' && message.fault === undefined)
        .filter(({ message }) => TOO_MANY.has(message.code))
        .filter(({ at, message }) => !isExcused(world, at, message.chat))
        .map(({ at, message }) => {
          const time = new Date(at).toISOString()
          return `${message.platform} ${short(message.chat)} turned a message away at ${time}`
        }),
  },
  {
    name: 'no notification is stuck',
    when: 'rest',
    broken: (world) =>
      notificationsIn(world)
        .filter(({ state }) => state === 'due' || state === 'leased')
        .filter(({ dueAt }) => dueAt < world.hubNow - STUCK_MS)
        .map(({ id, state, lane }) => `${short(id)} is still ${state} in ${lane}`),
  },
  {
    name: 'what is called sent was posted',
    when: 'rest',
    broken(world) {
      const posted = new Set(
        world.witness.heard
          .filter(({ message }) => message.outcome !== 'refused')
          .map(({ message }) => message.notificationId),
      )
      return notificationsIn(world)
        .filter(({ id, state }) => state === 'sent' && !posted.has(id))
        .map(({ id }) => `no platform has heard ${short(id)}`)
    },
  },
  {
    name: 'what was merged is named by what took it in, and was not posted before',
    when: 'rest',
    broken(world) {
      const all = notificationsIn(world)
      const byId = new Map(all.map((one) => [one.id, one]))
      const { heard, merged } = world.witness
      const mergedBy = new Map(merged.map((one) => [one.notificationId, one]))
      const posts = heard.flatMap(({ message }) => (message.outcome === 'posted' ? [message] : []))
      // Whoever takes it in knows that it was posted, unless that was known to a process only that is no more.
      const known = new Set(
        posts
          .filter(({ turn, notificationId }) => {
            const isLater = (mergedBy.get(notificationId)?.turn ?? 0) > turn
            return !isLater || !world.witness.isUnknownSend({ turn, notificationId })
          })
          .map(({ notificationId }) => notificationId),
      )
      const over = new Set(
        posts.flatMap(({ alerts, notificationId }) =>
          alerts
            .filter(({ state }) => state === 'resolved')
            .map(({ id }) => `${byId.get(notificationId)?.lane} ${id}`),
        ),
      )
      const splitInto = (whole: string, subject: string): boolean =>
        all.some(
          ({ id, entries }) =>
            id.startsWith(`${whole}-`) && entries.some(({ subjectId }) => subjectId === subject),
        )
      return all
        .filter(({ state }) => state === 'merged')
        .flatMap(({ id, mergedInto = '', entries, lane }) => {
          const digest = byId.get(mergedInto)
          if (!digest) return [`${short(id)} was merged into nothing`]
          if (known.has(id)) return [`${short(id)} was posted, and merged all the same`]
          if (mergedBy.get(id)?.isSameChat === false)
            return [`${short(id)} was merged into ${short(mergedInto)}, which another chat hears`]
          const named = new Set(digest.entries.map(({ subjectId }) => subjectId))
          // A recovery of several may have been told by several messages, one of which stands for them.
          return entries
            .filter(({ subjectId }) => !named.has(subjectId) && !splitInto(id, subjectId))
            .filter(
              ({ subjectId, state }) => state !== 'resolved' || !over.has(`${lane} ${subjectId}`),
            )
            .map(({ subjectId }) => `${short(mergedInto)} does not name ${short(subjectId)}`)
        })
    },
  },
]

/** Whether its process ended before the disk knew the answer: it died, or the disk did not take it. */
function hasEndedUnwritten(
  { deaths, refusedWrites }: World['witness'],
  { turn, notificationId }: Heard,
): boolean {
  return (
    deaths.some((death) => death.turn === turn) ||
    refusedWrites.some(
      ({ operation, ...one }) =>
        one.turn === turn &&
        operation.kind === 'attempt' &&
        operation.notificationId === notificationId,
    )
  )
}

/**
 * A platform made to say so bans the robot for a while, and a clock that has jumped counts other minutes.
 */
function isExcused({ platforms, witness }: World, at: number, chat: string): boolean {
  const limitedAt = platforms.limitedAt.get(chat) ?? -Infinity
  const sinceJump = Math.min(...witness.jumps.map((jump) => Math.abs(at - jump.at)))
  const isUnderBan = at - limitedAt < 11 * MINUTE_MS
  return isUnderBan || sinceJump < 11 * MINUTE_MS || isForgotten(witness, at)
}

/** What a disk that fails would not let it write down, the next process cannot count. */
export function isForgotten({ starts, refusedWrites }: World['witness'], at: number): boolean {
  return starts.some(
    (start) =>
      at - start.at < 2 * MINUTE_MS &&
      refusedWrites.some((one) => Math.abs(start.at - one.at) < 2 * MINUTE_MS),
  )
}
