import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { parseAllDocuments } from 'yaml'
import {
  type ArgoConfig,
  type ConfigMapFacts,
  readArgoConfig,
  type SecretFacts,
} from '../argocd/argocd.ts'
import { ClusterReader } from '../argocd-cluster-reader.ts'
import { TocsinError } from '../base/errors.ts'
import { parseJson } from '../languages/values/json.ts'
import { CONFIG_MAP_NAME, type GivenFiles, SECRET_NAME } from './argocd-options.ts'
import { Places } from './argocd-places.ts'

/** Reads the configuration from manifests, as `kubectl get -o yaml` prints them, or from the cluster. Throws TOCSIN_USAGE and TOCSIN_KUBERNETES. */
export async function readConfigFiles(files: GivenFiles): Promise<ArgoConfig> {
  return (await readConfigWithPlaces(files)).config
}

/** The same, and where the ConfigMap's keys stand in its file, where it came from one. */
export async function readConfigWithPlaces(
  files: GivenFiles,
): Promise<{ readonly config: ArgoConfig; readonly places?: Places }> {
  const { configMap: file, strict = false } = files
  if (file === undefined) return { config: await readConfigOfCluster(files) }
  const written = await textOf(file)
  const configMap = manifest(file, written, CONFIG_MAP)
  const config = readArgoConfig(configMapOf(configMap), await secretIn(files.secret), { strict })
  return { config, places: new Places(written, CONFIG_MAP) }
}

async function secretIn(file: string | undefined): Promise<SecretFacts | undefined> {
  if (file === undefined || file === ':empty') return undefined
  return secretOf(manifest(file, await textOf(file), SECRET))
}

/** As they are now; a Secret that is given as a file goes before that of the cluster. */
async function readConfigOfCluster(files: GivenFiles): Promise<ArgoConfig> {
  const { secret: file, strict = false } = files
  return await inCluster(files, async (reader) => {
    const configMap = await reader.configMap()
    const found = file === undefined ? await reader.secret() : undefined
    const secret = found === undefined ? await secretIn(file) : secretOf(found)
    return readArgoConfig(configMap && configMapOf(configMap), secret, { strict })
  })
}

async function inCluster<Read>(
  files: GivenFiles,
  read: (reader: ClusterReader) => Promise<Read>,
): Promise<Read> {
  const { namespace, kubeconfig, context } = files
  const options = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    configMapName: files.configMapName ?? CONFIG_MAP_NAME,
    secretName: files.secretName ?? SECRET_NAME,
  }
  const reader = await ClusterReader.open(options, process.env)
  try {
    return await read(reader)
  } finally {
    await reader.close()
  }
}

const CONFIG_MAP = { kind: 'ConfigMap', name: CONFIG_MAP_NAME }
const SECRET = { kind: 'Secret', name: SECRET_NAME }

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

/** A file as upstream has it, or else the name of an Application in the cluster. Throws TOCSIN_USAGE, TOCSIN_NOT_FOUND and TOCSIN_KUBERNETES. */
export async function readApplication(named: string, files: GivenFiles): Promise<unknown> {
  // A path that leads nowhere is a mistake, not the name of an Application.
  const isPath = named === '-' || /^[./~]|\.(?:json|ya?ml)$/.test(named) || existsSync(named)
  if (isPath) return await readResource(named)
  const found = await inCluster(files, (reader) => reader.application(named))
  if (found !== undefined) return found
  throw new TocsinError(
    'TOCSIN_NOT_FOUND',
    `failed to load resource: there is neither a file ${JSON.stringify(named)}, nor an Application of that name in the cluster`,
  )
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
