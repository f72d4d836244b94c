import type { DraftEndpoint, Feature, Invariant } from '../feature.ts'
import { isForgotten } from '../invariants/sending.ts'
import type { World } from '../world.ts'

const MINUTE_MS = 60_000

/** How many mails a minute each mailbox of these worlds may get, by its address. */
const MAILBOXES: Readonly<Record<string, number>> = {
  'slow@sim.test': 2,
  'usual@sim.test': 5,
  'fast@sim.test': 30,
}

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'no mailbox is sent more mails in a minute than its endpoint may',
    when: 'always',
    broken: (world) =>
      Object.entries(MAILBOXES).flatMap(([address, perMinute]) => {
        const times = world.witness.heard
          .filter(({ message }) => message.url === `mailto:${address}`)
          .filter(({ message }) => message.outcome === 'posted')
          .map(({ at }) => at)
        return times
          .filter((at, index) => at - (times[index - perMinute] ?? -Infinity) < MINUTE_MS)
          .filter((at) => !isExcused(world, at))
          .map((at) => `${address} is sent too many at ${new Date(at).toISOString()}`)
      }),
  },
]

/** A clock that has jumped counts other minutes. */
function isExcused({ witness }: World, at: number): boolean {
  const hasJumped = witness.jumps.some((jump) => Math.abs(at - jump.at) < 2 * MINUTE_MS)
  return hasJumped || isForgotten(witness, at)
}

/** Contacts with mailboxes, which take mail by SMTP: they know no message again, and their limit is the hub's own. */
export const mail: Feature = {
  name: 'mail',
  draft({ random, robots, contacts }) {
    const own = random.fork('mail')
    if (!own.likely(0.5)) return
    const mailboxes = Object.entries(MAILBOXES).map(([address, perMinute]) => {
      robots.push({ channel: 'email', url: `mailto:${address}`, chat: {} })
      return { address, perMinute, ...SERVER }
    })
    for (const contact of Object.values(contacts)) {
      if (!own.likely(0.4)) continue
      const isStandby = contact.endpoints.length > 0 && own.likely(0.3)
      contact.endpoints.push({ ...own.pick(mailboxes), ...(isStandby ? { standby: true } : {}) })
    }
  },
  invariants: INVARIANTS,
}

const SERVER: DraftEndpoint = {
  channel: 'email',
  from: 'Tocsin <alerts@sim.test>',
  host: 'smtp.sim.test',
  security: 'none',
}
