// In: a pattern in Go's syntax (RE2) and texts. Out: matches, replacements and pieces, as Go's regexp gives them.
// Time is linear in the text, whatever the pattern; compiled patterns are remembered, boundedly.
// Positions are in UTF-16 units; a rune is a code point.
import { RE2JS, RE2JSException } from 're2js'
import { LANGUAGE_VALUE_LIMITS } from '../../base/limits.ts'

/** A pattern that Go refuses; `message` is Go's (`error parsing regexp: …`). */
export class GoRegexpError extends Error {
  override readonly name = 'GoRegexpError'
}

/** The groups' starts and ends: [start0, end0, start1, end1, …], -1 where a group took no part. */
type Positions = readonly number[]

/** A compiled pattern, as Go's *regexp.Regexp. */
export class GoRegexp {
  readonly pattern: string
  readonly #engine: RE2JS
  readonly #test: (text: string) => boolean

  constructor(pattern: string, engine: RE2JS) {
    this.pattern = pattern
    this.#engine = engine
    this.#test = plainTest(pattern) ?? ((text) => engine.test(text))
  }

  /** Whether the text holds a match anywhere, as MatchString. */
  matches(text: string): boolean {
    return this.#test(text)
  }

  /** The first match, or undefined, as FindString (which gives an empty string for none). */
  find(text: string): string | undefined {
    const positions = this.#positions(text, 1)[0]
    return positions ? slice(text, positions, 0) : undefined
  }

  /** At most `limit` matches that do not overlap, all of them when negative, as FindAllString. */
  findAll(text: string, limit: number): string[] {
    return this.#positions(text, limit).map((positions) => slice(text, positions, 0))
  }

  /** The first match and its groups, "" for a group without part, as FindStringSubmatch. */
  findSubmatch(text: string): string[] | undefined {
    const positions = this.#positions(text, 1)[0]
    if (!positions) return undefined
    return positions.flatMap((_, at) => (at % 2 === 0 ? [slice(text, positions, at / 2)] : []))
  }

  /** Every match by `replacement`, in which `$1`, `${1}`, `${name}` stand for groups, as ReplaceAllString. */
  replaceAll(text: string, replacement: string): string {
    const names = this.#engine.namedGroups()
    return this.#replace(text, (positions) => expand(replacement, { text, positions, names }))
  }

  /** Every match by `replacement` as it stands, as ReplaceAllLiteralString. */
  replaceAllLiteral(text: string, replacement: string): string {
    return this.#replace(text, () => replacement)
  }

  /** The text between the matches, at most `limit` pieces, all when negative, as Split. */
  split(text: string, limit: number): string[] {
    if (limit === 0) return []
    if (this.pattern.length > 0 && text.length === 0) return ['']
    const pieces: string[] = []
    let begin = 0
    let end = 0
    for (const [start = 0, stop = 0] of this.#positions(text, limit)) {
      if (limit > 0 && pieces.length === limit - 1) break
      end = start
      if (stop !== 0) pieces.push(text.slice(begin, end))
      begin = stop
    }
    if (end !== text.length) pieces.push(text.slice(begin))
    return pieces
  }

  #replace(text: string, replace: (positions: Positions) => string): string {
    let result = ''
    let copied = 0
    for (const positions of this.#positions(text, -1)) {
      result += text.slice(copied, positions[0]) + replace(positions)
      copied = positions[1] ?? copied
    }
    return result + text.slice(copied)
  }

  /** Go's rule for repeated matches: an empty one right behind another does not count. */
  #positions(text: string, limit: number): Positions[] {
    const found: Positions[] = []
    const matcher = this.#engine.matcher(text)
    const groups = matcher.groupCount()
    let at = 0
    let previousEnd = -1
    while (at <= text.length && (limit < 0 || found.length < limit)) {
      if (!matcher.find(at)) break
      const start = matcher.start(0)
      const end = matcher.end(0)
      const isAccepted = !(end === at && start === previousEnd)
      at = end === at ? at + runeLength(text, at) : end
      previousEnd = end
      if (!isAccepted) continue
      const positions: number[] = []
      for (let group = 0; group <= groups; group++) {
        positions.push(matcher.start(group), matcher.end(group))
      }
      found.push(positions)
    }
    return found
  }
}

const compiled = new Map<string, GoRegexp>()

/** Compiles a pattern, or takes it from those remembered. Throws GoRegexpError with Go's text. */
export function compileRegexp(pattern: string): GoRegexp {
  const known = compiled.get(pattern)
  if (known) return known
  if (pattern.length > LANGUAGE_VALUE_LIMITS.regexpLengthMax) {
    throw new GoRegexpError('error parsing regexp: expression too large')
  }
  const regexp = new GoRegexp(pattern, compileEngine(pattern))
  if (compiled.size >= LANGUAGE_VALUE_LIMITS.regexpsMax) {
    const oldest = compiled.keys().next().value
    if (oldest !== undefined) compiled.delete(oldest)
  }
  compiled.set(pattern, regexp)
  return regexp
}

/** The text with every character escaped that means something in a pattern, as QuoteMeta. */
export function quoteRegexp(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')
}

function compileEngine(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    // Go lets two groups have one name; the first is the one that is found by it.
    const repeated = /duplicate capture group name: `(\w+)`/.exec(error.message)?.[1]
    const at = repeated === undefined ? -1 : secondGroup(pattern, repeated)
    if (at >= 0)
      return compileEngine(
        `${pattern.slice(0, at)}(${pattern.slice(at).replace(/^\(\?P?<\w+>/, '')}`,
      )
    // Go names the offending part even where there is none.
    const hasPart = error.message.endsWith('`')
    throw new GoRegexpError(hasPart ? error.message : `${error.message}: \`\``, { cause: error })
  }
}

function secondGroup(pattern: string, name: string): number {
  const groups = [...pattern.matchAll(/\(\?P?<(\w+)>/g)].filter((group) => group[1] === name)
  return groups[1]?.index ?? -1
}

/**
 * A plain comparison where the pattern is nothing but literal text, perhaps anchored. Only ASCII
 * letters, digits and a few signs count as literal, so that nothing can be mistaken.
 */
function plainTest(pattern: string): ((text: string) => boolean) | undefined {
  const parts = /^(\^?)((?:[A-Za-z0-9 _/:,;=@#%&<>!"'~-]|\\[.+*?()|[\]{}^$/-])*)(\$?)$/.exec(
    pattern,
  )
  if (!parts) return undefined
  const literal = (parts[2] ?? '').replace(/\\(.)/g, '$1')
  const fromStart = parts[1] === '^'
  const toEnd = parts[3] === '$'
  if (fromStart && toEnd) return (text) => text === literal
  if (fromStart) return (text) => text.startsWith(literal)
  if (toEnd) return (text) => text.endsWith(literal)
  return (text) => text.includes(literal)
}

function runeLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

function slice(text: string, positions: Positions, group: number): string {
  const start = positions[group * 2] ?? -1
  return start < 0 ? '' : text.slice(start, positions[group * 2 + 1])
}

/** Go's Expand: `$name` takes as many letters, digits and underscores as it can; `$$` is a dollar. */
function expand(
  template: string,
  match: { text: string; positions: Positions; names: Readonly<Record<string, number>> },
): string {
  return template.replace(
    /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (whole, braced?: string, bare?: string) => {
      if (whole === '$$') return '$'
      const name = braced ?? bare ?? ''
      if (/^[0-9]+$/.test(name)) {
        return name.length > 8 ? '' : slice(match.text, match.positions, Number(name))
      }
      const group = Object.hasOwn(match.names, name) ? match.names[name] : undefined
      return group === undefined ? '' : slice(match.text, match.positions, group)
    },
  )
}
