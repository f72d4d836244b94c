import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance } from 'fastify'

const FOLDER = new URL('../reference/', import.meta.url)

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
])

const HEADERS = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
} as const

/** `/docs`, and `/api/v1/openapi.json` that it shows: what the API is, and nothing of what the hub knows. Open to all. */
export function referenceRoutes(server: FastifyInstance): void {
  for (const name of readdirSync(FOLDER)) {
    const type = CONTENT_TYPES.get(extname(name))
    if (type === undefined) continue
    const content = readFileSync(new URL(name, FOLDER))
    for (const path of pathsOf(name))
      server.get(path, (_request, reply) => reply.type(type).headers(HEADERS).send(content))
  }
}

function pathsOf(name: string): readonly string[] {
  if (name === 'index.html') return ['/docs']
  return name === 'openapi.json' ? ['/api/v1/openapi.json'] : [`/docs/${name}`]
}
