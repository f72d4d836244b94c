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
import { Places } from './argocd-places.ts'

export type ConfigFiles = {
  readonly configMap: string
  /** `:empty` or absent: no Secret. */
  readonly secret?: string
  readonly strict?: boolean
}

/** Reads the configuration from manifests, as `kubectl get -o yaml` prints them. Throws TOCSIN_USAGE. */
export async function readConfigFiles(files: ConfigFiles): Promise<ArgoConfig> {
  return (await readConfigWithPlaces(files)).config
}

/** The same, and where the ConfigMap's keys stand in its file. Throws TOCSIN_USAGE. */
export async function readConfigWithPlaces(
  files: ConfigFiles,
): Promise<{ readonly config: ArgoConfig; readonly places: Places }> {
  const written = await textOf(files.configMap)
  const configMap = manifest(files.configMap, written, CONFIG_MAP)
  const hasSecret = files.secret !== undefined && files.secret !== ':empty'
  const secret = hasSecret
    ? manifest(files.secret ?? '', await textOf(files.secret ?? ''), SECRET)
    : undefined
  const config = readArgoConfig(
    configMapOf(configMap),
    secret === undefined ? undefined : secretOf(secret),
    { strict: files.strict ?? false },
  )
  return { config, places: new Places(written, CONFIG_MAP) }
}

const CONFIG_MAP = { kind: 'ConfigMap', name: 'argocd-notifications-cm' }
const SECRET = { kind: 'Secret', name: 'argocd-notifications-secret' }

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

function manifest(
  file: string,
  written: string,
  { kind, name }: { readonly kind: string; readonly name: string },
): Manifest {
  const found = documentsIn(file, written).find(
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
