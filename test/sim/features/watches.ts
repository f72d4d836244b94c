import { QUIET_KEY } from '../../../src/model/watch.ts'
import type { Feature, Invariant } from '../feature.ts'
import { alertsIn } from '../rows.ts'
import type { World } from '../world.ts'

const KEY = 'sim-heartbeat-key'
const SOURCE = 'beats'
const MINUTE_MS = 60_000
/** How often a job runs: as its source is told. */
const INTERVAL_MS = 20 * MINUTE_MS
const GRACE_MS = 5 * MINUTE_MS
/** After so much silence of all jobs their source is quiet, where that is configured. */
const QUIET_MS = 30 * MINUTE_MS
/** What the hub needs to see a silence and to settle it. */
const SLACK_MS = 2 * MINUTE_MS

/** Something that pings while it is well. */
type Job = {
  readonly name: string
  isRunning: boolean
  /** Whether its loop has begun. */
  hasBegun: boolean
  /** It has said something: a hub that was killed before it answered may have taken it all the same. */
  hasSpoken: boolean
  /** Its last word that the hub took; true time. */
  said?: { readonly at: number; readonly failed: boolean }
}

const jobsByWorld = new WeakMap<World, readonly Job[]>()

function jobsOf(world: World): readonly Job[] {
  const known = jobsByWorld.get(world)
  if (known) return known
  const jobs = ['backup', 'report'].map((name) => ({
    name,
    isRunning: false,
    hasBegun: false,
    hasSpoken: false,
  }))
  jobsByWorld.set(world, jobs)
  return jobs
}

/** One request, which nobody repeats. */
async function ping(world: World, job: Job, failed = false): Promise<void> {
  const request = {
    method: 'GET' as const,
    path: `/${job.name}${failed ? '/fail' : ''}`,
    query: '',
    headers: {},
    body: new Uint8Array(),
  }
  const at = world.now
  job.hasSpoken = true
  const answered = await world.hub?.takeIn(KEY, request).catch(() => undefined)
  if (answered?.kind !== 'taken') return
  job.said = { at, failed }
  world.say(`job    ${job.name} ${failed ? 'fails' : 'pings'}`)
}

/** Lets the job run from now on, until it is stopped. */
function run(world: World, job: Job): void {
  job.isRunning = true
  void ping(world, job)
  if (job.hasBegun) return
  job.hasBegun = true
  void live(world, job)
}

async function live(world: World, job: Job): Promise<void> {
  for (;;) {
    await world.time.sleep(INTERVAL_MS)
    if (job.isRunning) void ping(world, job)
  }
}

/** Whether the alert with this key is open; undefined where a person has ended the last one, which says nothing of the job. */
function isOpen(world: World, dedupKey: string): boolean | undefined {
  const alerts = alertsIn(world).filter((one) => one.source === SOURCE && one.dedupKey === dedupKey)
  if (alerts.some(({ state }) => state !== 'resolved')) return true
  const newest = alerts.reduce((at, { resolvedAt = 0 }) => Math.max(at, resolvedAt), 0)
  const isByPerson = alerts.some(
    ({ resolvedAt, answers = [] }) =>
      resolvedAt === newest &&
      answers.some(({ action, via }) => action === 'resolve' && via !== 'hub'),
  )
  return isByPerson ? undefined : false
}

/** What was written of the source ever since: a configuration without it forgets its monitors. */
function writtenSince(world: World, since: number): { readonly quiet?: string } | undefined {
  const held = world.settings.findLastIndex(({ at }) => at <= since)
  const all = world.settings
    .slice(Math.max(0, held))
    .map(({ setting }) => Object(setting.draft.file['sources'])[SOURCE])
  return all.every((one) => one !== undefined) ? all.at(-1) : undefined
}

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'a job that has failed or fallen silent has an open alert, and one that pings has none',
    when: 'rest',
    broken(world) {
      return jobsOf(world).flatMap(({ name, said }) => {
        if (!said || !writtenSince(world, said.at)) return []
        const silentMs = world.now - said.at
        const isLate = silentMs > INTERVAL_MS + GRACE_MS + SLACK_MS
        const wanted = said.failed || isLate
        // It is only just late, or has only just spoken.
        const isSoon = !isLate && silentMs > INTERVAL_MS + GRACE_MS - SLACK_MS
        const found = isOpen(world, `heartbeat:${name}`)
        if (isSoon || silentMs < SLACK_MS || found === undefined || found === wanted) return []
        const word = said.failed ? 'failed' : 'was heard'
        return [
          `${name} ${word} ${silentMs} ms ago, and its alert is ${found ? 'open' : 'not open'}`,
        ]
      })
    },
  },
  {
    name: 'a source of which nothing is heard for too long has an open alert, and one that speaks has none',
    when: 'rest',
    broken(world) {
      const heardAt = Math.max(...jobsOf(world).map(({ said }) => said?.at ?? -Infinity))
      if (heardAt === -Infinity || writtenSince(world, heardAt)?.quiet === undefined) return []
      const silentMs = world.now - heardAt
      if (silentMs < SLACK_MS || Math.abs(silentMs - QUIET_MS) < SLACK_MS) return []
      const found = isOpen(world, QUIET_KEY)
      if (found === undefined || found === silentMs > QUIET_MS) return []
      return [`it spoke ${silentMs} ms ago, and its alert is ${found ? 'open' : 'not open'}`]
    },
  },
]

/** Jobs that ping, fail, fall silent and come back, and their source, which may be heard of no more. */
export const watches: Feature = {
  name: 'watches',
  draft({ random, sources }) {
    const own = random.fork('watches')
    if (!own.likely(0.5)) return
    sources[SOURCE] = {
      ...{ type: 'heartbeat', key: KEY, interval: '20m', grace: '5m' },
      ...(own.likely(0.8) ? { quiet: '30m' } : {}),
      ...(own.likely(0.3) ? { severity: 'critical' } : {}),
    }
  },
  actions: [
    {
      name: 'a job runs',
      weight: 3,
      act: (world, random) => run(world, random.pick(jobsOf(world))),
    },
    {
      name: 'a job stops',
      weight: 4,
      act(world, random) {
        random.pick(jobsOf(world)).isRunning = false
      },
    },
    {
      name: 'a job fails',
      weight: 2,
      act: (world, random) => ping(world, random.pick(jobsOf(world)), true),
    },
  ],
  async ends(world) {
    for (const job of jobsOf(world)) if (job.hasSpoken) run(world, job)
  },
  invariants: INVARIANTS,
}
