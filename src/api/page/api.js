// In: a path of the API. Out: what the hub answers, or one of the errors below.
// What must hold: the token is kept for this tab only, and goes to no other place than this hub.
import { PAGE_LIMITS } from './limits.js'

const TOKEN = 'tocsin-api-token'

/** The hub asks for a token, or takes the one that was given for wrong. */
export class TokenNeeded extends Error {}

/** The hub answered, and the answer is no: `message` is its own explanation. */
export class Refused extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/** @returns {boolean} whether a token was given in this tab */
export function hasToken() {
  return sessionStorage.getItem(TOKEN) !== null
}

/** @param {string | undefined} token undefined forgets it */
export function keepToken(token) {
  if (token === undefined) sessionStorage.removeItem(TOKEN)
  else sessionStorage.setItem(TOKEN, token)
}

/**
 * Asks the API. Throws TokenNeeded, Refused, or, where the hub does not answer, what fetch throws.
 *
 * @param {string} path below `/api/v1/`
 * @param {Record<string, string | number | undefined>} [query]
 */
export async function ask(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
  return request(`${path}${search.size > 0 ? `?${search}` : ''}`)
}

/**
 * Asks the hub to do something. Throws as `ask` does.
 *
 * @param {string} path below `/api/v1/`
 * @param {object} body
 */
export function tell(path, body) {
  const headers = { 'content-type': 'application/json' }
  return request(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** @param {string} path @param {RequestInit} [options] */
async function request(path, options = {}) {
  const token = sessionStorage.getItem(TOKEN)
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` }
  const answer = await fetch(`/api/v1/${path}`, {
    ...options,
    headers: { ...options.headers, ...authorization },
    signal: AbortSignal.timeout(PAGE_LIMITS.answerMs),
    cache: 'no-store',
  })
  if (answer.status === 401) throw new TokenNeeded()
  if (answer.ok) return answer.json()
  const problem = await answer.json().catch(() => ({}))
  throw new Refused(answer.status, String(problem.detail ?? `HTTP ${answer.status}`))
}

/** Whether the hub serves the sandbox's chats. */
export async function hasSandbox() {
  const answer = await fetch('/sandbox', { method: 'HEAD' }).catch(() => undefined)
  return answer?.ok === true
}
