import { readFile } from 'node:fs/promises'
import { adapters } from '../adapters.ts'
import { systemChance } from '../base/id.ts'
import { Secret } from '../base/secret.ts'
import { diskReader, type Loading, loadConfiguration, withoutSecrets } from '../config/config.ts'

/** A configuration as it may be kept in a store. */
export type StoredText = { readonly text: string; readonly secrets: ReadonlyMap<string, Secret> }

/**
 * Reads a file as `serve` would, and takes out what must not stand in a text that people see: secrets that are written in
 * it or in files that it names, and the variables of this environment that the hub will not be given.
 */
export async function readStoredText(
  path: string,
): Promise<StoredText | Extract<Loading, { kind: 'broken' }>> {
  const options = { path, environment: process.env, readFile: diskReader, adapters }
  const loading = await loadConfiguration(options)
  if (loading.kind === 'broken') return loading
  const text = await readFile(path, 'utf8')
  const apart = withoutSecrets(text, loading.written, {
    isMoved: true,
    newName: () => `KEPT_${Buffer.from(systemChance.bytes(5)).toString('hex').toUpperCase()}`,
  })
  const named = [...loading.written.variables].flatMap((name): [string, Secret][] => {
    const value = process.env[name]
    const isGiven = name.startsWith('TOCSIN_SECRET_') || value === undefined || value === ''
    return isGiven ? [] : [[name, new Secret(value)]]
  })
  return { text: apart.text, secrets: new Map([...named, ...apart.secrets]) }
}
