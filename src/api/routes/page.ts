import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

const PAGE = new URL('../page/', import.meta.url)

const FILES = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/console/console.css', 'console.css', 'text/css; charset=utf-8'],
  ['/console/console.js', 'console.js', 'text/javascript; charset=utf-8'],
] as const

/** The console's files, as they are: a client of the API above and nothing more. */
export function pageRoutes(scope: FastifyInstance): void {
  for (const [url, file, contentType] of FILES) {
    const content = readFileSync(new URL(file, PAGE))
    scope.get(url, async (_request, reply) =>
      reply
        .type(contentType)
        .header(
          'content-security-policy',
          "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-cache')
        .send(content),
    )
  }
}
