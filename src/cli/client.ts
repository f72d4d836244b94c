import { TocsinError } from '../base/errors.ts'
import { propertyOf } from '../base/property.ts'

/** How long a command waits for the hub. */
const WAIT_MS = 30_000

/** What a hub answered. */
export type HubAnswer = { readonly status: number; readonly body: unknown }

type Content = {
  readonly body: string | Uint8Array
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type HubClient = {
  get(path: string): Promise<HubAnswer>
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, content?: Content): Promise<HubAnswer>
}

/** A client of the hub at `url`. Throws TOCSIN_UNREACHABLE where nothing answers. */
export function createHubClient(url: string, token?: string): HubClient {
  const authorization: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` }
  const call = async (method: string, path: string, content?: Content): Promise<HubAnswer> => {
    const headers = content
      ? {
          ...authorization,
          'content-type': content.contentType ?? 'application/json',
          ...content.headers,
        }
      : authorization
    const body =
      typeof content?.body === 'string' || content === undefined
        ? content?.body
        : Buffer.from(content.body)
    const answer = await fetch(new URL(path, url), {
      method,
      headers,
      body,
      signal: AbortSignal.timeout(WAIT_MS),
      redirect: 'error',
    }).catch((error: unknown) => {
      throw new TocsinError(
        'TOCSIN_UNREACHABLE',
        `Expected a hub at ${url}, found none that answers. Start one with "tocsin serve", or name another with --url.`,
        { cause: error },
      )
    })
    return { status: answer.status, body: parse(await answer.text()) }
  }
  return { get: (path) => call('GET', path), send: call }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The `detail` of a problem document, or the answer as it is. */
export function problemOf(answer: HubAnswer): string {
  const detail = propertyOf(answer.body, 'detail')
  return typeof detail === 'string' ? detail : `The hub answered ${answer.status}.`
}
