import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { TocsinError } from '../base/errors.ts'
import { KUBERNETES_LIMITS } from '../base/limits.ts'
import { Secret } from '../base/secret.ts'
import type { ServerTls } from '../base/server-connection.ts'

/** How a cluster is reached, and as whom. */
export interface ClusterAccess {
  /** Scheme, host and port. */
  readonly origin: string
  /** What stands before each path, without a slash at its end: a cluster behind a proxy has one. */
  readonly pathPrefix: string
  /** The namespace that is meant where none is said. */
  readonly namespace: string
  /** What a request is to carry now. Throws TOCSIN_KUBERNETES. */
  credentials(): Promise<Credentials>
  /** The server did not believe the last credentials: the next ones are fetched anew. */
  renew(): void
}

export type Credentials = {
  /** The header `authorization`, where there is one. */
  readonly authorization?: Secret
  /** The same object as long as nothing in it has changed. */
  readonly tls: ServerTls
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Where Kubernetes puts what a pod needs to speak to it. */
const ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Whether this process runs in a pod. */
export function isInCluster(environment: Environment): boolean {
  return Boolean(environment['KUBERNETES_SERVICE_HOST'] && environment['KUBERNETES_SERVICE_PORT'])
}

/**
 * Access as the pod's service account. The token is read again every minute: Kubernetes changes it
 * within the hour. Throws TOCSIN_KUBERNETES.
 */
export async function inClusterAccess(
  environment: Environment,
  { clock, folder = ACCOUNT_FOLDER }: { readonly clock: Clock; readonly folder?: string },
): Promise<ClusterAccess> {
  const host = environment['KUBERNETES_SERVICE_HOST'] ?? ''
  const port = environment['KUBERNETES_SERVICE_PORT'] ?? ''
  const token = new TokenFile(join(folder, 'token'), clock)
  const tls: ServerTls = { ca: await readText(join(folder, 'ca.crt')) }
  await token.read()
  return {
    origin: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    pathPrefix: '',
    namespace: (await readText(join(folder, 'namespace'))).trim(),
    credentials: async () => ({ authorization: bearer(await token.read()), tls }),
    renew: () => token.forget(),
  }
}

/** A token that is changed in its file from time to time. */
export class TokenFile {
  readonly #path: string
  readonly #clock: Clock
  #known: { readonly token: string; readonly readAt: number } | undefined

  constructor(path: string, clock: Clock) {
    this.#path = path
    this.#clock = clock
  }

  async read(): Promise<string> {
    const now = this.#clock.now()
    const known = this.#known
    if (known && now - known.readAt < KUBERNETES_LIMITS.tokenMs) return known.token
    const token = (await readText(this.#path)).trim()
    this.#known = { token, readAt: now }
    return token
  }

  forget(): void {
    this.#known = undefined
  }
}

export function bearer(token: string): Secret {
  return new Secret(`Bearer ${token}`)
}

/** A file's text. Throws TOCSIN_KUBERNETES. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new TocsinError(
      'TOCSIN_KUBERNETES',
      `Expected a file ${path} that can be read. Inside a cluster the pod's service account brings it; elsewhere the kubeconfig names it.`,
      { cause },
    )
  }
}
