import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { problem, refuse } from '../problem.ts'

const PAGE = new URL('../page/', import.meta.url)

/** What of the folder is served, by its ending; anything else there is not for browsers. */
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
])

/** Everything comes from the hub itself; no script or style stands in the page. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
} as const

type PageFile = { readonly contentType: string; readonly content: Buffer }

/**
 * The console's files, as they are: a client of the API and nothing more. They hold no data and are
 * open to all, so that the page can ask for the API's token. They are read once, and looked up by
 * name: no path of a request ever reaches the disk.
 */
export function pageRoutes(server: FastifyInstance): void {
  const files = readPage()
  server.get('/', (_request, reply) => serve(reply, files.get('index.html')))
  server.get<{ Params: { file: string } }>('/console/:file', (request, reply) =>
    serve(reply, files.get(request.params.file)),
  )
}

function readPage(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>()
  for (const name of readdirSync(PAGE)) {
    const contentType = CONTENT_TYPES.get(extname(name))
    if (contentType === undefined) continue
    files.set(name, { contentType, content: readFileSync(new URL(name, PAGE)) })
  }
  return files
}

function serve(reply: Parameters<typeof refuse>[0], file: PageFile | undefined): unknown {
  if (file) return reply.type(file.contentType).headers(SECURITY_HEADERS).send(file.content)
  return refuse(
    reply,
    problem(
      404,
      'TOCSIN_NOT_FOUND',
      'Expected a file of the console, found none of this name. The console is at /.',
    ),
  )
}
