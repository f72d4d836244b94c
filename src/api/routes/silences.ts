import type { FastifyInstance, FastifyRequest } from 'fastify'
import { propertyOf } from '../../base/property.ts'
import {
  compileSilence,
  isSilencedBy,
  type Silence,
  type SilenceState,
  silenceState,
} from '../../model/silence.ts'
import { setBefore } from '../caller.ts'
import { staleness, tagOf } from '../entity-tag.ts'
import type { ApiOptions } from '../options.ts'
import { oneOf, textOf } from '../paging.ts'
import { presentSilence, presentWindow } from '../present-mute.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf } from '../read-body.ts'
import { readSilence } from '../read-mute.ts'
import type { WireSilence } from '../wire.ts'

type ById = { Params: { id: string } }

/** `/api/v1/silences` and `/api/v1/maintenance`: what people keep silent, and the windows that the configuration names. */
export function silenceRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { store, clock, newId, muting } = options
  const presented = (silence: Silence): WireSilence =>
    presentSilence(silence, {
      now: clock.now(),
      holdsUntil: muting.holdsUntil(compileSilence(silence)),
    })

  scope.get('/api/v1/silences', async (request, reply) => {
    const wanted = await wantedBy(request.query, options)
    if (wanted === undefined) return refuse(reply, NO_ALERT)
    const kept = await store.silences({ endAfter: 0 })
    return { silences: kept.filter(wanted).map(presented) }
  })

  scope.get<ById>('/api/v1/silences/:id', async (request, reply) => {
    const silence = await store.silence(request.params.id)
    if (!silence) return refuse(reply, NO_SILENCE)
    // What it is at the moment depends on the time, too: only what people can change is in the tag.
    reply.header('etag', tagOf(silence))
    return presented(silence)
  })

  scope.post('/api/v1/silences', async (request: FastifyRequest) => {
    const silence = readSilence(bodyOf(request), { now: clock.now(), id: newId() })
    await muting.put(silence)
    return presented(silence)
  })

  scope.put<ById>('/api/v1/silences/:id', async (request, reply) => {
    const before = await store.silence(request.params.id)
    if (!before) return refuse(reply, NO_SILENCE)
    const stale = staleness(request, tagOf(before), { isNeeded: false })
    if (stale) return refuse(reply, stale)
    setBefore(request, before)
    const wanted = readSilence(bodyOf(request), { now: clock.now(), id: before.id, before })
    return presented(await muting.edit(before, wanted))
  })

  scope.delete<ById>('/api/v1/silences/:id', async (request, reply) => {
    const silence = await store.silence(request.params.id)
    if (!silence) return refuse(reply, NO_SILENCE)
    const stale = staleness(request, tagOf(silence), { isNeeded: false })
    if (stale) return refuse(reply, stale)
    setBefore(request, silence)
    const now = clock.now()
    if (silence.endsAt > now) await muting.expire(silence)
    return presented({ ...silence, endsAt: Math.min(silence.endsAt, now) })
  })

  scope.get('/api/v1/maintenance', async () => ({
    windows: muting
      .windows()
      .map((compiled) =>
        presentWindow(compiled, { now: clock.now(), holdsUntil: muting.holdsUntil(compiled) }),
      ),
  }))
}

const STATES: readonly SilenceState[] = ['pending', 'active', 'expired']

/** Which silences a list is to have; undefined where it asks for those of an alert that does not exist. */
async function wantedBy(
  query: unknown,
  { store, clock }: ApiOptions,
): Promise<((silence: Silence) => boolean) | undefined> {
  const now = clock.now()
  const state = oneOf(propertyOf(query, 'state'), 'state', STATES)
  const kind = oneOf(propertyOf(query, 'kind'), 'kind', ['silence', 'maintenance'])
  const createdBy = textOf(propertyOf(query, 'createdBy'), 'createdBy')
  const alertId = textOf(propertyOf(query, 'alert'), 'alert')
  const alert = alertId === undefined ? undefined : await store.alert(alertId)
  if (alertId !== undefined && alert === undefined) return undefined
  return (silence) =>
    (state === undefined || silenceState(silence, now) === state) &&
    (kind === undefined || (silence.kind ?? 'silence') === kind) &&
    (createdBy === undefined || silence.createdBy === createdBy) &&
    (alert === undefined || isSilencedBy(compileSilence(silence), alert))
}

const NO_SILENCE = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of a silence, found none with this id. /api/v1/silences has the ids.',
)
const NO_ALERT = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of an alert in "alert", found none with this id. /api/v1/alerts has the ids.',
)
