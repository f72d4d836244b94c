// In: the name of a request and what it takes. Out: what the hub answers, or a TocsinProblem. The types are in client.d.ts.

const WAIT_MS = 30_000

export function createClient({ url, token, fetch: send = fetch, waitMs = WAIT_MS }) {
  const base = url.replace(/\/+$/, '')
  const answer = async (name, given = {}) => {
    const [method, path] = name.split(' ')
    const headers = new Headers(given.headers)
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    if (given.body !== undefined) headers.set('content-type', 'application/json')
    const limit = AbortSignal.timeout(waitMs)
    const response = await send(base + filled(path, given.path) + queryOf(given.query), {
      method,
      headers,
      body: given.body === undefined ? undefined : JSON.stringify(given.body),
      redirect: 'error',
      signal: given.signal ? AbortSignal.any([given.signal, limit]) : limit,
    })
    const body = read(await response.text(), response.headers.get('content-type') ?? '')
    if (!response.ok) throw new TocsinProblem(response.status, body)
    return { status: response.status, headers: response.headers, body }
  }
  return { answer, request: async (name, given) => (await answer(name, given)).body }
}

export class TocsinProblem extends Error {
  name = 'TocsinProblem'

  constructor(status, problem) {
    super(problem?.detail ?? `The hub answered ${status}.`)
    this.status = status
    this.code = problem?.code ?? 'TOCSIN_INTERNAL'
    this.problem = problem
  }
}

function filled(path, values = {}) {
  return path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name]))
}

function queryOf(query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

function read(text, type) {
  return /\bjson\b/.test(type) && text !== '' ? JSON.parse(text) : text
}
