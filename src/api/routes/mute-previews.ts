import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { propertyOf } from '../../base/property.ts'
import { parseMatcher } from '../../model/matcher.ts'
import type { MuteCandidate } from '../../model/mute-preview.ts'
import type { ApiOptions } from '../options.ts'
import { oneOf, textOf } from '../paging.ts'
import { presentMutePreview } from '../present-mute.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf, invalid } from '../read-body.ts'
import { readInhibition, readIntervals, readMatchers } from '../read-mute.ts'

const PREVIEW = { config: { changesNothing: true } } as const

/** `/api/v1/preview/…`: what something would keep silent, before it is saved. */
export function mutePreviewRoutes(scope: FastifyInstance, options: ApiOptions): void {
  let isBusy = false
  const answer = async (candidate: MuteCandidate, reply: FastifyReply): Promise<unknown> => {
    // It looks through thousands of rows: one at a time.
    if (isBusy) return refuse(reply, BUSY)
    isBusy = true
    try {
      return presentMutePreview(await options.muting.preview(candidate))
    } finally {
      isBusy = false
    }
  }
  for (const kind of ['silence', 'maintenance'] as const)
    scope.post(`/api/v1/preview/${kind}`, PREVIEW, (request: FastifyRequest, reply) => {
      const body = bodyOf(request)
      const matchers = readMatchers(body, 'matchers').map(parseMatcher)
      return answer({ kind, matchers, recurs: readIntervals(body, 'recurs') }, reply)
    })
  scope.post('/api/v1/preview/inhibition', PREVIEW, (request: FastifyRequest, reply) =>
    answer({ kind: 'inhibition', rule: readInhibition(bodyOf(request)) }, reply),
  )
  scope.post('/api/v1/preview/mute-timing', PREVIEW, (request: FastifyRequest, reply) =>
    answer(readTiming(bodyOf(request)), reply),
  )
}

function readTiming(body: unknown): MuteCandidate {
  const intervals = readIntervals(body, 'intervals')
  if (intervals.length === 0) throw invalid('"intervals" with at least one interval')
  const policy = textOf(propertyOf(body, 'policy'), 'policy')
  const use = oneOf(propertyOf(body, 'use'), 'use', ['mute', 'active']) ?? 'mute'
  return { kind: 'mute-timing', intervals, use, ...(policy === undefined ? {} : { policy }) }
}

const BUSY = problem(
  429,
  'TOCSIN_REQUEST_INVALID',
  'Expected one preview at a time, found that one is being made. Ask again in a moment.',
)
