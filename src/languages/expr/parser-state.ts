// In: a source. Out: the state that the parsing functions share: the tokens, the first error, the nodes made.
// Parsing goes on after an error until it comes to a natural end, as upstream does: what is
// reported is the first error, unless the lexer meets one behind it.
import { createNode, type Node, type Shape } from './ast.ts'
import { Failure } from './failure.ts'
import { Lexer, showToken, type Token, type TokenKind } from './lexer.ts'

/** How a source is to be read. */
export type ParseOptions = {
  /** At most so many nodes; 0 for no bound. */
  nodesMax: number
  /** At most so many expressions inside one another. */
  depthMax: number
  /** Whether a name is a function or a constant of the caller's, which hides a builtin. */
  isOverridden: (name: string) => boolean
  /** Whether a builtin is switched off. */
  isDisabled: (name: string) => boolean
}

/** What a failed parse has in place of a node; it is never looked into. */
const NOTHING: Node = createNode({ kind: 'nil' })

export class ParserState {
  readonly options: ParseOptions
  readonly #lexer: Lexer
  /** Predicates around the place. */
  predicates = 0
  current: Token = { kind: 'EOF', value: '', at: 0 }
  #failure: Failure | undefined
  #stash: Token | undefined
  #nodes = 0
  #depth = 0

  constructor(source: string, options: ParseOptions) {
    this.options = options
    this.#lexer = new Lexer(source)
    this.next()
  }

  get failure(): Failure | undefined {
    return this.#failure
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined
  }

  /** Goes on to the next token. */
  next(): void {
    if (this.#stash) {
      this.current = this.#stash
      this.#stash = undefined
      return
    }
    try {
      const token = this.#lexer.next()
      if (token) this.current = token
      else this.fail('unexpected end of expression')
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.#failure = error
    }
  }

  /** Takes `token` back as the current one; what was current comes next. */
  stepBack(token: Token): void {
    this.#stash = this.current
    this.current = token
  }

  is(kind: TokenKind, value?: string): boolean {
    return this.current.kind === kind && (value === undefined || this.current.value === value)
  }

  expect(kind: TokenKind, value?: string): void {
    if (this.is(kind, value)) this.next()
    else this.failUnexpected()
  }

  /** Only the first error counts. */
  fail(reason: string, at = this.current.at): void {
    this.#failure ??= new Failure(reason, at)
  }

  failUnexpected(token = this.current): void {
    this.fail(`unexpected token ${showToken(token)}`)
  }

  /** Makes a node and counts it. */
  create(shape: Shape, at: number): Node {
    this.#nodes++
    const { nodesMax } = this.options
    if (nodesMax > 0 && this.#nodes > nodesMax) {
      this.fail('compilation failed: expression exceeds maximum allowed nodes')
    }
    return this.#failure ? NOTHING : createNode(shape, at)
  }

  /** Makes a node that does not count and has no place of its own. */
  createUncounted(shape: Shape): Node {
    return this.#failure ? NOTHING : createNode(shape)
  }

  /** What stands for a node after an error. */
  get nothing(): Node {
    return NOTHING
  }

  /** Parses one level deeper, within the bound. */
  deeper(parse: () => Node): Node {
    if (this.#depth >= this.options.depthMax) {
      this.fail('compilation failed: expression is nested too deeply')
      return NOTHING
    }
    this.#depth++
    const node = parse()
    this.#depth--
    return node
  }
}
