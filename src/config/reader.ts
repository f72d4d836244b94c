import { type Alias, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Scalar } from 'yaml'
import type { ErrorCode } from '../base/errors.ts'
import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Secret } from '../base/secret.ts'
import { placeOf } from './document.ts'
import type { Findings, Place } from './problem.ts'
import type { FileReading } from './read-file.ts'
import { type Environment, substitute } from './substitute.ts'

/** A value that was read, and where it stands. */
export type Read<T> = {
  readonly value: T
  readonly at: Place
  /** A text as the file has it. Messages quote this: the environment may have filled in secrets. */
  readonly written?: string
}

/** A text with the environment's values filled in, and as it was written in the file. */
export type ReadText = Read<string> & {
  readonly written: string
  /** Whether a `${…}` stood in it: then the value may hold what must not be shown. */
  readonly replaced: boolean
  readonly variables: readonly string[]
}

/** A secret that could be kept elsewhere, and a reference written at its place. */
export type WrittenSecret = {
  readonly at: Place
  readonly value: Secret
  /** It stands in a file that is named here. */
  readonly isInFile: boolean
}

/** A text that references gave, as it would be written without them. */
export type FilledText = { readonly at: Place; readonly written: string }

export type ReaderOptions = {
  readonly text: string
  readonly targets: ReadonlyMap<Alias, Node>
  readonly environment: Environment
  /** The secret files that have been read so far, by the path as `pathOf` gives it. */
  readonly files: ReadonlyMap<string, FileReading>
  /** The path of a file that the configuration names, relative to the configuration's folder. */
  readonly pathOf: (written: string) => string
  readonly lineOf: (place: Place) => number
  readonly findings: Findings<ErrorCode>
  /** Whether secrets that are not there are stood in for. */
  readonly withoutSecrets: boolean
  /** Whether references may only stand where a secret is expected, and nowhere where what they stand for would be shown. */
  readonly referencesAreSecret: boolean
}

/** What the shapes read nodes with: it knows the text around them and collects what is wrong. */
export class Reader {
  readonly files: ReadonlyMap<string, FileReading>
  readonly pathOf: (written: string) => string
  readonly lineOf: (place: Place) => number
  /** Secret files that are named, read or not. */
  readonly wanted = new Set<string>()
  /** Calendars among them, which may be larger. */
  readonly large = new Set<string>()
  /** Places of values that are no secret. */
  readonly visible: Place[] = []
  /** Secrets that stand in the text itself or in a file that it names, by where they begin. */
  readonly secrets = new Map<number, WrittenSecret>()
  /** Values that are no secret and that references gave, by where they begin. */
  readonly filled = new Map<number, FilledText>()
  /** The environment variables that are named. */
  readonly variables = new Set<string>()
  readonly #options: ReaderOptions
  #wrongCount = 0

  constructor(options: ReaderOptions) {
    this.#options = options
    this.files = options.files
    this.pathOf = options.pathOf
    this.lineOf = options.lineOf
  }

  /** How often something was found wrong so far. */
  get wrongCount(): number {
    return this.#wrongCount
  }

  wrong(code: ErrorCode, at: Place, message: string): undefined {
    this.#wrongCount += 1
    this.#options.findings.add(code, at, message)
    return undefined
  }

  invalid(at: Place, message: string): undefined {
    return this.wrong('TOCSIN_CONFIG_INVALID', at, message)
  }

  /** What the file has at a place. */
  textAt({ from, to }: Place): string {
    return this.#options.text.slice(from, to)
  }

  /** The node itself, or what it stands for when it is an alias; undefined where nothing stands. */
  resolve(node: unknown): Node | undefined {
    if (isAlias(node)) return this.#options.targets.get(node)
    return isNode(node) ? node : undefined
  }

  /** The variables of a text that are not set, where a stand-in may take its place. */
  missingIn(written: string): readonly string[] {
    const { environment, withoutSecrets } = this.#options
    if (!withoutSecrets) return []
    const result = substitute(written, environment)
    if (result.kind === 'text') return result.text === '' ? result.variables : []
    const missing = result.faults.filter(({ kind }) => kind === 'missing')
    return missing.length === result.faults.length ? missing.map(({ variable }) => variable) : []
  }

  /** Whether a secret whose file cannot be read is stood in for. */
  get withoutSecrets(): boolean {
    return this.#options.withoutSecrets
  }

  /**
   * The text of a scalar that is a string, its `${…}` filled in; reports what is wrong with it. It is a `secret`, a `text`, or a
   * `plain` value that is not written in quotes.
   */
  fill(scalar: Scalar, written: string, kind: 'secret' | 'text' | 'plain'): ReadText | undefined {
    const at = placeOf(scalar)
    if (written.length > CONFIG_SHAPE_LIMITS.textLengthMax)
      return this.invalid(
        at,
        `The text is longer than ${CONFIG_SHAPE_LIMITS.textLengthMax} characters. Shorten it.`,
      )
    const result = substitute(written, this.#options.environment)
    if (result.kind === 'text') {
      const { text, replaced, variables } = result
      for (const variable of variables) this.variables.add(variable)
      const [named] = variables
      if (named !== undefined && kind !== 'secret') {
        if (this.#options.referencesAreSecret)
          return this.wrong('TOCSIN_CONFIG_SECRET', at, shownSecret(named))
        this.filled.set(at.from, { at, written: kind === 'text' ? JSON.stringify(text) : text })
      }
      return { value: text, at, written, replaced, variables }
    }
    let searchFrom = at.from
    for (const fault of result.faults) {
      const found = this.#options.text.indexOf(fault.reference, searchFrom)
      const inside = found !== -1 && found < at.to
      const place = inside ? { from: found, to: found + fault.reference.length } : at
      if (inside) searchFrom = place.to
      this.wrong('TOCSIN_CONFIG_SECRET', place, FAULTS[fault.kind](fault.variable))
    }
    return undefined
  }
}

function shownSecret(variable: string): string {
  return `\${${variable}} stands for a secret here, and this is no place for one: it would be shown. Write the text itself.`
}

const FAULTS = {
  missing: (variable: string) =>
    `The environment variable ${variable} is not set. Set it, or give a default: "\${${variable}:-…}".`,
  malformed: () =>
    `Expected \${NAME} or \${NAME:-default}, found something else after "\${". Write $\${ for a plain "\${".`,
  long: (variable: string) =>
    `The environment variable ${variable} is longer than ${CONFIG_SHAPE_LIMITS.textLengthMax} characters. Shorten it, or use { file: path }.`,
} as const

/** What stands at a node, in words for a message. Tells no value where `secret` is set. */
export function describe(node: Node | undefined, { secret }: { secret: boolean }): string {
  if (node === undefined) return 'nothing'
  if (isMap(node)) return 'a map'
  if (isSeq(node)) return 'a list'
  if (!isScalar(node)) return 'an alias'
  const { value } = node
  if (value === null) return 'nothing'
  if (typeof value === 'string') return secret ? 'a text' : quote(value)
  const kind = typeof value === 'number' || typeof value === 'bigint' ? 'number' : 'word'
  return secret ? `a ${kind}` : `the ${kind} ${cut(sourceOf(node))}`
}

/** A scalar as the file has it, where YAML may have made something else of it. */
export function sourceOf(scalar: Scalar): string {
  return scalar.source ?? JSON.stringify(scalar.value)
}

/** A text in quotes, cut where it is long. */
export function quote(text: string): string {
  return JSON.stringify(cut(text))
}

function cut(text: string): string {
  const most = CONFIG_SHAPE_LIMITS.quoteLengthMax
  return text.length <= most ? text : `${Array.from(text).slice(0, most).join('')}…`
}
