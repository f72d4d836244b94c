import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { parseAllDocuments } from 'yaml'
import {
  type ArgoConfig,
  type ConfigMapFacts,
  readArgoConfig,
  type SecretFacts,
} from '../argocd/argocd.ts'
import { TocsinError } from '../base/errors.ts'
import { parseJson } from '../languages/values/json.ts'

export type ConfigFiles = {
  readonly configMap: string
  /** `:empty` or absent: no Secret. */
  readonly secret?: string
  readonly strict?: boolean
}

/** Reads the configuration from manifests, as `kubectl get -o yaml` prints them. Throws TOCSIN_USAGE. */
export async function readConfigFiles(files: ConfigFiles): Promise<ArgoConfig> {
  const configMap = await manifest(files.configMap, 'ConfigMap', 'argocd-notifications-cm')
  const hasSecret = files.secret !== undefined && files.secret !== ':empty'
  const secret = hasSecret
    ? await manifest(files.secret ?? '', 'Secret', 'argocd-notifications-secret')
    : undefined
  return readArgoConfig(
    configMapOf(configMap),
    secret === undefined ? undefined : secretOf(secret),
    {
      strict: files.strict ?? false,
    },
  )
}

type Manifest = Readonly<Record<string, unknown>>

function configMapOf(value: Manifest): ConfigMapFacts {
  const namespace = textsOf(value.metadata).namespace
  return { metadata: namespace === undefined ? {} : { namespace }, data: textsOf(value.data) }
}

function secretOf(value: Manifest): SecretFacts {
  return { data: textsOf(value.data), stringData: textsOf(value.stringData) }
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]: [string, unknown]) =>
      typeof one === 'string' ? [[key, one] as const] : [],
    ),
  )
}

async function manifest(file: string, kind: string, name: string): Promise<Manifest> {
  const found = documentsIn(file, await textOf(file)).find(
    (one) => one.kind === kind && textsOf(one.metadata).name === name,
  )
  if (found === undefined)
    throw new TocsinError('TOCSIN_USAGE', `file '${file}' does not have '/${kind}/${name}'`)
  return found
}

function documentsIn(file: string, written: string): readonly Manifest[] {
  const documents = parseAllDocuments(written, { prettyErrors: false, logLevel: 'silent' })
  if ('empty' in documents) return []
  return documents.flatMap((document) => {
    const [fault] = document.errors
    if (fault !== undefined)
      throw new TocsinError('TOCSIN_USAGE', `Expected YAML in ${file}, found: ${fault.message}`)
    const value: unknown = document.toJS()
    return typeof value === 'object' && value !== null ? [{ ...value }] : []
  })
}

/** An Application or AppProject, as JSON or YAML. Throws TOCSIN_USAGE. */
export async function readResource(file: string): Promise<unknown> {
  const written = await textOf(file)
  // JSON as it stands, so that integers and floats stay apart.
  if (/^\s*\{/.test(written)) return parseJson(written)
  const [first] = documentsIn(file, written)
  if (first !== undefined) return parseJson(JSON.stringify(first))
  throw new TocsinError('TOCSIN_USAGE', `Expected an Application in ${file}, found nothing.`)
}

async function textOf(file: string): Promise<string> {
  try {
    return file === '-' ? await standardInput() : await readFile(file, 'utf8')
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected a file that can be read, found ${JSON.stringify(file)}, which cannot.`,
      { cause: error },
    )
  }
}

function standardInput(): Promise<string> {
  return text(process.stdin)
}
