import type { SourceRequest } from '../../../src/contract/source.ts'
import type { Feature } from '../feature.ts'
import { Random } from '../random.ts'
import type { World } from '../world.ts'

const KEY = 'sim-ingest-key'

/** A problem as its sender knows it: it begins, changes and ends by the sender's own clock. */
type Problem = {
  readonly number: number
  readonly kind: 'threshold' | 'reboot'
  readonly product: string
  readonly region: string
  readonly instance: string
  isOpen: boolean
  times: number
}

const LEVELS = ['CRITICAL', 'WARN', 'INFO']
const PHASES = { begins: ['Scheduled', 'Executing'], ends: ['Executed', 'Avoided', 'Canceled'] }

const problemsByWorld = new WeakMap<World, readonly Problem[]>()

function problemsOf(world: World): readonly Problem[] {
  const known = problemsByWorld.get(world)
  if (known) return known
  const random = new Random(`${world.seed}/problems`)
  const problems = Array.from({ length: random.pick([3, 8, 20, 40]) }, (_, number) => ({
    number,
    kind: random.likely(0.75) ? ('threshold' as const) : ('reboot' as const),
    product: random.pick(['ECS', 'RDS', 'SLB']),
    region: random.pick(['cn-hangzhou', 'cn-beijing']),
    instance: `i-${number % 12}`,
    isOpen: false,
    times: 0,
  }))
  problemsByWorld.set(world, problems)
  return problems
}

/** What CloudMonitor posts when the problem begins, changes or ends at `at`. */
function payloadOf(
  problem: Problem,
  { isOpen, level, phase, at }: { isOpen: boolean; level: string; phase: string; at: number },
): object {
  const { number, product, region, instance } = problem
  if (problem.kind === 'threshold')
    return {
      alertName: `rule ${number}`,
      alertState: isOpen ? 'ALERT' : 'OK',
      curValue: String(at % 100),
      dimensions: `{userId=1, instanceId=${instance}}`,
      expression: '$Average>=95',
      instanceName: instance,
      metricName: 'CPUUtilization',
      rawMetricName: 'CPUUtilization',
      namespace: `acs_${product.toLowerCase()}_dashboard`,
      regionId: region,
      ruleId: `rule-${number}`,
      transId: `t-${number}`,
      timestamp: String(at),
      triggerLevel: isOpen ? level : 'OK',
      preTriggerLevel: level,
      userId: '1',
    }
  return {
    id: `reboot-${number}-${at}`,
    product: 'ECS',
    resourceId: `acs:ecs:${region}:1:instance/${instance}`,
    level,
    name: `Instance:SystemMaintenance.Reboot:${phase}`,
    userId: '1',
    eventTime: compact(at),
    regionId: region,
    content: { eventId: `e-${number}`, instanceId: instance, eventStatus: phase },
    instanceName: instance,
    status: phase,
  }
}

/** `20260305T021501.123+0000`. */
function compact(at: number): string {
  return `${new Date(at).toISOString().replaceAll(/[-:]/g, '').slice(0, -1)}+0000`
}

function requestOf(body: string): SourceRequest {
  return {
    method: 'POST',
    path: '',
    query: '',
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(body),
  }
}

const ANSWER_MS = 20_000
const TRIES = 4

/** Posts as CloudMonitor does: whoever gets no answer sends the same again. */
async function post(world: World, body: string, again = 0): Promise<void> {
  const { hub, witness } = world
  const answered = hub ? await answerOf(world, body) : undefined
  if (answered?.kind === 'taken') {
    for (const eventId of answered.eventIds) witness.note(witness.taken, world.now, { eventId })
    world.say(`sender gets 2xx for ${answered.eventIds.map((id) => id.slice(-4)).join(' ')}`)
    return
  }
  if (answered?.kind === 'quarantined') {
    witness.note(witness.quarantined, world.now, { id: answered.quarantineId })
    return
  }
  if (again === TRIES) return world.say(`sender gives up: ${body.slice(0, 40)}`)
  await world.time.sleep(10_000)
  await post(world, body, again + 1)
}

type Answered = Awaited<ReturnType<NonNullable<World['hub']>['takeIn']>>

/** Undefined where none came: the process died, or the disk refused. */
async function answerOf(world: World, body: string): Promise<Answered | undefined> {
  const taking = world.hub?.takeIn(KEY, requestOf(body)).catch(() => undefined)
  return Promise.race([taking, world.time.sleep(ANSWER_MS).then(() => undefined)])
}

/** One more event of a problem. */
function next(world: World, problem: Problem, random: Random): string {
  const isOpen = problem.isOpen ? !random.likely(0.5) : true
  return eventOf(world, problem, { isOpen, random })
}

function eventOf(
  world: World,
  problem: Problem,
  { isOpen, random }: { isOpen: boolean; random: Random },
): string {
  problem.isOpen = isOpen
  problem.times += 1
  // Senders' clocks are coarse: now and then two events have the same second.
  const at = random.likely(0.3) ? Math.floor(world.now / 1_000) * 1_000 : world.now
  const phase = random.pick(isOpen ? PHASES.begins : PHASES.ends)
  return JSON.stringify(payloadOf(problem, { isOpen, level: random.pick(LEVELS), phase, at }))
}

/** Ends every problem, as its sender: after this nothing fires for long. */
async function endAllProblems(world: World): Promise<void> {
  const random = new Random(`${world.seed}/ends`)
  for (const problem of problemsOf(world)) {
    if (problem.times === 0) continue
    void post(world, eventOf(world, problem, { isOpen: false, random }))
    await world.time.passUntil(world.now + 50)
  }
}

/** CloudMonitor as the source: problems that begin, change and end, late, twice, out of order, in floods, and garbage. */
export const senders: Feature = {
  name: 'senders',
  draft({ sources }) {
    sources['aliyun'] = { type: 'cloudmonitor', key: KEY }
  },
  ends: endAllProblems,
  actions: [
    {
      name: 'an event',
      weight: 30,
      act(world, random) {
        void post(world, next(world, random.pick(problemsOf(world)), random))
      },
    },
    {
      name: 'a redelivery',
      weight: 4,
      act(world, random) {
        const body = next(world, random.pick(problemsOf(world)), random)
        void post(world, body)
        void world.time.sleep(random.pick([0, 5, 40_000])).then(() => post(world, body))
      },
    },
    {
      name: 'events out of order',
      weight: 5,
      async act(world, random) {
        const problem = random.pick(problemsOf(world))
        const late = next(world, problem, random)
        await world.time.sleep(random.pick([3, 1_500]))
        void post(world, next(world, problem, random))
        await world.time.sleep(random.pick([0, 2, 3_000, 70_000]))
        void post(world, late)
      },
    },
    {
      name: 'a flood',
      weight: 2,
      async act(world, random) {
        const count = random.pick([10, 25, 60])
        for (let index = 0; index < count; index++) {
          void post(world, next(world, random.pick(problemsOf(world)), random))
          await world.time.sleep(random.pick([0, 1, 20]))
        }
      },
    },
    {
      name: 'several events in one request',
      weight: 3,
      act(world, random) {
        const chosen = random.some(problemsOf(world), 1, 6).filter(({ kind }) => kind === 'reboot')
        const bodies = chosen.map((problem) => next(world, problem, random))
        void post(world, `[${bodies.join(',')}]`)
      },
    },
    {
      name: 'a notice',
      weight: 4,
      act(world, random) {
        const instance = `i-${random.between(0, 5)}`
        const notice = {
          id: `notice-${world.now}`,
          product: 'ECS',
          resourceId: `acs:ecs:cn-hangzhou:1:instance/${instance}`,
          // Presets are for what is of no weight.
          level: random.pick([...LEVELS, 'INFO', 'INFO']),
          name: 'Instance:StateChange',
          userId: '1',
          eventTime: compact(world.now),
          regionId: 'cn-hangzhou',
          content: {
            resourceId: instance,
            resourceType: 'ALIYUN::ECS::Instance',
            state: 'Stopped',
          },
          instanceName: instance,
          status: 'Normal',
        }
        void post(world, JSON.stringify(notice))
      },
    },
    {
      name: 'garbage',
      weight: 1,
      act(world, random) {
        void post(world, random.pick(['', '{', 'null', '{"a":1}', '\u0000\u0001', '[[[]]]']))
      },
    },
  ],
}
