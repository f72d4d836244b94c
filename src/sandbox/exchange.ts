import { isoTime } from '../base/clock.ts'
import { SANDBOX_LIMITS } from '../base/limits.ts'

/** A request to the sandbox, whatever server it came through. Header names are in lower case. */
export type SandboxRequest = {
  readonly method: string
  /** Begins with `/sandbox`; without the query. */
  readonly path: string
  /** Without its `?`. */
  readonly query: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  /** The sender's IP address. */
  readonly address: string
}

/** What the server does with it. */
export type SandboxAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string | Uint8Array
    }
  /** Ends the connection without an answer. */
  | { readonly kind: 'drop' }
  /** Server-sent events: `start` is given what writes a chunk, and gives what ends the stream. */
  | {
      readonly kind: 'stream'
      readonly headers: Readonly<Record<string, string>>
      start(sink: StreamSink): () => void
    }

/** Where a stream's chunks go. */
export type StreamSink = { write(chunk: string): void; end(): void }

/** `value` as JSON, never cached. */
export function jsonAnswer(value: unknown, status = 200): SandboxAnswer {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  return { kind: 'answer', status, headers, body: JSON.stringify(value) }
}

/** The same answer with the time of the platform's clock, by which senders find out that theirs is wrong. */
export function dated(answer: SandboxAnswer, now: number): SandboxAnswer {
  if (answer.kind !== 'answer') return answer
  return { ...answer, headers: { ...answer.headers, date: httpDate(now) } }
}

/** `Thu, 05 Mar 2026 02:15:00 GMT`. */
function httpDate(now: number): string {
  const [day = '', time = ''] = isoTime(now).split('T')
  const [year, month, date] = day.split('-')
  const weekday = DAYS[Math.floor(now / DAY_MS) % DAYS.length]
  return `${weekday}, ${date} ${MONTHS[Number(month) - 1]} ${year} ${time.slice(0, 'hh:mm:ss'.length)} GMT`
}

const DAY_MS = 24 * 60 * 60_000
/** The first of January 1970 was a Thursday. */
const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** A page that is not the sandbox's own: a gateway's, a firewall's. */
export function htmlAnswer(status: number, body: string): SandboxAnswer {
  return { kind: 'answer', status, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

/** A JSON text's value; undefined when it is none, or is nested deeper than any platform's messages. */
export function readJson(body: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    return isDeeper(value, SANDBOX_LIMITS.jsonDepthMax) ? undefined : value
  } catch {
    return undefined
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1))
}
