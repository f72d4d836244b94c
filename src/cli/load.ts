import colors from 'picocolors'
import { adapters } from '../adapters.ts'
import { diskReader, formatProblem, loadConfiguration } from '../config/config.ts'
import type { Configuration } from '../model/configuration.ts'
import { print } from './output.ts'

/** Reads a configuration; where it is broken, prints what is wrong and gives undefined. */
export async function loadOrReport(path: string): Promise<Configuration | undefined> {
  const environment = process.env
  const loading = await loadConfiguration({ path, environment, readFile: diskReader, adapters })
  if (loading.kind === 'loaded') return loading.configuration
  for (const problem of loading.problems)
    print(formatProblem(problem, { colour: colors.isColorSupported }))
  return undefined
}
