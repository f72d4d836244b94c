import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { TocsinError } from '../base/errors.ts'
import { KUBERNETES_LIMITS } from '../base/limits.ts'
import { Secret } from '../base/secret.ts'
import { parseIsoTime } from '../base/time.ts'
import type { Environment } from './cluster-access.ts'
import { isRecord } from './cluster-object.ts'

export type ProgramCredential = {
  readonly token?: Secret
  readonly certificate?: string
  readonly key?: Secret
}

type Surroundings = {
  readonly clock: Clock
  readonly environment: Environment
  /** Where the kubeconfig is: a command with a slash starts there. */
  readonly folder: string
}

/** A program that says who we are, as clouds have it: what a kubeconfig calls an exec plugin. */
export class CredentialProgram {
  readonly #exec: Readonly<Record<string, unknown>>
  readonly #surroundings: Surroundings
  #known: { readonly credential: ProgramCredential; readonly until: number } | undefined
  #asking: Promise<ProgramCredential> | undefined

  constructor(exec: Readonly<Record<string, unknown>>, surroundings: Surroundings) {
    this.#exec = exec
    this.#surroundings = surroundings
  }

  forget(): void {
    this.#known = undefined
  }

  /** What the program said last, while it holds. Throws TOCSIN_KUBERNETES. */
  async credential(): Promise<ProgramCredential> {
    if (this.#known && this.#surroundings.clock.now() < this.#known.until)
      return this.#known.credential
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return await this.#asking
  }

  async #ask(): Promise<ProgramCredential> {
    const status = statusIn(await this.#run())
    if (!status) throw this.#refusal('it did not print an ExecCredential with a status')
    const token = textIn(status, 'token')
    const certificate = textIn(status, 'clientCertificateData')
    const key = textIn(status, 'clientKeyData')
    if (!token && !(certificate && key))
      throw this.#refusal('its answer has neither a token nor a client certificate with its key')
    const credential = {
      ...(token ? { token: new Secret(token) } : {}),
      ...(certificate && key ? { certificate, key: new Secret(key) } : {}),
    }
    const until = parseIsoTime(textIn(status, 'expirationTimestamp') ?? '')
    this.#known = { credential, until: until?.at ?? Infinity }
    return credential
  }

  #run(): Promise<string> {
    const { folder, environment } = this.#surroundings
    const command = this.#command()
    const args = listIn(this.#exec, 'args').filter((arg) => typeof arg === 'string')
    return new Promise((resolve, reject) => {
      execFile(
        command.includes('/') && !command.startsWith('/') ? join(folder, command) : command,
        args,
        {
          env: { ...environment, ...this.#variables() },
          timeout: KUBERNETES_LIMITS.execMs,
          maxBuffer: KUBERNETES_LIMITS.execBytesMax,
        },
        (error, out) => {
          // What it wrote stays unsaid: it may be a credential.
          if (error) reject(this.#refusal(`it ended with ${String(error.code ?? error.signal)}`))
          else resolve(out)
        },
      )
    })
  }

  #variables(): Record<string, string> {
    const variables: Record<string, string> = {
      KUBERNETES_EXEC_INFO: JSON.stringify({
        apiVersion: textIn(this.#exec, 'apiVersion') ?? 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        spec: { interactive: false },
      }),
    }
    for (const entry of listIn(this.#exec, 'env')) {
      if (!isRecord(entry)) continue
      const name = textIn(entry, 'name')
      if (name) variables[name] = textIn(entry, 'value') ?? ''
    }
    return variables
  }

  #command(): string {
    return textIn(this.#exec, 'command') ?? ''
  }

  #refusal(found: string): TocsinError {
    const hint = textIn(this.#exec, 'installHint')
    return new TocsinError(
      'TOCSIN_KUBERNETES',
      `Expected credentials from the program "${this.#command()}" of the kubeconfig, but ${found}. Run it by hand to see what it says.${hint ? ` ${hint}` : ''}`,
    )
  }
}

function statusIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const answer: unknown = JSON.parse(text)
    const status = isRecord(answer) ? answer['status'] : undefined
    return isRecord(status) ? status : undefined
  } catch {
    return undefined
  }
}

function textIn(fields: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = fields[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function listIn(fields: Readonly<Record<string, unknown>>, field: string): readonly unknown[] {
  const value = fields[field]
  return Array.isArray(value) ? value : []
}
