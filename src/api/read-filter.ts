import { SEARCH_LIMITS } from '../base/limits.ts'
import { propertyOf } from '../base/property.ts'
import type { AlertFilter } from '../model/alert-filter.ts'
import { wordsOf } from '../model/alert-filter.ts'
import type { Configuration } from '../model/configuration.ts'
import { SEVERITIES } from '../model/severity.ts'
import { oneOf } from './paging.ts'
import { invalid } from './read-body.ts'

const STATES = ['firing', 'acknowledged', 'resolved'] as const

/**
 * The filter of a query or a body: `state`, `severity`, `source` and `team`, each a text with commas between its values, and
 * `text`. What a team looks after is said by `configuration`. Throws TOCSIN_REQUEST_INVALID.
 */
export function filterOf(given: unknown, { teams }: Pick<Configuration, 'teams'>): AlertFilter {
  const states = valuesOf(given, 'state')?.map((value) => oneOf(value, 'state', STATES))
  const severities = valuesOf(given, 'severity')?.map((value) =>
    oneOf(value, 'severity', SEVERITIES),
  )
  const named = valuesOf(given, 'source')
  const ofTeams = valuesOf(given, 'team')?.flatMap((team) => teams?.get(team)?.sources ?? [])
  const sources =
    named && ofTeams ? named.filter((one) => ofTeams.includes(one)) : (named ?? ofTeams)
  const words = wordsOf(textIn(given, 'text') ?? '')
  if (words.length > SEARCH_LIMITS.wordsMax)
    throw invalid(`"text" with at most ${SEARCH_LIMITS.wordsMax} words`, `${words.length}`)
  return {
    ...(states && { states: states.flatMap((state) => state ?? []) }),
    ...(severities && { severities: severities.flatMap((severity) => severity ?? []) }),
    ...(sources && { sources }),
    ...(words.length > 0 && { words }),
  }
}

function valuesOf(given: unknown, name: string): readonly string[] | undefined {
  const values = textIn(given, name)
    ?.split(',')
    .filter((value) => value !== '')
  if (values === undefined || values.length === 0) return undefined
  if (values.length <= SEARCH_LIMITS.valuesMax) return values
  throw invalid(`"${name}" with at most ${SEARCH_LIMITS.valuesMax} values`, `${values.length}`)
}

function textIn(given: unknown, name: string): string | undefined {
  const value = propertyOf(given, name)
  if (value === undefined) return undefined
  const lengthMax = name === 'text' ? SEARCH_LIMITS.textLengthMax : SEARCH_LIMITS.valuesMax * 100
  if (typeof value === 'string' && value.length <= lengthMax) return value
  throw invalid(`"${name}" once, as a text of at most ${lengthMax} characters`)
}
