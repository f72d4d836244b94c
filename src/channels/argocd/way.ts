import type { HttpOutcome, HttpTls } from '../../base/http-client.ts'
import { ARGO_SERVICE_LIMITS, DELIVERY_LIMITS } from '../../base/limits.ts'
import type { SendContext } from '../../contract/channel.ts'
import type { Receipt } from '../../model/receipt.ts'
import { receiptOf, type Verdict } from '../../model/verdict.ts'
import { longestFirst, partsOf } from './credentials.ts'
import { judge, judgeBefore, type Rules, shown } from './judge.ts'
import { type Ask, redirected } from './redirect.ts'

export type WayFacts = {
  readonly context: SendContext
  /** What must be seen in no receipt. */
  readonly credentials: readonly string[]
  /** Any certificate is taken. */
  readonly isInsecure: boolean
  /** Certificates (PEM) by host, which replace the well-known authorities there. */
  readonly authorities: ReadonlyMap<string, string>
}

/** How one delivery reaches its service: its requests, their time, and what may be said of the answers. */
export class Way {
  readonly context: SendContext
  readonly #facts: WayFacts
  readonly #startedAt: number
  #credentials: readonly string[]
  #requestCount = 0

  constructor(facts: WayFacts) {
    this.context = facts.context
    this.#facts = facts
    this.#startedAt = facts.context.clock.now()
    this.#credentials = facts.credentials
  }

  /** UTC milliseconds. */
  get now(): number {
    return this.context.clock.now()
  }

  /** Keeps a text out of every receipt that follows. */
  hide(...texts: readonly string[]): void {
    const secrets = texts.filter((text) => text.length >= ARGO_SERVICE_LIMITS.credentialLengthMin)
    this.#credentials = longestFirst([...this.#credentials, ...secrets])
  }

  /** One request, and those that redirects lead to. */
  async ask(first: Ask): Promise<HttpOutcome> {
    let ask: Ask | undefined = first
    let outcome: HttpOutcome = SPENT
    for (let hops = 0; ask !== undefined && hops <= ARGO_SERVICE_LIMITS.redirectsMax; hops += 1) {
      outcome = await this.#send(ask)
      if (outcome.kind === 'failed') return outcome
      ask = redirected(ask, outcome.status, outcome.headers['location'] ?? '')
    }
    return outcome
  }

  /** JSON by POST. */
  post(url: string, body: unknown, headers: Ask['headers'] = {}): Promise<HttpOutcome> {
    return this.ask({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  }

  /** A form by POST. */
  postForm(
    url: string,
    form: Readonly<Record<string, string>>,
    headers: Ask['headers'] = {},
  ): Promise<HttpOutcome> {
    return this.ask({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(form).toString(),
    })
  }

  /** What became of the request that carried the message. */
  judge(outcome: HttpOutcome, rules: Rules = {}): Receipt {
    return judge(outcome, rules, { credentials: this.#credentials, now: this.now })
  }

  /** What became of one before it; undefined where it succeeded. */
  judgeBefore(outcome: HttpOutcome, rules: Rules = {}): Receipt | undefined {
    return judgeBefore(outcome, rules, { credentials: this.#credentials, now: this.now })
  }

  /** A verdict without an answer: the service was not asked. */
  unasked(verdict: Verdict, text: string): Receipt {
    return receiptOf(verdict, { text: this.shown(text) })
  }

  /** A text as it may be kept. */
  shown(text: string): string {
    return shown(text, { credentials: this.#credentials, now: this.now })
  }

  async #send(ask: Ask): Promise<HttpOutcome> {
    const url = URL.parse(ask.url)
    const leftMs = this.#startedAt + ARGO_SERVICE_LIMITS.sendMs - this.now
    this.#requestCount += 1
    if (this.#requestCount > ARGO_SERVICE_LIMITS.requestsMax || leftMs <= 0) return SPENT
    if (this.context.signal.aborted) return STOPPED
    const login = loginIn(url)
    const headers = {
      'user-agent': 'tocsin',
      ...(login !== undefined && { authorization: login }),
      ...ask.headers,
    }
    this.hide(...partsOf(ask.url), ...secretsIn(headers))
    return await this.context.http.send({
      method: ask.method,
      url: withoutLogin(url) ?? ask.url,
      headers,
      ...(ask.body !== undefined && { body: ask.body }),
      timeoutMs: Math.min(ask.timeoutMs ?? Infinity, DELIVERY_LIMITS.attemptMs, leftMs),
      signal: this.context.signal,
      ...this.#trust(url),
    })
  }

  #trust(url: URL | null): { readonly tls?: HttpTls } {
    const authorities = url === null ? undefined : this.#facts.authorities.get(url.hostname)
    const { isInsecure } = this.#facts
    if (!isInsecure && authorities === undefined) return {}
    return {
      tls: {
        ...(isInsecure && { insecure: true as const }),
        ...(authorities !== undefined && { authorities }),
      },
    }
  }
}

/** Headers that prove who is speaking, whole and in their words. */
function secretsIn(headers: Ask['headers']): readonly string[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) => {
    return OPEN_HEADERS.has(name) ? [] : [value, ...partsOf(value)]
  })
}

const OPEN_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'content-type',
  'from',
  'user-agent',
  'x-amz-date',
  'x-amz-target',
  'x-github-api-version',
])

/** A user and password in an address go as a header. */
function loginIn(url: URL | null): string | undefined {
  if (url === null || (url.username === '' && url.password === '')) return undefined
  const login = [url.username, url.password].map(decoded).join(':')
  return `Basic ${Buffer.from(login).toString('base64')}`
}

/** One with a bare percent sign is meant as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function withoutLogin(url: URL | null): string | undefined {
  if (url === null) return undefined
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  bare.hash = ''
  return bare.href
}

const SPENT: HttpOutcome = {
  kind: 'failed',
  stage: 'before-send',
  reason: 'the delivery took too many requests, or too long',
}

const STOPPED: HttpOutcome = {
  kind: 'failed',
  stage: 'before-send',
  reason: 'not sent: the hub is stopping',
}
