import type { FastifyInstance } from 'fastify'
import { isoTime } from '../../base/clock.ts'
import { LOOP_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import type { StoreExtent } from '../../contract/retention-store.ts'
import { StoreTrouble } from '../../contract/store.ts'
import type { Contact } from '../../model/configuration.ts'
import type { LaneState } from '../../model/lane.ts'
import type { RetentionRules } from '../../model/retention.ts'
import type { ApiOptions } from '../options.ts'
import { presentGuard, presentLane } from '../present.ts'
import { presentArgocd } from '../present-argocd.ts'
import type { WireLane, WireStatus } from '../wire.ts'
import type { WireRetention } from '../wire-retention.ts'

/** `/healthz` and `/readyz`: for probes, open to all, and telling nothing else. */
export function healthRoutes(
  scope: FastifyInstance,
  { running, store, clock }: Pick<ApiOptions, 'running' | 'store' | 'clock'>,
): void {
  scope.get('/healthz', async (_request, reply) => {
    const { startedAt, lastTickAt = startedAt } = running()
    // A hub whose database is away lives: to start it anew would bring nothing back.
    const { dueAt } = await lookAt(store)
    const isStuck = standsStill({ now: clock.now(), lastTickAt, dueAt })
    return reply.code(isStuck ? 503 : 200).send({ status: isStuck ? 'stuck' : 'ok' })
  })

  scope.get('/readyz', async (_request, reply) => {
    const ready = running().ready && !(await lookAt(store)).isAway
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' })
  })
}

/** What is due next, as far as the database answers. */
async function lookAt(
  store: Pick<ApiOptions['store'], 'nextTickAt'>,
): Promise<{ readonly isAway: boolean; readonly dueAt?: number }> {
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

  scope.get('/api/v1/status', async (): Promise<WireStatus> => {
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
    }
  })
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
