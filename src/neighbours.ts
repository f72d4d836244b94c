// In: what the other hubs on the same database say. Out: this hub's loops are woken, its consoles told, and its overrides read anew.
// Must hold: nothing depends on what is said; each loop looks by itself too.
import type { Changes } from './announced.ts'
import type { Topic } from './api/wire-live.ts'
import { NEIGHBOUR_LIMITS } from './base/limits.ts'
import type { Log } from './base/log.ts'
import { type Loop, startLoop } from './base/loop.ts'
import type { Live } from './live.ts'
import type { RunningHub } from './wiring.ts'

type Parts = {
  readonly hub: RunningHub
  readonly live: Live
  readonly changes: Changes
  readonly log: Log
}

/** What a topic gives the loops to do. */
const WORK: Readonly<Record<Topic, readonly ('settle' | 'tick' | 'send')[]>> = {
  events: ['settle'],
  alerts: ['tick'],
  messages: ['send'],
  silences: ['tick'],
  schedules: [],
  sources: [],
  configuration: [],
}

/** Listens from now on, and gives the loop that looks for overrides; undefined where no other hub can be there. */
export function joinNeighbours({ hub, live, changes, log }: Parts): Loop | undefined {
  const { neighbours } = hub.store
  if (!neighbours) return undefined
  const overrides = startLoop({
    name: 'overrides',
    clock: hub.clock,
    log,
    idleMs: NEIGHBOUR_LIMITS.lookMs,
    async turn() {
      if (await live.readOverrides(hub.store)) {
        changes.say(['schedules'])
        hub.wake.tick()
      }
      return { more: false }
    },
  })
  neighbours.listen({
    heard(kinds) {
      const topics = kinds === undefined ? TOPICS : TOPICS.filter((topic) => kinds.includes(topic))
      if (topics.includes('schedules')) overrides.wake()
      for (const work of new Set(topics.flatMap((topic) => WORK[topic]))) hub.wake[work]()
      changes.say(topics)
    },
    deaf: (why) => log.warn({}, why),
  })
  return overrides
}

/** Those of this version: a newer hub may say more. What each hub reads from its own file no other can change. */
const TOPICS = (Object.keys(WORK) as readonly Topic[]) // the keys of a record are its own
  .filter((topic) => topic !== 'configuration')
