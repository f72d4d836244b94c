// In: HTTP. Out: what the flow and the store answer.
// Must hold: a handler reads the store or takes a request in; it decides nothing and sends nothing itself.
import type { AddressInfo, Socket } from 'node:net'
import { type FastifyInstance, fastify } from 'fastify'
import { TocsinError } from '../base/errors.ts'
import { INGEST_LIMITS } from '../base/limits.ts'
import { describeError, type Log } from '../base/log.ts'
import { StoreTrouble } from '../contract/store.ts'
import { guard } from './access.ts'
import { auditChanges } from './auditing.ts'
import { answerBeforeClosing } from './draining.ts'
import { answerOnce } from './idempotency.ts'
import type { ApiOptions } from './options.ts'
import { HOLD_TEXTS } from './present.ts'
import { type Problem, problem, refuse } from './problem.ts'
import { answerRoutes } from './routes/answer.ts'
import { answeringRoutes } from './routes/answering.ts'
import { argocdRoutes } from './routes/argocd.ts'
import { calendarRoutes } from './routes/calendars.ts'
import { configurationRoutes } from './routes/configuration.ts'
import { endpointRoutes } from './routes/endpoints.ts'
import { eventRoutes } from './routes/events.ts'
import { feedRoutes } from './routes/feed.ts'
import { ingestRoutes } from './routes/ingest.ts'
import { listRoutes } from './routes/lists.ts'
import { liveRoutes } from './routes/live.ts'
import { ownRoutes } from './routes/own.ts'
import { pageRoutes } from './routes/page.ts'
import { previewRoutes } from './routes/preview.ts'
import { recordingRoutes } from './routes/recording.ts'
import { referenceRoutes } from './routes/reference.ts'
import { reportRoutes } from './routes/reports.ts'
import { revisionRoutes } from './routes/revisions.ts'
import { scheduleRoutes } from './routes/schedules.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { providerRoutes } from './routes/sign-in-provider.ts'
import { sourceRoutes } from './routes/sources.ts'
import { healthRoutes, statusRoutes } from './routes/status.ts'
import { teamRoutes } from './routes/teams.ts'
import { templateRoutes } from './routes/templates.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { trySourceRoutes } from './routes/try-source.ts'
import { userRoutes } from './routes/users.ts'
import { verifyRoutes } from './routes/verify.ts'
import { createWaitingServer } from './waiting.ts'

export type {
  Answering,
  ApiOptions,
  AskedTemplate,
  PreviewedTemplate,
  Scheduling,
  SpoolView,
  TriedAnswer,
} from './options.ts'
export type { ArgocdState } from './present-argocd.ts'
export { createWaitingServer, HOLD_TEXTS }

/** Builds the server; the caller listens and closes. */
export function createServer(options: ApiOptions): FastifyInstance {
  const server = fastify({
    bodyLimit: INGEST_LIMITS.bodyBytesMax,
    requestTimeout: options.requestMs * 2,
    connectionTimeout: options.requestMs * 2,
    routerOptions: { maxParamLength: INGEST_LIMITS.keyLengthMax, ignoreTrailingSlash: true },
    forceCloseConnections: true,
    return503OnClosing: true,
    exposeHeadRoutes: false,
    clientErrorHandler: answerClientError,
    http: {
      headersTimeout: INGEST_LIMITS.headersMs,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: INGEST_LIMITS.headerBytesMax,
    },
  })
  answerBeforeClosing(server)
  server.removeAllContentTypeParsers()
  server.setErrorHandler((error, _request, reply) => answerError(options, error, reply))
  server.setNotFoundHandler((request, reply) =>
    refuse(
      reply,
      problem(
        404,
        'TOCSIN_NOT_FOUND',
        `Expected a known address, found ${request.method} ${request.url.split('?')[0]?.slice(0, 60)}.`,
      ),
    ),
  )
  server.register(ingestRoutes(options))
  healthRoutes(server, options)
  pageRoutes(server)
  referenceRoutes(server)
  answerRoutes(server, options)
  feedRoutes(server, options)
  server.register(signInRoutes(options))
  providerRoutes(server, options)
  const protect = guard(options.access)
  for (const mount of options.mounts) mount(server, protect)
  server.register((scope, _options, done) => {
    scope.addHook('onRequest', protect)
    scope.setErrorHandler((error, _request, reply) =>
      answerError({ ...options, away: awayText(options.spool) }, error, reply),
    )
    auditChanges(scope, options)
    answerOnce(scope, options)
    statusRoutes(scope, options)
    eventRoutes(scope, options)
    listRoutes(scope, options)
    reportRoutes(scope, options)
    scope.register(verifyRoutes(options))
    scope.register(ownRoutes(options))
    scope.register(userRoutes(options))
    scope.register(tokenRoutes(options))
    scope.register(answeringRoutes(options))
    scope.register(scheduleRoutes(options))
    scope.register(calendarRoutes(options))
    endpointRoutes(scope, options)
    sourceRoutes(scope, options)
    argocdRoutes(scope, options)
    configurationRoutes(scope, options)
    teamRoutes(scope, options)
    scope.register(revisionRoutes(options))
    liveRoutes(scope, options)
    recordingRoutes(scope, options)
    scope.register(previewRoutes(options))
    scope.register(trySourceRoutes(options))
    scope.register(templateRoutes(options))
    done()
  })
  return server
}

const AWAY =
  'Expected the database to answer, found that it is away or full. Nothing of this request was kept for certain: send it again.'

/** Who could not be told more, for want of the database, hears at least this. */
function awayText(spool: ApiOptions['spool']): string {
  const isSpooling = spool?.state().isAway === true && spool.state().hasRoom
  return isSpooling ? `${AWAY} What sources send meanwhile is kept in the spool.` : AWAY
}

function answerError(
  { log, away = AWAY }: { readonly log: Log; readonly away?: string },
  error: unknown,
  reply: Parameters<typeof refuse>[0],
): unknown {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  if (error instanceof TocsinError && error.code === 'TOCSIN_STORE_FULL') {
    reply.header('retry-after', '1')
    return refuse(reply, problem(503, error.code, error.message))
  }
  if (error instanceof StoreTrouble) {
    log.error({ error: describeError(error) }, 'the database is away')
    reply.header('retry-after', '1')
    return refuse(reply, problem(503, 'TOCSIN_STORE_AWAY', away))
  }
  if (error instanceof TocsinError) return refuse(reply, problem(400, error.code, error.message))
  const status = statusOf(error)
  if (status !== undefined && status < 500) {
    return refuse(
      reply,
      problem(
        status,
        'TOCSIN_REQUEST_INVALID',
        `Expected a well-formed request, found one that HTTP does not allow (${String(code)}).`,
      ),
    )
  }
  log.error({ error: describeError(error) }, 'a request failed')
  return refuse(
    reply,
    problem(
      500,
      'TOCSIN_INTERNAL',
      'The hub made a mistake with this request. Send it again; if it fails again, its log has the details.',
    ),
  )
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined
  return typeof error.statusCode === 'number' ? error.statusCode : undefined
}

/** Requests that never became one: too slow, or not HTTP. Written by hand, because there is no reply object yet. */
function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const { refusal, phrase } = unreadable(error.code)
  const body = JSON.stringify(refusal)
  const head = `HTTP/1.1 ${refusal.status} ${phrase}\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`
  socket.end(head + body)
}

/** What such a request is answered, by the code that Node gives. */
function unreadable(code: string | undefined): { refusal: Problem; phrase: string } {
  const { requestMs, headerBytesMax } = INGEST_LIMITS
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const detail = `Expected the whole request within ${requestMs / 1000} seconds, found a slower one. Send it again.`
    return { refusal: problem(408, 'TOCSIN_INGEST_TOO_SLOW', detail), phrase: 'Request Timeout' }
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    const detail = `Expected an address and headers of at most ${headerBytesMax / 1024} KiB, found longer ones. Send it as the body of a POST.`
    const refusal = problem(431, 'TOCSIN_INGEST_TOO_LARGE', detail)
    return { refusal, phrase: 'Request Header Fields Too Large' }
  }
  const detail = 'Expected an HTTP/1.1 request, found something else.'
  return { refusal: problem(400, 'TOCSIN_REQUEST_INVALID', detail), phrase: 'Bad Request' }
}

/** Listens, and gives the address: `http://127.0.0.1:8080`. Throws TOCSIN_LISTEN. */
export async function listen(
  server: FastifyInstance,
  { host, port }: { host: string; port: number },
): Promise<string> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_LISTEN',
      `Expected to listen on ${host}:${port}, found that the address is taken or not allowed. Name another with --listen.`,
      { cause: error },
    )
  }
  const bound = server.server.address() as AddressInfo // a TCP server that listens has this kind of address
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address
  return `http://${name}:${bound.port}`
}
