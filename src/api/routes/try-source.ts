import type { IncomingMessage } from 'node:http'
import type { FastifyPluginCallback, FastifyRequest } from 'fastify'
import { GENERIC_LIMITS, INGEST_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { SourceRequest } from '../../contract/source.ts'
import type { ApiOptions } from '../options.ts'
import { presentTrace, presentTriedEvent } from '../present-try.ts'
import { problem, refuse } from '../problem.ts'
import { bodyOf, invalid, optionalText } from '../read-body.ts'
import type { WireTriedSource } from '../wire-try.ts'

/** `POST /api/v1/sources/<name>/try`: what a source would make of a request. Nothing is stored. */
export function trySourceRoutes({ trySource }: ApiOptions): FastifyPluginCallback {
  return (scope, _options, done) => {
    scope.addContentTypeParser(
      'application/json',
      // A body stands in it as a text, with its quotes escaped.
      { parseAs: 'string', bodyLimit: INGEST_LIMITS.bodyBytesMax * 2 },
      (_request: FastifyRequest, body: string | Buffer | IncomingMessage, parsed) =>
        parsed(null, body),
    )
    scope.post<{ Params: { name: string } }>(
      '/api/v1/sources/:name/try',
      { config: { changesNothing: true } },
      async (request, reply) => {
        const { name } = request.params
        const given = bodyOf(request)
        const settings = propertyOf(given, 'settings')
        const asked = { request: requestOf(given), ...(settings === undefined ? {} : { settings }) }
        const answer = await trySource(name, asked)
        switch (answer.kind) {
          case 'unknown':
            return refuse(reply, UNKNOWN)
          case 'wrong':
            return refuse(reply, problem(400, 'TOCSIN_REQUEST_INVALID', answer.problems.join(' ')))
          case 'tried': {
            const { type, tried } = answer
            const head = { source: name, type, outcome: tried.kind }
            const answered: WireTriedSource =
              tried.kind === 'unparsable'
                ? { ...head, problem: tried.problem, events: [], entries: [] }
                : {
                    ...head,
                    events: tried.events.map(presentTriedEvent),
                    entries: tried.entries.map(presentTrace),
                  }
            return answered
          }
        }
      },
    )
    done()
  }
}

const UNKNOWN = problem(
  404,
  'TOCSIN_NOT_FOUND',
  'Expected the name of a source of the configuration, found none with this name. /api/v1/status has the names.',
)

/** The request as a sender would make it; a body that is not a text is sent as its JSON. */
function requestOf(given: unknown): SourceRequest {
  const body = propertyOf(given, 'body') ?? ''
  const query = optionalText(given, 'query', INGEST_LIMITS.bodyBytesMax) ?? ''
  const method = optionalText(given, 'method', 8) ?? 'POST'
  if (method !== 'POST' && method !== 'GET') throw invalid('"method" as POST or GET')
  const path = optionalText(given, 'path', GENERIC_LIMITS.entryShownMax) ?? ''
  const contentType = optionalText(given, 'contentType', 200) ?? 'application/json'
  return {
    method,
    path,
    query,
    headers: { 'content-type': contentType, ...headersOf(propertyOf(given, 'headers')) },
    body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
  }
}

function headersOf(given: unknown): Readonly<Record<string, string>> {
  if (given === undefined) return {}
  const expected = '"headers" as an object of texts'
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalid(expected)
  const headers = Object.entries(given).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string') throw invalid(expected)
    return [name.toLowerCase(), value] as const
  })
  return Object.fromEntries(headers)
}
