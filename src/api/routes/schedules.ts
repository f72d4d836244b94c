import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify'
import { isoTime } from '../../base/clock.ts'
import { ANSWER_LIMITS, SCHEDULE_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { OnCall, Schedule, Span } from '../../model/schedule.ts'
import { overrideState, type StoredOverride, takenBack } from '../../model/stored-override.ts'
import { staleness, tagOf } from '../entity-tag.ts'
import type { ApiOptions } from '../options.ts'
import { presentDuty, presentGaps, presentOverride, presentSchedule } from '../present-schedule.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf, durationOf, instantOf, invalid, optionalText, requiredText } from '../read-body.ts'
import type { WireOverridden } from '../wire-schedules.ts'
import { nameOf } from './answer.ts'

const DAY_MS = 24 * 60 * 60_000
const SHOWN_MS = 14 * DAY_MS

/** Stands for nobody, on purpose, where a contact is expected. */
const NOBODY = 'nobody'

type ById = { Params: { id: string } }

/** `/api/v1/oncall`, `/api/v1/schedules` and their overrides: who is on call when, and who shall be. */
export function scheduleRoutes(options: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: ANSWER_LIMITS.bodyBytesMax },
      (_request, body, parsed) => parsed(null, body),
    )
    lookRoutes(scope, options)
    overrideRoutes(scope, options)
    done()
  }
}

function lookRoutes(scope: FastifyInstance, { store, clock, scheduling }: ApiOptions): void {
  const { schedules, contacts, calendarState } = scheduling
  scope.get('/api/v1/oncall', async (request) => {
    const at = instantOf(request.query, 'at') ?? clock.now()
    return {
      onCall: [...schedules().values()].map((schedule) => presentDuty(schedule, at, contacts())),
    }
  })

  scope.get('/api/v1/schedules', async () => {
    const now = clock.now()
    return {
      schedules: [...schedules().values()].map((schedule) => ({
        id: schedule.id,
        zone: schedule.zone,
        onCall: presentDuty(schedule, now, contacts()),
      })),
    }
  })

  scope.get<ById>('/api/v1/schedules/:id', async (request, reply) => {
    const schedule = schedules().get(request.params.id)
    if (!schedule) return refuse(reply, NO_SCHEDULE)
    const now = clock.now()
    const span = readSpan(request.query, now)
    const known = await store.overrides({ endAfter: span.from })
    reply.header('etag', overridesTag(schedule, await store.overrides({ endAfter: now })))
    const stored = new Map(known.map((override) => [override.id, override]))
    const shown = presentSchedule(schedule, span, {
      contacts: contacts(),
      stored,
      calendarState,
      now,
    })
    const counts = [shown, ...shown.layers].map(({ shifts }) => shifts.length)
    if (counts.reduce((sum, count) => sum + count, 0) > SCHEDULE_LIMITS.shiftsMax)
      throw invalid(
        `"from" and "until" with at most ${SCHEDULE_LIMITS.shiftsMax} shifts between them`,
      )
    return shown
  })
}

/** Of those that are not over: what people can change of a schedule here. */
function overridesTag(schedule: Schedule, overrides: readonly StoredOverride[]): string {
  return tagOf(overrides.filter((override) => override.schedule === schedule.id))
}

function readSpan(query: unknown, now: number): Span {
  const from = instantOf(query, 'from') ?? now
  const until = instantOf(query, 'until') ?? from + SHOWN_MS
  if (until <= from || until - from > SCHEDULE_LIMITS.daysMax * DAY_MS)
    throw invalid(`"until" after "from", and at most ${SCHEDULE_LIMITS.daysMax} days after`)
  return { from, until }
}

function overrideRoutes(scope: FastifyInstance, options: ApiOptions): void {
  const { store, clock, scheduling } = options
  const shown = (override: StoredOverride, schedule: Schedule): WireOverridden => {
    const now = clock.now()
    const facts = { schedule, contacts: scheduling.contacts(), now }
    const current = scheduling.schedules().get(schedule.id) ?? schedule
    return {
      override: presentOverride(override, facts),
      onCall: presentDuty(current, now, facts.contacts),
      gaps: presentGaps(current, { from: now, until: now + SCHEDULE_LIMITS.gapsMs }),
    }
  }

  const staleOverrides = async (request: FastifyRequest, schedule: Schedule) =>
    staleness(request, overridesTag(schedule, await store.overrides({ endAfter: clock.now() })), {
      isNeeded: false,
    })

  scope.post<ById>('/api/v1/schedules/:id/overrides', async (request, reply) => {
    const schedule = scheduling.schedules().get(request.params.id)
    if (!schedule) return refuse(reply, NO_SCHEDULE)
    const now = clock.now()
    const stale = await staleOverrides(request, schedule)
    if (stale) return refuse(reply, stale)
    const override = readOverride(request, schedule, { ...options, now })
    const forgetBefore = now - SCHEDULE_LIMITS.overrideMemoryMs
    await store.putOverride(override, { now, forgetBefore })
    await scheduling.changed()
    return shown(override, schedule)
  })

  scope.delete<{ Params: { id: string; override: string } }>(
    '/api/v1/schedules/:id/overrides/:override',
    async (request, reply) => {
      const schedule = scheduling.schedules().get(request.params.id)
      if (!schedule) return refuse(reply, NO_SCHEDULE)
      const stale = await staleOverrides(request, schedule)
      if (stale) return refuse(reply, stale)
      const { override: id } = request.params
      const override = await store.override(id)
      if (override?.schedule !== schedule.id)
        return refuse(
          reply,
          schedule.overrides.some((one) => one.id === id) ? WRITTEN : NO_OVERRIDE,
        )
      const now = clock.now()
      if (overrideState(override, now) === 'over') return refuse(reply, PAST)
      const rest = takenBack(override, now)
      if (rest === undefined) await store.removeOverride(id)
      else
        await store.putOverride(rest, {
          now,
          forgetBefore: now - SCHEDULE_LIMITS.overrideMemoryMs,
        })
      await scheduling.changed()
      return shown({ ...override, until: Math.max(now, override.from) }, schedule)
    },
  )
}

/** What is past is not changed: an override begins now at the earliest. */
function readOverride(
  request: FastifyRequest,
  schedule: Schedule,
  { scheduling, newId, now }: ApiOptions & { readonly now: number },
): StoredOverride {
  const body = bodyOf(request)
  const contactOf = (name: string): string | undefined => {
    const id = optionalText(body, name, ANSWER_LIMITS.commentLengthMax)
    if (id === undefined || id === NOBODY || scheduling.contacts().has(id)) return id
    throw invalid(`"${name}" as the name of a contact in the configuration`, JSON.stringify(id))
  }
  const contact = contactOf('contact')
  if (contact === undefined) throw invalid(`"contact": who is on call then, or "${NOBODY}"`)
  const replaces = contactOf('replaces')
  if (replaces === NOBODY) throw invalid('"replaces" as the name of a contact')
  const from = Math.max(now, instantOf(body, 'from') ?? now)
  const length = propertyOf(body, 'until') === undefined ? durationOf(body) : undefined
  const until = length === undefined ? instantOf(body, 'until') : from + length
  if (until === undefined) throw invalid('"until" as an instant, or "durationSeconds"', 'neither')
  if (until <= from)
    throw invalid(
      '"until" after "from" and after now, for what is past stays as it was',
      isoTime(until),
    )
  if (until - from > SCHEDULE_LIMITS.overrideMsMax) throw invalid('an override of at most 366 days')
  return {
    id: newId(),
    schedule: schedule.id,
    from,
    until,
    contact: onCallOf(contact),
    ...(replaces === undefined ? {} : { replaces }),
    createdAt: now,
    createdBy: nameOf(requiredText(body, 'createdBy', ANSWER_LIMITS.nameLengthMax)),
    comment: optionalText(body, 'comment', ANSWER_LIMITS.commentLengthMax) ?? '',
  }
}

function onCallOf(contact: string): OnCall {
  return contact === NOBODY ? null : contact
}

const NO_SCHEDULE = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the name of a schedule, found none with this name. /api/v1/schedules has the names.',
)
const NO_OVERRIDE = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the id of an override of this schedule, found none with this id. The schedule lists its overrides.',
)
const WRITTEN = problem(
  409,
  'TOCSIN_REQUEST_INVALID',
  'Expected an override that was made here, found one of the configuration. Change the file, or make an override over it.',
)
const PAST = problem(
  409,
  'TOCSIN_REQUEST_INVALID',
  'Expected an override that is not over, found one that is. What is past stays as it was.',
)
