// The way to the hub: its documented API, and nothing else. The token of a hub that asks for one is kept for this tab.

/** What the hub answered instead. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  /** The problem document. */
  readonly body: unknown

  /** Status 0 is for a hub that did not answer. */
  constructor(status: number, detail: string, body?: unknown) {
    super(detail)
    this.status = status
    this.body = body
  }
}

const TOKEN = 'tocsin-token'
let token = sessionStorage.getItem(TOKEN) ?? undefined

export function keepToken(given: string | undefined): void {
  token = given
  if (given === undefined) sessionStorage.removeItem(TOKEN)
  else sessionStorage.setItem(TOKEN, given)
}

export function hasToken(): boolean {
  return token !== undefined
}

/** Asks the hub. Throws a Problem. */
export function request(path: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers)
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  return fetch(`api/v1/${path}`, { ...options, headers }).catch((error: unknown) => {
    if (options.signal?.aborted) throw error
    throw new Problem(0, '')
  })
}

export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return read<Answer>(await request(path, signal ? { signal } : {}))
}

/** Sends JSON. */
export async function send<Answer>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<Answer> {
  // Where there is nothing to say, no type is named either: the hub would expect what it names.
  const content =
    body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return read<Answer>(await request(path, { method, ...content }))
}

/** What the hub answered. Throws a Problem. */
export async function read<Answer>(answer: Response): Promise<Answer> {
  const body: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) return body as Answer // the shapes of src/api/wire.ts, which the hub is built from as well
  throw new Problem(answer.status, detailOf(body) ?? `HTTP ${answer.status}`, body)
}

function detailOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('detail' in body)) return undefined
  return typeof body.detail === 'string' ? body.detail : undefined
}
