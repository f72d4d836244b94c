// In: a path of the sandbox's API. Out: what it answers, and what happens from then on.
// Must hold: a token is kept for this tab only, and goes to no other place than this server.

/** The console's, so that a tab asks for it once. */
const TOKEN = 'tocsin-api-token'

/** The API asks for a token, or takes the one that was given for wrong. */
export class TokenNeeded extends Error {}

/** Whether a token was given in this tab. */
export function hasToken() {
  return sessionStorage.getItem(TOKEN) !== null
}

/** @param {string | undefined} token undefined forgets it */
export function keepToken(token) {
  if (token === undefined) sessionStorage.removeItem(TOKEN)
  else sessionStorage.setItem(TOKEN, token)
}

/** The answer's JSON. Throws TokenNeeded, or an Error with the server's own explanation. */
export async function ask(path) {
  const answer = await request(path)
  return answer.json()
}

async function request(path, signal) {
  const token = sessionStorage.getItem(TOKEN)
  const headers = token === null ? {} : { authorization: `Bearer ${token}` }
  const answer = await fetch(path, { headers, signal, cache: 'no-store' })
  if (answer.status === 401) throw new TokenNeeded()
  if (answer.ok) return answer
  const problem = await answer.json().catch(() => ({}))
  throw new Error(problem.detail ?? problem.error ?? `HTTP ${answer.status}`)
}

/**
 * Server-sent events, read by hand since an EventSource sends no token.
 *
 * @param {string} path
 * @param {{ event(kind: string, value: unknown): void, lost(): void }} handlers
 */
export function listen(path, handlers) {
  const stopping = new AbortController()
  read(path, handlers, stopping.signal).then(
    () => !stopping.signal.aborted && handlers.lost(),
    () => !stopping.signal.aborted && handlers.lost(),
  )
  return { close: () => stopping.abort() }
}

async function read(path, handlers, signal) {
  const answer = await request(path, signal)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let waiting = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (waiting + value).split('\n\n')
    waiting = blocks.pop() ?? ''
    for (const block of blocks) {
      if (signal.aborted) return
      const lines = block.split('\n')
      const kind = lines.find((line) => line.startsWith('event: '))?.slice('event: '.length)
      const text = lines.find((line) => line.startsWith('data: '))?.slice('data: '.length)
      if (kind !== undefined && text !== undefined) handlers.event(kind, JSON.parse(text))
    }
  }
}
