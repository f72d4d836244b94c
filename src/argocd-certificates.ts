// In: a folder as Argo CD mounts argocd-tls-certs-cm. Out: the certificates of each host, which take the place of the well-known authorities there.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TocsinError } from './base/errors.ts'
import { ARGOCD_HUB_LIMITS } from './base/limits.ts'
import type { Environment } from './base/proxy.ts'

/** Certificates (PEM) by host, as a JSON object. */
export type Certificates = string

/**
 * Reads `/app/config/tls`, or the folder that ARGOCD_TLS_DATA_PATH names: each file is named for its host. Undefined where
 * there is none. Throws TOCSIN_USAGE for one that cannot be read.
 */
export async function readCertificates(
  environment: Environment,
): Promise<Certificates | undefined> {
  const folder = environment['ARGOCD_TLS_DATA_PATH'] || '/app/config/tls'
  try {
    // What begins with two dots is how Kubernetes changes all of them at once.
    const hosts = (await readdir(folder)).filter((name) => !name.startsWith('..')).toSorted()
    const read = hosts
      .slice(0, ARGOCD_HUB_LIMITS.certificatesMax)
      .map(async (host) => [host, await readFile(join(folder, host), 'utf8')] as const)
    const found = await Promise.all(read)
    return found.length === 0 ? undefined : JSON.stringify(Object.fromEntries(found))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected certificates by host in ${folder}, as argocd-tls-certs-cm is mounted, found what cannot be read. Correct it, or name another folder by ARGOCD_TLS_DATA_PATH.`,
      { cause },
    )
  }
}
