import { parse } from 'yaml'
import { BACKTEST_LIMITS } from '../base/limits.ts'
import type { SourceConfiguration } from '../model/configuration.ts'
import type { Adapters } from './definition.ts'
import { loadGiven } from './given.ts'

/** Which type, and its settings as an object or as YAML. */
export type GivenSource = {
  readonly name: string
  readonly type: string
  readonly settings: unknown
}

/** The source, or what is wrong with it. */
export type ReadSource =
  | { readonly kind: 'source'; readonly source: SourceConfiguration }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }

/**
 * Reads the settings of a source that is only to be tried, by the very rules of the file: it sees no environment and no
 * secret file, and has no ingest key of its own.
 */
export async function readGivenSource(
  { name, type, settings }: GivenSource,
  adapters: Adapters,
): Promise<ReadSource> {
  const given = typeof settings === 'string' ? parsed(settings) : settings
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return wrong('Expected the settings of a source as "key: value" lines, found something else.')
  for (const own of ['type', 'key']) {
    if (Object.hasOwn(given, own))
      return wrong(`Expected the settings of a source without its "${own}", found it. Remove it.`)
  }
  const sections = { sources: { [name]: { ...given, type, key: KEY } } }
  const loading = await loadGiven('source', sections, adapters)
  if (loading.kind === 'broken')
    return { kind: 'wrong', problems: loading.problems.map(({ message }) => message) }
  const [source] = loading.configuration.sources
  return source === undefined ? wrong('Expected a source, found none.') : { kind: 'source', source }
}

/** Nothing is sent to it: it only makes the source whole. */
const KEY = 'only-to-be-tried'

function wrong(problem: string): ReadSource {
  return { kind: 'wrong', problems: [problem] }
}

function parsed(text: string): unknown {
  if (Buffer.byteLength(text) > BACKTEST_LIMITS.policyBytesMax) return undefined
  if (text.trim() === '') return {}
  try {
    return parse(text, { maxAliasCount: 0 }) ?? {}
  } catch {
    // Answered above, with what is expected.
    return undefined
  }
}
