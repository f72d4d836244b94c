// In: an Application and what is to be known of its repositories. Out: Argo CD's own answers, from the API of its server.
// Must hold: an answer or a reason within the time; no token in any of them; a commit is asked for once.
import type { CommitFacts, DetailFacts, Unknown } from './argocd/argocd.ts'
import type { Certificates } from './argocd-certificates.ts'
import type { Application, RepositorySource } from './argocd-hub/argocd-hub.ts'
import { parseJson } from './base/answer-text.ts'
import type { Clock } from './base/clock.ts'
import type { HttpClient, HttpTls } from './base/http-client.ts'
import { ARGOCD_HUB_LIMITS } from './base/limits.ts'
import { redact } from './base/redact.ts'
import type { Secret } from './base/secret.ts'
import { parseIsoTime } from './base/time.ts'

/** Where Argo CD's API is. */
export type ArgocdServerOptions = {
  /** `https://argocd.example.com`, perhaps with a path. */
  readonly url: string
  readonly token: Secret
  /** Any certificate is taken. */
  readonly isInsecure: boolean
  /** Certificates by host. */
  readonly certificates?: Certificates | undefined
}

/** Answers, in the order of their last use. */
class Kept<Facts extends object> {
  readonly #answers = new Map<string, { readonly facts: Facts; readonly until: number }>()
  readonly #keepMs: number

  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  find(key: string, now: number): Facts | undefined {
    const found = this.#answers.get(key)
    return found !== undefined && found.until > now ? found.facts : undefined
  }

  keep(key: string, facts: Facts, now: number): Facts {
    this.#answers.delete(key)
    this.#answers.set(key, { facts, until: now + this.#keepMs })
    const [oldest = ''] = this.#answers.keys()
    if (this.#answers.size > ARGOCD_HUB_LIMITS.answersMax) this.#answers.delete(oldest)
    return facts
  }
}

/** Asks the API of Argo CD's server. */
export class ArgocdServer implements RepositorySource {
  readonly #options: ArgocdServerOptions
  readonly #http: () => HttpClient
  readonly #clock: Clock
  readonly #commits = new Kept<CommitFacts>(ARGOCD_HUB_LIMITS.commitKeptMs)
  readonly #details = new Kept<DetailFacts>(ARGOCD_HUB_LIMITS.detailsKeptMs)

  constructor(
    options: ArgocdServerOptions,
    { http, clock }: { readonly http: () => HttpClient; readonly clock: Clock },
  ) {
    this.#options = options
    this.#http = http
    this.#clock = clock
  }

  async commit(application: Application, revision: string): Promise<CommitFacts | Unknown> {
    const { name, namespace } = application.metadata
    const index = sourceOf(application, revision)
    const query = new URLSearchParams({
      appNamespace: namespace,
      ...(index === undefined ? {} : { sourceIndex: String(index) }),
    })
    const path = `applications/${encodeURIComponent(name)}/revisions/${encodeURIComponent(revision)}/metadata?${query}`
    return await this.#ask({ method: 'GET', path, read: commitIn, kept: this.#commits })
  }

  async details(application: Application): Promise<DetailFacts | Unknown> {
    const spec = fieldsOf(application.spec)
    const source = spec['source'] ?? listOf(spec['sources'])[0]
    const { repoURL, helm: given } = fieldsOf(source)
    const { name } = application.metadata
    return await this.#ask({
      method: 'POST',
      path: `repositories/${encodeURIComponent(text(repoURL))}/appdetails`,
      body: JSON.stringify({ source, appName: name, appProject: text(spec['project']) }),
      read: (value) => detailsIn(value, named(fieldsOf(given)['parameters'])),
      kept: this.#details,
    })
  }

  async #ask<Facts extends object>(asked: Asked<Facts>): Promise<Facts | Unknown> {
    const key = JSON.stringify([asked.path, asked.body])
    const now = this.#clock.now()
    const known = asked.kept.find(key, now)
    if (known !== undefined) return known
    const { url, token } = this.#options
    const outcome = await this.#http().send({
      method: asked.method,
      url: `${url}/api/v1/${asked.path}`,
      headers: {
        authorization: `Bearer ${token.reveal()}`,
        ...(asked.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(asked.body === undefined ? {} : { body: asked.body }),
      timeoutMs: ARGOCD_HUB_LIMITS.askMs,
      bytesMax: ARGOCD_HUB_LIMITS.answerBytesMax,
      tls: this.#tls(),
    })
    if (outcome.kind === 'failed')
      return { problem: `Argo CD's server does not answer: ${redact(outcome.reason)}` }
    const value = parseJson(outcome.body)
    if (outcome.status !== 200)
      return { problem: `Argo CD's server answers ${outcome.status}${reasonIn(value)}` }
    const facts = asked.read(value)
    return facts === undefined ? NOT_MEANT : asked.kept.keep(key, facts, now)
  }

  #tls(): HttpTls {
    const { url, isInsecure, certificates } = this.#options
    if (isInsecure) return { insecure: true }
    const found = fieldsOf(parseJson(certificates ?? ''))[new URL(url).hostname]
    return typeof found === 'string' ? { authorities: found } : {}
  }
}

type Asked<Facts extends object> = {
  readonly method: string
  readonly path: string
  readonly body?: string
  /** Undefined for what was not asked for. */
  readonly read: (value: unknown) => Facts | undefined
  readonly kept: Kept<Facts>
}

const NOT_MEANT: Unknown = { problem: "Argo CD's server answers with something else" }

function commitIn(value: unknown): CommitFacts | undefined {
  const { author, date, message, tags } = fieldsOf(value)
  if (typeof date !== 'string' || parseIsoTime(date) === undefined) return undefined
  return { author: text(author), date, message: text(message), tags: texts(tags) }
}

function detailsIn(value: unknown, overrides: readonly Named[]): DetailFacts | undefined {
  const { type, helm } = fieldsOf(value)
  if (typeof type !== 'string') return undefined
  if (typeof helm !== 'object' || helm === null) return { type }
  const chart = fieldsOf(helm)
  return {
    type,
    helm: {
      name: text(chart['name']),
      valueFiles: texts(chart['valueFiles']),
      parameters: named(chart['parameters']),
      values: text(chart['values']),
      fileParameters: listOf(chart['fileParameters']).map((one) => ({
        name: text(one['name']),
        path: text(one['path']),
      })),
      overrides,
    },
  }
}

/** Which of several sources the revision is of; undefined where there is one. */
function sourceOf({ spec, status }: Application, revision: string): number | undefined {
  if (!Array.isArray(fieldsOf(spec)['sources'])) return undefined
  const { sync, operationState } = fieldsOf(status)
  const lists = [sync, fieldsOf(operationState)['syncResult']].map((one) =>
    texts(fieldsOf(one)['revisions']),
  )
  const index = lists.map((list) => list.indexOf(revision)).find((at) => at >= 0)
  return index ?? 0
}

/** What Argo CD says itself, as a part of a sentence. */
function reasonIn(value: unknown): string {
  const { message, error } = fieldsOf(value)
  const said = text(message) || text(error)
  return said === '' ? '' : `: ${redact(said).slice(0, ARGOCD_HUB_LIMITS.reasonLengthMax)}`
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : []
}

type Named = { readonly name: string; readonly value: string }

function named(value: unknown): readonly Named[] {
  return listOf(value).map((one) => ({ name: text(one['name']), value: text(one['value']) }))
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
