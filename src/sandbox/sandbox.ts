// In: requests to the chat platforms' addresses, to the sandbox's own API, and to its pages. Out: what the platform would answer.
// It runs alone or inside the hub, keeps everything in memory, and needs no network.
// No token and no secret ever leaves it: a chat is named by a digest of its robot's token.
import type { FastifyInstance } from 'fastify'
import type { Clock } from '../base/clock.ts'
import { answerApi, problem, readSince } from './api.ts'
import { dated, type SandboxAnswer, type SandboxRequest } from './exchange.ts'
import { mountFiles, mountHandler, type Protect } from './fastify.ts'
import { loadPage, NOT_FOUND } from './page.ts'
import { answerCall } from './robot-call.ts'
import { type SmtpOptions, type SmtpStandIn, startSmtp } from './smtp.ts'
import { openDesks } from './stand-ins.ts'
import { SandboxState } from './state.ts'
import { createStreams, type Streams } from './stream.ts'

/** What a sandbox is made of. */
export type SandboxOptions = {
  readonly clock: Clock
  /** Tokens that nobody configured are unknown, instead of opening a chat. Default off. */
  readonly strictTokens?: boolean
}

/** A running sandbox. */
export interface Sandbox {
  /** Where each platform's robots are posted to, from `/sandbox` on, with `…` for the robot's own part. */
  readonly addresses: readonly { readonly platform: string; readonly sample: string }[]
  /** Answers one request, whatever server it came through. Never rejects. */
  handle(request: SandboxRequest): Promise<SandboxAnswer>
  /** Takes mail in on a port of its own, until that is closed. Rejects where the address is taken. */
  takeMail(options: SmtpOptions): Promise<SmtpStandIn>
  /** Ends what waits and every open stream. */
  close(): void
}

/** Stand-ins for the chat platforms: paths begin with `/sandbox`. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const state = new SandboxState()
  const desks = openDesks(state)
  const streams = createStreams(state, options.clock)
  const page = loadPage()
  const stopping = new AbortController()
  const callOptions = {
    state,
    clock: options.clock,
    signal: stopping.signal,
    strictTokens: options.strictTokens ?? false,
  }
  const sandbox: Sandbox = {
    // Mail has no address of this kind: it comes in on a port of its own.
    addresses: desks.flatMap(({ platform, sample }) =>
      sample.startsWith('/') ? [{ platform, sample }] : [],
    ),
    async handle(request) {
      for (const desk of desks) {
        const token = desk.tokenOf(request)
        if (token === undefined) continue
        const answer = await answerCall({ desk, token, request }, callOptions)
        return dated(answer, options.clock.now())
      }
      if (request.method === 'GET' && request.path === '/sandbox/api/stream') {
        return openStream(request, streams)
      }
      const api = answerApi(request, { state, desks })
      if (api !== undefined) return api
      if (request.path.startsWith('/sandbox/api/')) return problem(404, 'Nothing is here.')
      const isReading = request.method === 'GET' || request.method === 'HEAD'
      return (isReading ? page(request.path) : undefined) ?? NOT_FOUND
    },
    takeMail: (mailOptions) => startSmtp(sandbox, mailOptions),
    close() {
      stopping.abort()
      streams.endAll()
    },
  }
  return sandbox
}

/**
 * Serves `sandbox` under `/sandbox`; closing the server closes the sandbox. `protect` lets requests
 * to the sandbox's own API pass, or answers them; the platforms' addresses stay open to all. Without a
 * sandbox only the pages' files are served: they draw messages for whoever frames them, and hold none.
 */
export function mountSandbox(
  app: FastifyInstance,
  sandbox: Sandbox | undefined,
  protect?: Protect,
): void {
  if (sandbox) mountHandler(app, sandbox, protect)
  else mountFiles(app, loadPage())
}

function openStream(request: SandboxRequest, streams: Streams): SandboxAnswer {
  const query = new URLSearchParams(request.query)
  const seen = request.headers['last-event-id']
  if (seen !== undefined) query.set('since', seen)
  const since = readSince(query)
  if (since === undefined) return problem(400, '"since" takes the id of a message: a whole number.')
  if (streams.isFull()) return problem(503, 'Too many pages look on.')
  const chat = query.get('chat') ?? undefined
  return {
    kind: 'stream',
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    start: (sink) => streams.start({ chat, since }, sink),
  }
}
