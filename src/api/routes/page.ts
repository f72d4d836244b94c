import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { problem, refuse } from '../problem.ts'

/** Where the built console is: beside the built hub, or, where the hub runs from its sources, in its own folder. */
const FOLDERS = ['../../web/', '../../../web/dist/'].map((path) => new URL(path, import.meta.url))

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
} as const

/** The names of the files carry a digest of what is in them; the page itself has always the same. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_AGAIN = 'no-cache'

type PageFile = { readonly contentType: string; readonly content: Buffer }

/**
 * The console's files, as they were built: a client of the API and nothing more. They hold no data and are
 * open to all, so that the page can ask for the API's token. They are read once, and looked up by
 * name: no path of a request ever reaches the disk.
 */
export function pageRoutes(server: FastifyInstance): void {
  const folder = FOLDERS.find((one) => existsSync(new URL('index.html', one)))
  const index = folder && readFiles(folder).get('index.html')
  const files = folder ? readFiles(new URL('console/', folder)) : new Map<string, PageFile>()
  server.get('/', (_request, reply) => serve(reply, index, ASK_AGAIN))
  server.get<{ Params: { file: string } }>('/console/:file', (request, reply) =>
    serve(reply, files.get(request.params.file), FOR_EVER),
  )
}

function readFiles(folder: URL): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>()
  for (const name of readdirSync(folder)) {
    const contentType = CONTENT_TYPES.get(extname(name))
    if (contentType === undefined) continue
    files.set(name, { contentType, content: readFileSync(new URL(name, folder)) })
  }
  return files
}

function serve(
  reply: Parameters<typeof refuse>[0],
  file: PageFile | undefined,
  caching: string,
): unknown {
  if (file)
    return reply
      .type(file.contentType)
      .headers({ ...SECURITY_HEADERS, 'cache-control': caching })
      .send(file.content)
  return refuse(
    reply,
    problem(
      404,
      'TOCSIN_NOT_FOUND',
      'Expected a file of the console, found none of this name. The console is at /; "npm run build" builds it.',
    ),
  )
}
