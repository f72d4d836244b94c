import { TocsinError } from '../base/errors.ts'
import { compileRegexp, GoRegexpError } from '../languages/values/regexp.ts'

/** Which namespaces' Applications are looked at. */
export type NamespaceFilter = {
  /** The only namespace that has to be watched; undefined: all of them. */
  readonly only?: string
  takes(namespace: string): boolean
}

/**
 * The controller's own namespace, and those that the patterns name: a name, a glob (`team-*`, `{a,b}`,
 * `[a-c]`, `?`) or a regular expression between slashes, which may match anywhere, as in Argo CD.
 * Throws TOCSIN_USAGE.
 */
export function namespaceFilter(own: string, patterns: readonly string[]): NamespaceFilter {
  if (patterns.length === 0) return { only: own, takes: (namespace) => namespace === own }
  const tests = patterns.map(testOf)
  return {
    takes: (namespace) => namespace === own || tests.some((test) => test(namespace)),
  }
}

function testOf(pattern: string): (namespace: string) => boolean {
  const isExpression = pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/')
  const source = isExpression ? pattern.slice(1, -1) : `^(?:${expressionOf(pattern)})$`
  try {
    const expression = compileRegexp(source)
    return (namespace) => expression.matches(namespace)
  } catch (cause) {
    if (!(cause instanceof GoRegexpError)) throw cause
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected a namespace, a glob or a /regular expression/ in --application-namespaces, found ${JSON.stringify(pattern)}: ${cause.message}. Look-around is not supported.`,
      { cause },
    )
  }
}

/** A glob as a regular expression. */
function expressionOf(glob: string): string {
  let depth = 0
  return glob.replaceAll(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    if (part.length > 1) return part.replace(/^\[!/, '[^')
    if (part === '*') return '.*'
    if (part === '?') return '.'
    if (part === '{') {
      depth += 1
      return '(?:'
    }
    if (part === '}' && depth > 0) {
      depth -= 1
      return ')'
    }
    if (part === ',' && depth > 0) return '|'
    return part.replace(/[\\^$.|+()[\]{}]/, '\\$&')
  })
}
