import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'

/** Environment variables by name, as the process was given them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What became of a text in which `${NAME}` stands for environment variables. */
export type Substitution =
  | {
      readonly kind: 'text'
      readonly text: string
      /** The variables that gave part of the text. */
      readonly variables: readonly string[]
      /** Whether any `${…}` stood in it, a default's included. */
      readonly replaced: boolean
    }
  | { readonly kind: 'wrong'; readonly faults: readonly SubstitutionFault[] }

/** `reference` is as it was written, `${NAME}`, so that its place can be found again. */
export type SubstitutionFault = {
  readonly kind: 'missing' | 'malformed' | 'long'
  readonly reference: string
  readonly variable: string
}

const OPENING = /\$?\$\{/g
const REFERENCE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}/

/**
 * Replaces each `${NAME}` by the variable's value and `${NAME:-default}` by the default where the
 * variable is unset or empty; `$${` gives `${`. What a variable holds is not looked into again.
 */
export function substitute(written: string, environment: Environment): Substitution {
  if (!written.includes('${'))
    return { kind: 'text', text: written, variables: [], replaced: false }
  const faults: SubstitutionFault[] = []
  const variables: string[] = []
  let text = ''
  let replaced = false
  let done = 0
  OPENING.lastIndex = 0
  for (let hit = OPENING.exec(written); hit !== null; hit = OPENING.exec(written)) {
    text += written.slice(done, hit.index)
    done = hit.index + hit[0].length
    if (hit[0] === '$${') {
      text += '${'
      continue
    }
    const parts = REFERENCE.exec(written.slice(hit.index))
    const [reference, variable] = parts ?? []
    if (reference === undefined || variable === undefined) {
      faults.push({ kind: 'malformed', reference: '${', variable: '' })
      continue
    }
    replaced = true
    done = hit.index + reference.length
    OPENING.lastIndex = done
    const value = variableOf(environment, variable, parts?.[2])
    if (value === undefined) faults.push({ kind: 'missing', reference, variable })
    else if (text.length + value.length > CONFIG_SHAPE_LIMITS.textLengthMax)
      faults.push({ kind: 'long', reference, variable })
    else text += value
    variables.push(variable)
  }
  if (faults.length > 0) return { kind: 'wrong', faults }
  return { kind: 'text', text: text + written.slice(done), variables, replaced }
}

function variableOf(
  environment: Environment,
  variable: string,
  fallback: string | undefined,
): string | undefined {
  const value = Object.hasOwn(environment, variable) ? environment[variable] : undefined
  if (fallback === undefined) return value
  return value === undefined || value === '' ? fallback : value
}
