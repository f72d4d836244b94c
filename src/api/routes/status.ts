import type { FastifyInstance, FastifyReply } from 'fastify'
import { isoTime } from '../../base/clock.ts'
import { LOOP_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import type { StoreExtent } from '../../contract/retention-store.ts'
import { StoreTrouble } from '../../contract/store.ts'
import type { Contact } from '../../model/configuration.ts'
import type { LaneState } from '../../model/lane.ts'
import type { RetentionRules } from '../../model/retention.ts'
import type { ApiOptions, SpoolView } from '../options.ts'
import { presentGuard, presentLane } from '../present.ts'
import { presentArgocd } from '../present-argocd.ts'
import { type Problem, problem, refuse } from '../problem.ts'
import type { WireLane, WireStatus } from '../wire.ts'
import type { WireRetention } from '../wire-retention.ts'
import type { WireSpool } from '../wire-spool.ts'

/** `/healthz` and `/readyz`: for probes, open to all, and telling nothing else. */
export function healthRoutes(
  scope: FastifyInstance,
  { running, store, spool, clock }: Pick<ApiOptions, 'running' | 'store' | 'spool' | 'clock'>,
): void {
  scope.get('/healthz', async (_request, reply) => {
    const { startedAt, lastTickAt = startedAt } = running()
    // A hub whose database is away lives: to start it anew would bring nothing back.
    const { dueAt } = await lookAt({ store, spool })
    const isStuck = standsStill({ now: clock.now(), lastTickAt, dueAt })
    return reply.code(isStuck ? 503 : 200).send({ status: isStuck ? 'stuck' : 'ok' })
  })

  scope.get('/readyz', async (_request, reply) => {
    if (!running().ready) return reply.code(503).send({ status: 'not ready' })
    const { isAway } = await lookAt({ store, spool })
    if (!isAway) return reply.send({ status: 'ready' })
    // All hubs of a database are without it: whoever balances between them would find none to send to.
    const isSpooling = spool?.state().hasRoom === true
    return reply
      .code(isSpooling ? 200 : 503)
      .send({ status: isSpooling ? 'spooling' : 'not ready' })
  })
}

/** What is due next, as far as the database answers. */
async function lookAt({ store, spool }: Pick<ApiOptions, 'store' | 'spool'>): Promise<{
  readonly isAway: boolean
  readonly dueAt?: number | undefined
}> {
  if (spool) return await spool.ask()
  try {
    return { isAway: false, dueAt: await store.nextTickAt() }
  } catch (error) {
    if (error instanceof StoreTrouble) return { isAway: true }
    throw error
  }
}

/** Whether something should have been told a minute ago, and nobody has looked since. */
function standsStill({
  now,
  lastTickAt,
  dueAt,
}: {
  now: number
  lastTickAt: number
  dueAt: number | undefined
}): boolean {
  const isOverdue = dueAt !== undefined && now - dueAt > LOOP_LIMITS.stuckMs
  return isOverdue && now - lastTickAt > LOOP_LIMITS.stuckMs
}

/** `/metrics` and `/api/v1/status`: how the hub itself is. */
export function statusRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { store, clock, retention, running, metrics, contactsByLane, guardStates, scheduling } =
    options
  scope.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics()),
  )

  scope.get('/api/v1/status', async (_request, reply): Promise<WireStatus | FastifyReply> => {
    const waiting = options.spool && presentSpool(options.spool.state())
    if (waiting?.isAway) return refuse(reply, { ...awayWith(waiting), spool: waiting })
    const { version, startedAt, revision, loadedAt, broken, sources, lastTickAt } = running()
    const [counts, lanes, extent, argocd] = await Promise.all([
      store.counts(clock.now()),
      store.lanes(),
      store.extent(),
      options.argocd?.(),
    ])
    return {
      version,
      startedAt: isoTime(startedAt),
      lastTickAt: lastTickAt === undefined ? undefined : isoTime(lastTickAt),
      configuration: {
        revision,
        loadedAt: isoTime(loadedAt),
        broken: broken && { since: isoTime(broken.since), problems: broken.problems },
        sources,
      },
      counts,
      lanes: allLanes(lanes, contactsByLane()),
      sources: guardStates().flatMap((state) => presentGuard(state) ?? []),
      calendars: failingCalendars(scheduling),
      retention: presentRetention(retention(), extent),
      argocd: argocd && presentArgocd(argocd),
      spool: waiting,
    }
  })
}

function presentSpool(state: ReturnType<SpoolView['state']>): WireSpool {
  const { hasRoom: _, oldestAt, ...rest } = state
  return { ...rest, oldestAt: oldestAt === undefined ? undefined : isoTime(oldestAt) }
}

/** What there is to say while nothing can be counted. */
function awayWith({ requests, bytes, oldestAt }: WireSpool): Problem {
  const since = oldestAt === undefined ? '' : `, the oldest since ${oldestAt}`
  return problem(
    503,
    'TOCSIN_STORE_AWAY',
    `Expected the database to answer, found that it is away or full. What sources send is kept in the spool meanwhile: ${requests} requests of ${bytes} bytes${since}.`,
  )
}

function presentRetention(rules: RetentionRules, extent: StoreExtent): WireRetention {
  const seconds = (ms: number | undefined): number | undefined =>
    ms === undefined ? undefined : ms / 1000
  const { oldestEventAt, fileBytes, freeBytes } = extent
  return {
    eventsSeconds: seconds(rules.eventsMs),
    alertsSeconds: seconds(rules.alertsMs),
    quarantineSeconds: seconds(rules.quarantineMs),
    silencesSeconds: seconds(rules.silencesMs),
    oldestEventAt: oldestEventAt === undefined ? undefined : isoTime(oldestEventAt),
    fileBytes,
    freeBytes,
  }
}

function failingCalendars({ schedules, calendarState }: ApiOptions['scheduling']) {
  return [...schedules().values()].flatMap(({ id, layers }) =>
    layers.flatMap((layer) => {
      if (!('calendar' in layer) || layer.feed === undefined) return []
      const { failure, fetchedAt } = calendarState(layer.feed.digest)
      if (failure === undefined) return []
      return [
        {
          schedule: id,
          calendar: layer.calendar,
          since: isoTime(failure.since),
          text: failure.text,
          fetchedAt: fetchedAt === undefined ? undefined : isoTime(fetchedAt),
        },
      ]
    }),
  )
}

/** The lanes that were sent to, then those of the configuration that were not yet. */
function allLanes(
  used: readonly LaneState[],
  contactsByLane: ReadonlyMap<string, readonly Contact[]>,
): readonly WireLane[] {
  const known = new Set(used.map(({ lane }) => lane))
  const unused = [...contactsByLane.keys()]
    .filter((lane) => !known.has(lane))
    .map((lane) => ({ lane, sent: [], failures: 0, health: 'ok' }) as const)
  return [...used, ...unused]
    .slice(0, STORE_LIMITS.pageMax)
    .map((state) => presentLane(state, contactsByLane.get(state.lane) ?? []))
}
