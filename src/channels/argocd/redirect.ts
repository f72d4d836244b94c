/** One request as a service makes it. */
export type Ask = {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Less than what every request may take. */
  readonly timeoutMs?: number
}

/**
 * The request that a redirect leads to; undefined where it leads nowhere. 307 and 308 repeat the
 * request. 303 asks for the result with a GET, and so do 301 and 302 as clients of Go read them,
 * except where only the scheme, the host or a last slash changes: there the message itself has to
 * move along, or it would be lost without a word. Another host hears no credentials.
 */
export function redirected(ask: Ask, status: number, location: string): Ask | undefined {
  const from = URL.parse(ask.url)
  const to = from === null || location === '' ? null : URL.parse(location, ask.url)
  if (from === null || to === null || !/^https?:$/.test(to.protocol)) return undefined
  to.hash = ''
  const headers = isSameHost(from, to) ? ask.headers : withoutCredentials(ask.headers)
  switch (status) {
    case 307:
    case 308:
      return { ...ask, url: to.href, headers }
    case 301:
    case 302:
      return movesAlong(ask, from, to) ? { ...ask, url: to.href, headers } : asked(to, headers, ask)
    case 303:
      return asked(to, headers, ask)
    default:
      return undefined
  }
}

function movesAlong({ method }: Ask, from: URL, to: URL): boolean {
  if (method === 'GET' || method === 'HEAD') return true
  return bare(from) === bare(to) && from.search === to.search
}

function bare({ pathname }: URL): string {
  return pathname.replace(/\/+$/, '')
}

function asked(to: URL, headers: Ask['headers'], { method }: Ask): Ask {
  const kept = Object.entries(headers ?? {}).filter(([name]) => name !== 'content-type')
  return {
    method: method === 'HEAD' ? 'HEAD' : 'GET',
    url: to.href,
    headers: Object.fromEntries(kept),
  }
}

/** Whoever listens there, or below it, is the one that the credentials are for. */
function isSameHost(from: URL, to: URL): boolean {
  if (from.protocol === 'https:' && to.protocol !== 'https:') return false
  return to.hostname === from.hostname || to.hostname.endsWith(`.${from.hostname}`)
}

const HARMLESS: ReadonlySet<string> = new Set(['accept', 'content-type', 'user-agent'])

function withoutCredentials(headers: Ask['headers']): Ask['headers'] {
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => HARMLESS.has(name)))
}
