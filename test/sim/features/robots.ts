import type { DraftEndpoint, Feature } from '../feature.ts'
import type { Trouble } from '../platforms.ts'

const ORIGIN = 'http://sandbox.test/sandbox'

/** A robot's address in the sandbox; `name` is its secret part. */
const ADDRESSES: Readonly<Record<string, (name: string) => string>> = {
  dingtalk: (name) => `${ORIGIN}/dingtalk/robot/send?access_token=${name}`,
  lark: (name) => `${ORIGIN}/lark/open-apis/bot/v2/hook/${name}`,
  wecom: (name) => `${ORIGIN}/wecom/cgi-bin/webhook/send?key=${name}`,
  slack: (name) => `${ORIGIN}/slack/services/T1/B1/${name}`,
  teams: (name) =>
    `${ORIGIN}/teams/workflows/${name}/triggers/manual/paths/invoke?api-version=2016-06-01&sig=${name}`,
  webhook: (name) => `${ORIGIN}/webhook/${name}`,
}

const CHANNELS = ['dingtalk', 'dingtalk', 'lark', 'wecom', 'slack', 'teams', 'webhook']

const NETWORK: readonly Trouble[] = ['unreachable', 'time-out', 'lost-reply', 'http502', 'drop']
const LATER: readonly Trouble[] = ['busy', 'waf', 'rateLimited']
const NEVER: readonly Trouble[] = ['removed', 'quota', 'content']

/** Contacts with robots on several channels, shared, pooled and standing by; and the platforms' bad days. */
export const robots: Feature = {
  name: 'robots',
  draft({ random, robots, contacts, contactGroups, rest }) {
    const known = Array.from({ length: random.between(2, 6) }, (_, index) => {
      const channel = random.pick(CHANNELS)
      const url = ADDRESSES[channel]?.(`robot${index}`) ?? ''
      const secret =
        channel === 'dingtalk' && random.likely(0.4) ? `SEC${'0'.repeat(20)}${index}` : undefined
      robots.push({ channel, url, chat: secret === undefined ? {} : { secret } })
      // By its place, so that no other choice of a seed depends on it.
      const several = channel === 'webhook' && index % 2 === 1 ? { parallel: 4 } : {}
      return { channel, url, ...(secret === undefined ? {} : { secret }), ...several }
    })
    const free = [...known]
    const used = new Set<string>()
    const count = random.between(2, 5)
    for (let index = 0; index < count; index++) {
      const endpoints: DraftEndpoint[] = []
      const pooled = random.likely(0.2)
        ? free.findIndex(({ channel, url }) => channel === 'dingtalk' && !used.has(url))
        : -1
      if (pooled >= 0) {
        // A robot of a pool is used nowhere else.
        const [first] = free.splice(pooled, 1)
        const url = ADDRESSES['dingtalk']?.(`pool${index}`) ?? ''
        robots.push({ channel: 'dingtalk', url, chat: {} })
        if (first)
          endpoints.push({ ...first, pool: 'both' }, { channel: 'dingtalk', url, pool: 'both' })
      } else if (free.length > 0 && random.likely(0.95)) endpoints.push({ ...random.pick(free) })
      const others = free.filter(({ url }) => endpoints.every((one) => one.url !== url))
      if (endpoints.length > 0 && others.length > 0 && random.likely(0.35))
        endpoints.push({ ...random.pick(others), ...(random.likely(0.6) ? { standby: true } : {}) })
      for (const { url = '' } of endpoints) used.add(url)
      contacts[`contact${index}`] = {
        language: random.pick(['en', 'zh']),
        endpoints,
        ...(random.likely(0.3) ? { mobile: `1380000000${index}` } : {}),
      }
    }
    for (const group of ['ops', 'dev'])
      contactGroups[group] = [...random.some(Object.keys(contacts), 1, 3)]
    if (random.likely(0.85)) rest['fallback'] = random.pick(['ops', 'dev', 'contact0', 'contact1'])
  },
  actions: [
    {
      name: 'trouble at a robot',
      weight: 5,
      act(world, random) {
        const troubles = random.pick([NETWORK, NETWORK, LATER, NEVER])
        const url = random.likely(0.6) ? random.pick(world.setting.draft.robots).url : undefined
        const weather = {
          ...(url === undefined ? {} : { url }),
          until: world.now + random.pick([10_000, 60_000, 300_000, 900_000]),
          troubles: random.some(troubles, 1),
          probability: random.pick([0.3, 0.7, 1]),
        }
        world.platforms.disturb(weather)
        world.say(
          `world  ${weather.troubles.join(', ')} at ${url ?? 'all robots'} until ${weather.until}`,
        )
      },
    },
    {
      name: 'somebody sends again what is dead',
      weight: 2,
      async act(world) {
        const { hub } = world
        if (!hub) return
        const dead = await hub.store.notifications({ limit: 20, state: 'dead' })
        if (dead.length === 0) return
        for (const { id } of dead)
          world.witness.note(world.witness.resent, world.now, { notificationId: id })
        await hub.store.resend(
          dead.map(({ id }) => id),
          hub.clock.now(),
        )
        if (hub.isUp) hub.wakeSender()
        world.say(`person sends ${dead.map(({ id }) => id.slice(-4)).join(' ')} again`)
      },
    },
  ],
}
