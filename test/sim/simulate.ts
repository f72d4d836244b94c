// In: a seed. Out: what happened, and the first invariant that did not hold.
// Must hold: the same seed gives the same run, byte for byte.
import type { Action, Drafting, Invariant, Moment } from './feature.ts'
import { FEATURES } from './features/all.ts'
import { INVARIANTS } from './invariants.ts'
import type { Random } from './random.ts'
import type { Draft } from './setting.ts'
import { StandsStill } from './time.ts'
import { type Planted, World } from './world.ts'

export type Run = {
  readonly seed: number
  /** Of everything that happened. */
  readonly digest: string
  readonly lines: readonly string[]
  /** The first invariant that was broken, and how. */
  readonly broken?: { readonly invariant: string; readonly how: readonly string[] }
  /** What happened how often. */
  readonly counts: Readonly<Record<string, number>>
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** What is needed yet at the first look is looked at again a day later. */
const AGING_DAYS = [12, 2]
/** How often the world is looked at while all is well. */
const LOOK_MS = 5 * MINUTE_MS - 7 * SECOND_MS

/** Runs one seed to its end, or to the first broken invariant. */
export async function simulate(seed: number, planted: Planted = {}): Promise<Run> {
  const world = new World(seed, planted)
  try {
    const broken = await live(world).catch((error: unknown) => {
      if (!(error instanceof StandsStill)) throw error
      return { invariant: 'time passes', how: [error.message] }
    })
    return {
      seed,
      digest: world.trace.digest(),
      lines: world.trace.lines,
      ...(broken ? { broken } : {}),
      counts: countsOf(world),
    }
  } finally {
    world.end()
  }
}

async function live(world: World): Promise<Run['broken']> {
  const random = world.random.fork('workload')
  await world.configure(draftOf(random.fork('draft')))
  world.hubs.join()
  await world.time.passUntil(world.now + SECOND_MS)
  return (
    (await disturbed(world, random)) ??
    (await rested(world)) ??
    (await ended(world)) ??
    (await aged(world))
  )
}

/** Everything happens at once for a while. */
async function disturbed(world: World, random: Random): Promise<Run['broken']> {
  const count = random.pick([12, 25, 40, 60])
  const pauseMs = random.pick([200, 3_000, 15_000, MINUTE_MS])
  for (let index = 0; index < count; index++) {
    const { name, act } = random.weighted(ACTIONS)
    world.say(`- ${name}`)
    void Promise.resolve(act(world, random.fork(index))).catch((error: unknown) => {
      world.say(`fails  ${name}: ${String(error)}`)
    })
    const until = world.now + Math.floor(random.fraction() * 2 * pauseMs)
    await world.time.passUntil(until)
    const broken = firstBroken(world, 'always')
    if (broken) return broken
  }
  return undefined
}

/** Nothing goes wrong any more, and problems go on. */
async function rested(world: World): Promise<Run['broken']> {
  world.say('- all is well from here on')
  world.platforms.heal()
  world.calendars.heal()
  world.disk.commitsLeft = undefined
  // Senders that were refused try again for a while, robots' breakers and bans end.
  await world.time.passUntil(world.now + MINUTE_MS)
  world.disk.state = 'well'
  world.hubs.dismiss()
  // A clock that was set back makes everybody wait for as long.
  const backMs = world.witness.jumps.reduce((sum, { byMs }) => sum + Math.max(0, -byMs), 0)
  const until = world.now + 90 * MINUTE_MS + backMs
  while (world.now < until) {
    await world.time.passUntil(Math.min(until, world.now + LOOK_MS))
    const broken = firstBroken(world, 'always')
    if (broken) return broken
  }
  return firstBroken(world, 'rest')
}

/** All problems end, and so much time passes that silences, quiet times and retries are over. */
async function ended(world: World): Promise<Run['broken']> {
  world.say('- all problems end')
  for (const { ends } of FEATURES) await ends?.(world)
  // Nights are over after eleven hours; who tells at one time of the day only may have to wait for the next.
  const hours = JSON.stringify(world.setting.draft.file).includes('"active"') ? 26 : 11
  await world.time.passUntil(world.now + hours * HOUR_MS)
  return firstBroken(world, 'always') ?? firstBroken(world, 'rest') ?? firstBroken(world, 'end')
}

/** Weeks later, in a world that keeps things for days: the clock leaps, for what passes would be nothing but waiting. */
async function aged(world: World): Promise<Run['broken']> {
  if (world.setting.draft.file['retention'] === undefined) return undefined
  for (const days of AGING_DAYS) {
    world.machine.wrongByMs += days * DAY_MS
    world.say(`- ${days} days later`)
    await world.time.passUntil(world.now + 10 * MINUTE_MS)
  }
  return firstBroken(world, 'old')
}

function firstBroken(world: World, when: Moment): Run['broken'] {
  for (const { name, broken } of EVERYTHING.filter((one) => one.when === when)) {
    const how = broken(world)
    if (how.length > 0) return { invariant: name, how }
  }
  return undefined
}

const ACTIONS: readonly Action[] = [
  ...FEATURES.flatMap(({ actions }) => actions ?? []),
  {
    name: 'another configuration',
    weight: 2,
    act: (world, random) => world.configure(draftOf(random)),
  },
]

const EVERYTHING: readonly Invariant[] = [
  ...FEATURES.flatMap(({ invariants }) => invariants ?? []),
  ...INVARIANTS,
]

/** A configuration to which every feature has added. */
function draftOf(random: Random): Draft {
  const drafting: Drafting = {
    random,
    robots: [],
    sources: {},
    contacts: {},
    contactGroups: {},
    policies: {},
    rest: {},
  }
  for (const feature of FEATURES) feature.draft?.(drafting)
  const { robots, rest, random: _, ...sections } = drafting
  return { robots, file: { ...sections, ...rest } }
}

function countsOf({ witness, tally, settings, repeats }: World): Run['counts'] {
  tally.add({
    'events taken': witness.taken.length,
    'requests in quarantine': witness.quarantined.length,
    'configurations after the first': settings.length - 1,
    'groups told again': repeats.count,
  })
  return tally.counts
}
