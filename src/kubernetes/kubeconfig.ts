import { dirname, isAbsolute, join } from 'node:path'
import { parse } from 'yaml'
import type { Clock } from '../base/clock.ts'
import { TocsinError } from '../base/errors.ts'
import { KUBERNETES_LIMITS } from '../base/limits.ts'
import { Secret } from '../base/secret.ts'
import type { ServerTls } from '../base/server-connection.ts'
import {
  bearer,
  type ClusterAccess,
  type Credentials,
  type Environment,
  readText,
  TokenFile,
} from './cluster-access.ts'
import { isRecord } from './cluster-object.ts'
import { CredentialProgram } from './credential-program.ts'

export type KubeconfigOptions = {
  /** The file; else those that KUBECONFIG names, else `.kube/config` in the home folder. */
  readonly path?: string
  readonly context?: string
  readonly environment: Environment
  readonly clock: Clock
}

/** A part of a kubeconfig, and the folder that its relative paths start from. */
type Part = { readonly fields: Readonly<Record<string, unknown>>; readonly folder: string }

/** Access as kubectl has it. Reads tokens, client certificates and credential programs. Throws TOCSIN_KUBERNETES. */
export async function kubeconfigAccess(options: KubeconfigOptions): Promise<ClusterAccess> {
  const files = await readFiles(pathsOf(options))
  const name = options.context ?? firstText(files, 'current-context')
  if (name === undefined)
    throw refusal('Expected a current-context in the kubeconfig, found none. Give --context.')
  const context = find(files, { list: 'contexts', part: 'context', name })
  const clusterName = textIn(context.fields, 'cluster') ?? ''
  const cluster = find(files, { list: 'clusters', part: 'cluster', name: clusterName })
  const userName = textIn(context.fields, 'user')
  const user = userName
    ? find(files, { list: 'users', part: 'user', name: userName })
    : { fields: {}, folder: '.' }
  refuseUnknown(cluster, user)
  const url = URL.parse(textIn(cluster.fields, 'server') ?? '')
  if (!url || !/^https?:$/.test(url.protocol))
    throw refusal(`Expected an address as the server of the cluster "${clusterName}".`)
  const identity = new Identity(cluster, user, options)
  await identity.credentials()
  return {
    origin: url.origin,
    pathPrefix: url.pathname.replace(/\/+$/, ''),
    namespace: textIn(context.fields, 'namespace') ?? 'default',
    credentials: () => identity.credentials(),
    renew: () => identity.renew(),
  }
}

function pathsOf({ path, environment }: KubeconfigOptions): readonly string[] {
  if (path) return [path]
  const named = (environment['KUBECONFIG'] ?? '').split(':').filter((part) => part !== '')
  return named.length > 0 ? named : [join(environment['HOME'] ?? '', '.kube', 'config')]
}

async function readFiles(paths: readonly string[]): Promise<readonly Part[]> {
  return await Promise.all(paths.map(readOne))
}

async function readOne(path: string): Promise<Part> {
  const text = await readText(path)
  if (text.length > KUBERNETES_LIMITS.kubeconfigBytesMax)
    throw refusal(`Expected a kubeconfig, found a file of ${text.length} characters at ${path}.`)
  try {
    const fields: unknown = parse(text)
    if (isRecord(fields)) return { fields, folder: dirname(path) }
  } catch {
    // Said below: the parser's own text may quote a secret.
  }
  throw refusal(`Expected a kubeconfig at ${path}, found something that is no YAML mapping.`)
}

function firstText(files: readonly Part[], field: string): string | undefined {
  return files.map(({ fields }) => textIn(fields, field)).find((text) => text)
}

/** The part of that name; of several files the first one that has it counts, as with kubectl. */
function find(
  files: readonly Part[],
  wanted: { readonly list: string; readonly part: string; readonly name: string },
): Part {
  for (const { fields, folder } of files) {
    const list = fields[wanted.list]
    if (!Array.isArray(list)) continue
    for (const entry of list) {
      if (!isRecord(entry) || entry['name'] !== wanted.name) continue
      const part = entry[wanted.part]
      if (isRecord(part)) return { fields: part, folder }
    }
  }
  throw refusal(
    `Expected "${wanted.name}" among the ${wanted.list} of the kubeconfig, found no such entry.`,
  )
}

/** What would change who we are, or by which way, is not passed over in silence. */
function refuseUnknown(cluster: Part, user: Part): void {
  const unknown = [
    ...['proxy-url'].filter((field) => cluster.fields[field]),
    ...['auth-provider', 'as', 'as-uid', 'as-groups', 'as-user-extra'].filter(
      (field) => user.fields[field],
    ),
  ]
  if (unknown.length > 0)
    throw refusal(
      `Expected a kubeconfig without ${unknown.join(', ')}: this is not supported. Use a token, a client certificate or an exec plugin.`,
    )
}

/** Who we are by a kubeconfig's user. */
class Identity {
  readonly #cluster: Part
  readonly #user: Part
  readonly #program: CredentialProgram | undefined
  readonly #tokenFile: TokenFile | undefined
  #tls: ServerTls | undefined
  #made: { readonly by: string; readonly tls: ServerTls } | undefined

  constructor(cluster: Part, user: Part, { clock, environment }: KubeconfigOptions) {
    this.#cluster = cluster
    this.#user = user
    const { exec } = user.fields
    if (isRecord(exec))
      this.#program = new CredentialProgram(exec, { clock, environment, folder: user.folder })
    const file = textIn(user.fields, 'tokenFile')
    if (file) this.#tokenFile = new TokenFile(inFolder(user, file), clock)
  }

  renew(): void {
    this.#program?.forget()
    this.#tokenFile?.forget()
    this.#tls = undefined
  }

  async credentials(): Promise<Credentials> {
    this.#tls ??= this.#keep(await this.#readTls())
    if (this.#program) {
      const { token, certificate, key } = await this.#program.credential()
      const tls = certificate ? this.#keep({ ...this.#tls, certificate, key }) : this.#tls
      return { tls, ...(token ? { authorization: bearer(token.reveal()) } : {}) }
    }
    const authorization = await this.#authorization()
    return { tls: this.#tls, ...(authorization ? { authorization } : {}) }
  }

  /** The same object for the same content, so that connections stay. */
  #keep(tls: ServerTls): ServerTls {
    const by = JSON.stringify({ ...tls, key: tls.key?.reveal() })
    if (this.#made?.by !== by) this.#made = { by, tls }
    return this.#made.tls
  }

  async #authorization(): Promise<Secret | undefined> {
    if (this.#tokenFile) return bearer(await this.#tokenFile.read())
    const { fields } = this.#user
    const token = textIn(fields, 'token')
    if (token) return bearer(token)
    const name = textIn(fields, 'username')
    if (!name) return undefined
    const login = `${name}:${textIn(fields, 'password') ?? ''}`
    return new Secret(`Basic ${Buffer.from(login).toString('base64')}`)
  }

  async #readTls(): Promise<ServerTls> {
    const { fields } = this.#cluster
    const key = await pem(this.#user, 'client-key')
    return {
      ca: await pem(this.#cluster, 'certificate-authority'),
      certificate: await pem(this.#user, 'client-certificate'),
      key: key === undefined ? undefined : new Secret(key),
      serverName: textIn(fields, 'tls-server-name'),
      isUnchecked: fields['insecure-skip-tls-verify'] === true,
    }
  }
}

/** A PEM text: from `<field>-data` in base64, or from the file that `<field>` names. */
async function pem(part: Part, field: string): Promise<string | undefined> {
  const inline = textIn(part.fields, `${field}-data`)
  if (inline) return Buffer.from(inline, 'base64').toString('utf8')
  const path = textIn(part.fields, field)
  return path ? await readText(inFolder(part, path)) : undefined
}

function inFolder({ folder }: Part, path: string): string {
  return isAbsolute(path) ? path : join(folder, path)
}

function textIn(fields: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = fields[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function refusal(text: string): TocsinError {
  return new TocsinError('TOCSIN_KUBERNETES', text)
}
