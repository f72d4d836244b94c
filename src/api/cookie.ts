import type { FastifyReply, FastifyRequest } from 'fastify'

/** One cookie of the hub; no script can read it (RFC 6265, SameSite after RFC 6265bis). */
export type CookieName = 'tocsin-session' | 'tocsin-provider'

/** The value that the browser sent. */
export function cookieOf(request: FastifyRequest, name: CookieName): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value !== undefined && VALUE.test(value)) return value
  }
  return undefined
}

/** Sets it for `seconds`, or takes it back with 0. `isSecure`: the hub is reached by HTTPS. */
export function setCookie(
  reply: FastifyReply,
  name: CookieName,
  options: { readonly value: string; readonly seconds: number; readonly isSecure: boolean },
): void {
  const { value, seconds, isSecure } = options
  // Lax: who follows a link from a chat is signed in already; what changes something asks for the origin, too.
  const cookie = `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  const before = reply.getHeader('set-cookie')
  const list = Array.isArray(before) ? before : before === undefined ? [] : [String(before)]
  reply.header('set-cookie', [...list, cookie])
}

const VALUE = /^[\w.~-]{1,2048}$/

/**
 * Whether a page of the hub itself made the request, or no browser at all: a page from elsewhere must not use the cookie
 * that the browser adds (cross-site request forgery).
 */
export function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin, host } = request.headers
  return origin !== undefined && host !== undefined && hostOf(origin) === host.toLowerCase()
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
