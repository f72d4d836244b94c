import colors from 'picocolors'
import { adapters } from '../adapters.ts'
import { diskReader, formatProblem, loadConfiguration } from '../config/config.ts'
import type { Configuration } from '../model/configuration.ts'
import { print } from './output.ts'

/** Reads a configuration; where it is broken, prints what is wrong and gives undefined. */
export function loadOrReport(path: string): Promise<Configuration | undefined> {
  return load(path, { withoutSecrets: false })
}

/** The same for a configuration with which nothing is sent: secrets that are not there are stood in for. */
export function loadWithoutSecrets(path: string): Promise<Configuration | undefined> {
  return load(path, { withoutSecrets: true })
}

async function load(
  path: string,
  { withoutSecrets }: { withoutSecrets: boolean },
): Promise<Configuration | undefined> {
  const environment = process.env
  const options = { path, environment, readFile: diskReader, adapters, withoutSecrets }
  const loading = await loadConfiguration(options)
  if (loading.kind === 'loaded') return loading.configuration
  for (const problem of loading.problems)
    print(formatProblem(problem, { colour: colors.isColorSupported }))
  return undefined
}
