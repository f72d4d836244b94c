import { KUBERNETES_LIMITS } from '../base/limits.ts'
import { redact } from '../base/redact.ts'
import { isRecord } from './cluster-object.ts'

/** What the API server refused, or that it did not answer. The message is the server's, masked and cut. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  /** The HTTP status; undefined where no answer came. */
  readonly status?: number
  /** The server asked us not to come again before. */
  readonly retryAfterMs?: number

  constructor(
    text: string,
    facts: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(redact(text.slice(0, TEXT_MAX)), { cause: facts.cause })
    this.status = facts.status
    this.retryAfterMs = facts.retryAfterMs
  }

  /** From an object of kind Status. */
  static ofStatus(status: unknown): ApiFailure {
    const { code, message } = isRecord(status) ? status : {}
    return new ApiFailure(typeof message === 'string' ? message : 'the server ended the watch', {
      status: typeof code === 'number' ? code : 500,
    })
  }
}

const TEXT_MAX = 500

/** What an answer that is no success says. */
export function failureOf(
  answer: {
    readonly status: number
    readonly headers: Readonly<Record<string, string | string[] | undefined>>
  },
  text: string,
): ApiFailure {
  const seconds = Number(answer.headers['retry-after'])
  const isAsked = Number.isFinite(seconds) && seconds > 0
  return new ApiFailure(messageIn(text) ?? `the server answered ${answer.status}`, {
    status: answer.status,
    ...(isAsked
      ? { retryAfterMs: Math.min(seconds * 1_000, KUBERNETES_LIMITS.retryAfterMsMax) }
      : {}),
  })
}

function messageIn(text: string): string | undefined {
  try {
    const status: unknown = JSON.parse(text)
    return isRecord(status) && typeof status['message'] === 'string' ? status['message'] : undefined
  } catch {
    return undefined
  }
}
