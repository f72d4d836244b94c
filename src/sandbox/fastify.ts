import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import type { SandboxAnswer, SandboxRequest } from './exchange.ts'
import { NOT_FOUND } from './page.ts'

type Handler = {
  handle(request: SandboxRequest): Promise<SandboxAnswer>
  close(): void
}

/** Lets a request pass, or answers it. */
export type Protect = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/**
 * Puts a handler under `/sandbox` in a scope of its own, where bodies arrive as bytes. `protect`
 * stands before what tells and changes things, `/sandbox/api/`.
 */
export function mountHandler(app: FastifyInstance, handler: Handler, protect?: Protect): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body)
    })
    const route = {
      method: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'],
      bodyLimit: SANDBOX_LIMITS.requestBytesMax,
      exposeHeadRoute: false,
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const answer = await handler.handle(readRequest(request))
        return give(answer, request, reply)
      },
    }
    scope.route({ ...route, url: '/sandbox' })
    scope.route({ ...route, url: '/sandbox/*' })
    scope.route({ ...route, url: '/sandbox/api/*', onRequest: protect ?? [] })
    scope.addHook('preClose', (closed) => {
      handler.close()
      closed()
    })
    done()
  })
}

/** Serves the files of the pages alone. */
export function mountFiles(
  app: FastifyInstance,
  fileAt: (path: string) => SandboxAnswer | undefined,
): void {
  app.get('/sandbox/page/:file', (request, reply) =>
    give(fileAt(readRequest(request).path) ?? NOT_FOUND, request, reply),
  )
}

function readRequest(request: FastifyRequest): SandboxRequest {
  const [path = '', ...query] = request.url.split('?')
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
  return {
    method: request.method,
    path,
    query: query.join('?'),
    headers,
    body,
    address: request.ip,
  }
}

function give(answer: SandboxAnswer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  switch (answer.kind) {
    case 'answer':
      return reply.code(answer.status).headers(answer.headers).send(answer.body)
    case 'drop':
      reply.hijack()
      request.raw.socket.destroy()
      return reply
    case 'stream': {
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, answer.headers)
      const end = answer.start({
        write: (chunk) => {
          // A page that takes nothing any more must not fill the memory.
          if (raw.writableLength > SANDBOX_LIMITS.streamBytesMax) raw.destroy()
          else raw.write(chunk)
        },
        end: () => raw.end(),
      })
      raw.once('close', end)
      return reply
    }
  }
}
