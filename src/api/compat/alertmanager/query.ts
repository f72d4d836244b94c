// What a request asks for in its query, as Alertmanager reads it.
import { ALERTMANAGER_LIMITS } from '../../../base/limits.ts'
import { type OpenApiRefusal, openApiText } from '../../../base/openapi-refusal.ts'
import { createMatcher, type Matcher, readMatcher } from '../../../model/matcher.ts'
import { MatcherSyntaxError } from '../../../model/matcher-parts.ts'

/** Which alerts are asked for. */
export type AlertQuery = {
  readonly filter: readonly Matcher[]
  readonly active: boolean
  readonly silenced: boolean
  readonly inhibited: boolean
  readonly muted: boolean
  /** Whether the name of a receiver is asked for; absent where all are. */
  readonly isReceiver?: (name: string) => boolean
}

/** Reads it, or says why not. */
export function readAlertQuery(query: string): AlertQuery | OpenApiRefusal {
  const given = new URLSearchParams(query)
  const filter = readFilter(query)
  if ('status' in filter) return filter
  // Of what is said several times the last counts.
  const lastOf = (name: string): string => given.getAll(name).at(-1) ?? ''
  const receiver = lastOf('receiver')
  const isReceiver = receiver === '' ? undefined : receiverTest(receiver)
  if (typeof isReceiver === 'string') {
    return openApiText(400, `failed to parse receiver param: ${isReceiver}`)
  }
  return {
    filter: filter.matchers,
    active: isOn(lastOf('active')),
    silenced: isOn(lastOf('silenced')),
    inhibited: isOn(lastOf('inhibited')),
    muted: isOn(lastOf('muted')),
    ...(isReceiver === undefined ? {} : { isReceiver }),
  }
}

/** The matchers in `filter`, each given by itself. */
export function readFilter(
  query: string,
): { readonly matchers: readonly Matcher[] } | OpenApiRefusal {
  const texts = new URLSearchParams(query).getAll('filter')
  if (texts.length > ALERTMANAGER_LIMITS.filtersMax)
    return openApiText(400, `more than ${ALERTMANAGER_LIMITS.filtersMax} matchers`)
  try {
    return { matchers: texts.map((text) => readMatcher(text, 'fallback')) }
  } catch (error) {
    if (error instanceof MatcherSyntaxError) return openApiText(400, error.message)
    throw error
  }
}

/** The test, or in words why there is none. */
function receiverTest(pattern: string): ((name: string) => boolean) | string {
  try {
    return createMatcher({ label: 'receiver', operator: '=~', value: pattern }).test
  } catch (error) {
    if (error instanceof MatcherSyntaxError) return error.message
    throw error
  }
}

/** On where nothing is said; where something is said, only these words of Go's libraries are yes. */
function isOn(text: string): boolean {
  return text === '' || YES.has(text.toLowerCase())
}

const YES = new Set('true 1 yes ok y on selected checked t enabled'.split(' '))
