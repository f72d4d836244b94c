import { INGEST_LOG_LIMITS } from '../../base/limits.ts'
import { redact, redactBody, redactHeaders } from '../../base/redact.ts'
import type { SourceRequest } from '../../contract/source.ts'
import type { LoggedRequest } from '../../contract/source-store.ts'
import type { IncomingEvent } from '../../contract/store.ts'
import type { SourceConfiguration } from '../../model/configuration.ts'

/** A request whose fate is known. */
export type LogFacts = Pick<LoggedRequest, 'id' | 'receivedAt' | 'result' | 'status'> & {
  readonly source: SourceConfiguration
  readonly request: SourceRequest
  readonly problem?: string
  /** Every event that it brought, those of an earlier delivery with the id that they got then. */
  readonly eventIds?: readonly string[]
  /** Those of them that are new. */
  readonly events?: readonly IncomingEvent[]
}

/**
 * Makes the log's entries of requests, without credentials. It remembers the masked headers of each source's last
 * request: most senders send the same ones every time.
 */
export class RequestLog {
  readonly #headers = new Map<string, { readonly given: string; readonly masked: string }>()
  readonly #refusals = new Map<string, { minute: number; kept: number; uncounted: number }>()

  entryOf(facts: LogFacts): LoggedRequest {
    const { id, receivedAt, result, status, source, request, problem } = facts
    const { eventIds = [], events = [] } = facts
    const secrets = [source.key, source.previousKey].flatMap((key) => key?.reveal() ?? [])
    const [only] = eventIds.length === 1 ? events : []
    return {
      ...{ id, receivedAt, result, status },
      source: source.name,
      method: request.method,
      path: masked(request.path, secrets, INGEST_LOG_LIMITS.pathLengthMax),
      query:
        request.query === ''
          ? undefined
          : masked(request.query, secrets, INGEST_LOG_LIMITS.queryLengthMax),
      headers: this.#headersOf(source.name, request.headers, secrets),
      body: textOf(request, secrets, only?.raw),
      bodyBytes: request.body.length,
      problem: problem && redact(problem).slice(0, INGEST_LOG_LIMITS.problemLengthMax),
      eventIds: eventIds.slice(0, INGEST_LOG_LIMITS.eventIdsMax),
      eventCount: eventIds.length,
      repeatedCount: eventIds.length - events.length,
      lastKind: events.at(-1)?.event.kind,
    }
  }

  /** The entry of a refusal; undefined where so many came in this minute that this one is only counted. */
  refusalOf(facts: LogFacts): LoggedRequest | undefined {
    const { name } = facts.source
    const minute = Math.floor(facts.receivedAt / 60_000)
    const known = this.#refusals.get(name) ?? { minute, kept: 0, uncounted: 0 }
    const now = known.minute === minute ? known : { ...known, minute, kept: 0 }
    const isKept = now.kept < INGEST_LOG_LIMITS.refusalsPerMinuteMax
    this.#refusals.set(name, {
      minute,
      kept: now.kept + (isKept ? 1 : 0),
      uncounted: isKept ? 0 : now.uncounted + 1,
    })
    return isKept ? { ...this.entryOf(facts), uncounted: now.uncounted } : undefined
  }

  #headersOf(
    source: string,
    headers: Readonly<Record<string, string>>,
    secrets: readonly string[],
  ): string {
    // How long the body is stands beside it; here it would make every request's headers others.
    const { 'content-length': _length, ...rest } = headers
    const given = JSON.stringify(rest)
    const known = this.#headers.get(source)
    if (known?.given === given) return known.masked
    const made = maskedHeaders(rest, secrets)
    this.#headers.delete(source)
    this.#headers.set(source, { given, masked: made })
    for (const oldest of this.#headers.keys()) {
      if (this.#headers.size <= INGEST_LOG_LIMITS.headersKeptMax) break
      this.#headers.delete(oldest)
    }
    return made
  }
}

/** As many of them as have room. */
function maskedHeaders(
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): string {
  const kept: Record<string, string> = {}
  let room: number = INGEST_LOG_LIMITS.headersLengthMax
  for (const [name, value] of Object.entries(redactHeaders(headers))) {
    room -= name.length + value.length
    if (room < 0) break
    kept[name] = withoutSecrets(value, secrets)
  }
  return JSON.stringify(kept)
}

/** The body's beginning; undefined where there is none, and where the event keeps it. */
function textOf(
  { body }: SourceRequest,
  secrets: readonly string[],
  raw: string | undefined,
): string | undefined {
  if (body.length === 0) return undefined
  const { buffer, byteOffset, length } = body
  const bytes = Buffer.from(buffer, byteOffset, Math.min(length, INGEST_LOG_LIMITS.bodyBytesMax))
  const text = bytes.toString()
  return text === raw ? undefined : redactBody(text, secrets)
}

function masked(text: string, secrets: readonly string[], lengthMax: number): string {
  if (text === '') return ''
  return withoutSecrets(redact(text), secrets).slice(0, lengthMax)
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
}
