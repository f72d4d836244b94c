// In: the text of a template and the names of its functions. Out: its trees by name, as Go's text/template/parse builds them.
// Must hold: any text gives trees or a TemplateError of the phase parse with Go's message; nesting is bounded.

import { TEMPLATE_LIMITS } from '../../base/limits.ts'
import { quote } from '../values/text.ts'
import { TemplateError } from './errors.ts'
import { type Delimiters, Lexer } from './lexer.ts'
import { type Read, readNumber, unquote } from './literals.ts'
import type {
  ArgumentNode,
  BranchNode,
  CommandNode,
  PipeNode,
  StatementNode,
  Tree,
  VariableNode,
} from './nodes.ts'
import { isEmptyList, isListEnd, type ListEnd, nodeText } from './nodes.ts'
import { startsOperand, TokenBuffer } from './token-buffer.ts'
import { type Token, type TokenKind, tokenText } from './tokens.ts'

/** What a template is read with. */
export type ParseOptions = {
  readonly name: string
  readonly hasFunction: (name: string) => boolean
  readonly delimiters: Delimiters
}

/** Reads a template; the map holds it and every template that it defines. */
export function parseTemplate(text: string, options: ParseOptions): Map<string, Tree> {
  if (text.length > TEMPLATE_LIMITS.lengthMax)
    throw new TemplateError('parse', `template: ${options.name}:1: the text is too long`)
  const trees = new Map<string, Tree>()
  const lexer = new Lexer(text, options.delimiters)
  new TreeParser({ options, lexer, trees, depth: 0 }).document()
  return trees
}

type Shared = {
  readonly options: ParseOptions
  readonly lexer: Lexer
  readonly trees: Map<string, Tree>
  /** Branches and definitions inside one another. */
  depth: number
}

class TreeParser {
  readonly #shared: Shared
  readonly #tokens: TokenBuffer
  #variables: string[] = ['$']
  #actionLine = 0
  #rangeDepth = 0
  #parenDepth = 0

  constructor(shared: Shared) {
    this.#shared = shared
    this.#tokens = new TokenBuffer(shared.lexer)
  }

  /** The whole text: statements and definitions. */
  document(): void {
    const list: StatementNode[] = []
    while (this.#tokens.peek().kind !== 'EOF') {
      if (this.#tokens.peek().kind === 'leftDelim') {
        const delimiter = this.#tokens.next()
        if (this.#tokens.nextNonSpace().kind === 'define') {
          new TreeParser(this.#shared).definition()
          continue
        }
        this.#tokens.backup2(delimiter)
      }
      const statement = this.#statement()
      if (isListEnd(statement)) this.#fail(`unexpected {{${statement.kind}}}`)
      list.push(statement)
    }
    this.#add(this.#shared.options.name, list)
  }

  /** `{{define "name"}} … {{end}}`; the keyword has been read. */
  definition(): void {
    const context = 'define clause'
    const token = this.#tokens.nextNonSpace()
    if (token.kind !== 'string' && token.kind !== 'rawString') this.#unexpected(token, context)
    const name = this.#read(unquote(token.value))
    this.#expect('rightDelim', context)
    this.body(name, context)
  }

  /** The body of a definition or block, whose beginning has been read. */
  body(name: string, context: string): void {
    const { list, end } = this.#list()
    if (end.kind !== 'end') this.#fail(`unexpected {{else}} in ${context}`)
    this.#add(name, list)
  }

  #add(name: string, list: readonly StatementNode[]): void {
    const known = this.#shared.trees.get(name)
    if (known === undefined || isEmptyList(known.list)) {
      this.#shared.trees.set(name, { name, list })
    } else if (!isEmptyList(list)) {
      this.#fail(`template: multiple definition of template ${quote(name)}`)
    }
  }

  #list(): { list: StatementNode[]; end: ListEnd } {
    this.#goDeeper()
    const list: StatementNode[] = []
    while (this.#tokens.peekNonSpace().kind !== 'EOF') {
      const statement = this.#statement()
      if (isListEnd(statement)) {
        this.#shared.depth -= 1
        return { list, end: statement }
      }
      list.push(statement)
    }
    return this.#fail('unexpected EOF')
  }

  #goDeeper(): void {
    this.#shared.depth += 1
    if (this.#shared.depth > TEMPLATE_LIMITS.nestingMax) this.#fail('max nesting depth exceeded')
  }

  #statement(): StatementNode | ListEnd {
    const token = this.#tokens.nextNonSpace()
    if (token.kind === 'text') return { kind: 'text', at: token.at, text: token.value }
    if (token.kind !== 'leftDelim') this.#unexpected(token, 'input')
    this.#actionLine = token.line
    const statement = this.#action()
    this.#actionLine = 0
    return statement
  }

  #action(): StatementNode | ListEnd {
    const token = this.#tokens.nextNonSpace()
    switch (token.kind) {
      case 'block':
        return this.#block()
      case 'break':
      case 'continue':
        return this.#loopControl(token, token.kind)
      case 'else':
        return this.#else()
      case 'end':
        this.#expect('rightDelim', 'end')
        return { kind: 'end' }
      case 'if':
      case 'range':
      case 'with':
        return this.#control(token.kind)
      case 'template':
        return this.#template()
      default: {
        this.#tokens.backup()
        const { at } = this.#tokens.peek()
        return { kind: 'action', at, pipe: this.#pipeline('command', 'rightDelim') }
      }
    }
  }

  #loopControl(at: Token, kind: 'break' | 'continue'): StatementNode {
    const token = this.#tokens.nextNonSpace()
    if (token.kind !== 'rightDelim') this.#unexpected(token, `{{${kind}}}`)
    if (this.#rangeDepth === 0) this.#fail(`{{${kind}}} outside {{range}}`)
    return { kind, at: at.at }
  }

  #else(): ListEnd {
    const next = this.#tokens.peekNonSpace().kind
    if (next === 'if' || next === 'with') return { kind: 'else', follows: next }
    this.#expect('rightDelim', 'else')
    return { kind: 'else', follows: undefined }
  }

  #control(kind: 'if' | 'range' | 'with'): BranchNode {
    const variables = this.#variables.length
    const pipe = this.#pipeline(kind, 'rightDelim')
    if (kind === 'range') this.#rangeDepth += 1
    const { list, end } = this.#list()
    if (kind === 'range') this.#rangeDepth -= 1
    const elseList = end.kind === 'else' ? this.#elseList(kind, end) : undefined
    this.#variables.length = variables
    return { kind, at: pipe.at, pipe, list, elseList }
  }

  #elseList(
    kind: 'if' | 'range' | 'with',
    end: { follows: 'if' | 'with' | undefined },
  ): StatementNode[] {
    if (end.follows !== undefined && end.follows === kind) {
      this.#tokens.next()
      this.#goDeeper()
      const chained = this.#control(end.follows)
      this.#shared.depth -= 1
      return [chained]
    }
    const rest = this.#list()
    if (rest.end.kind !== 'end') this.#fail('expected end; found {{else}}')
    return rest.list
  }

  #block(): StatementNode {
    const context = 'block clause'
    const token = this.#tokens.nextNonSpace()
    const name = this.#templateName(token, context)
    const pipe = this.#pipeline(context, 'rightDelim')
    new TreeParser(this.#shared).body(name, context)
    return { kind: 'template', at: token.at, name, pipe }
  }

  #template(): StatementNode {
    const context = 'template clause'
    const token = this.#tokens.nextNonSpace()
    const name = this.#templateName(token, context)
    let pipe: PipeNode | undefined
    if (this.#tokens.nextNonSpace().kind !== 'rightDelim') {
      this.#tokens.backup()
      pipe = this.#pipeline(context, 'rightDelim')
    }
    return { kind: 'template', at: token.at, name, pipe }
  }

  #templateName(token: Token, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'rawString') this.#unexpected(token, context)
    return this.#read(unquote(token.value))
  }

  #pipeline(context: string, end: TokenKind): PipeNode {
    const { at } = this.#tokens.peekNonSpace()
    const declares: VariableNode[] = []
    const assigns = this.#declarations(context, declares)
    const commands: CommandNode[] = []
    for (;;) {
      const token = this.#tokens.nextNonSpace()
      if (token.kind === end) {
        this.#checkPipeline(commands, context)
        return { kind: 'pipe', at, assigns, declares, commands }
      }
      if (!startsOperand(token.kind)) this.#unexpected(token, context)
      this.#tokens.backup()
      commands.push(this.#command())
      if (commands.length > TEMPLATE_LIMITS.pipelineMax) this.#fail('pipeline too long')
    }
  }

  /** Reads `$x :=`, `$x =` or `$i, $x :=`; true for an assignment. */
  #declarations(context: string, declares: VariableNode[]): boolean {
    for (;;) {
      const variable = this.#tokens.peekNonSpace()
      if (variable.kind !== 'variable') return false
      this.#tokens.next()
      const adjacent = this.#tokens.peek()
      const next = this.#tokens.peekNonSpace()
      const isComma = next.kind === 'char' && next.value === ','
      if (next.kind !== 'assign' && next.kind !== 'declare' && !isComma) {
        if (adjacent.kind === 'space') this.#tokens.backup3(variable, adjacent)
        else this.#tokens.backup2(variable)
        return false
      }
      this.#tokens.nextNonSpace()
      declares.push({ kind: 'variable', at: variable.at, names: [variable.value] })
      this.#variables.push(variable.value)
      if (this.#variables.length > TEMPLATE_LIMITS.variablesMax) this.#fail('too many variables')
      if (!isComma) return next.kind === 'assign'
      if (context !== 'range' || declares.length >= 2)
        this.#fail(`too many declarations in ${context}`)
      const following = this.#tokens.peekNonSpace().kind
      if (following !== 'variable' && following !== 'rightDelim' && following !== 'rightParen') {
        this.#fail('range can only initialize variables')
      }
    }
  }

  #checkPipeline(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) this.#fail(`missing value for ${context}`)
    for (const [index, command] of commands.entries()) {
      const first = command.words[0]?.kind
      const isOperand =
        first === 'bool' ||
        first === 'dot' ||
        first === 'nil' ||
        first === 'number' ||
        first === 'string'
      if (index > 0 && isOperand) {
        this.#fail(`non executable command in pipeline stage ${index + 1}`)
      }
    }
  }

  #command(): CommandNode {
    const { at } = this.#tokens.peekNonSpace()
    const words: ArgumentNode[] = []
    for (;;) {
      this.#tokens.peekNonSpace()
      const operand = this.#operand()
      if (operand !== undefined) words.push(operand)
      const token = this.#tokens.next()
      if (token.kind === 'space') continue
      if (token.kind === 'rightDelim' || token.kind === 'rightParen') this.#tokens.backup()
      else if (token.kind !== 'pipe') this.#unexpected(token, 'operand')
      break
    }
    if (words.length === 0) this.#fail('empty command')
    return { kind: 'command', at, words }
  }

  #operand(): ArgumentNode | undefined {
    const node = this.#term()
    if (node === undefined || this.#tokens.peek().kind !== 'field') return node
    const { at } = this.#tokens.peek()
    const names: string[] = []
    while (this.#tokens.peek().kind === 'field') names.push(this.#tokens.next().value.slice(1))
    switch (node.kind) {
      case 'field':
      case 'variable':
        return { kind: node.kind, at, names: [...node.names, ...names] }
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#fail(`unexpected . after term ${quote(nodeText(node))}`)
      default:
        return { kind: 'chain', at, node, names }
    }
  }

  #term(): ArgumentNode | undefined {
    const token = this.#tokens.nextNonSpace()
    const { at, value } = token
    switch (token.kind) {
      case 'identifier':
        if (!this.#shared.options.hasFunction(value))
          this.#fail(`function ${quote(value)} not defined`, at)
        return { kind: 'identifier', at, name: value }
      case 'dot':
      case 'nil':
        return { kind: token.kind, at }
      case 'variable':
        return this.#variable(token)
      case 'field':
        return { kind: 'field', at, names: [value.slice(1)] }
      case 'bool':
        return { kind: 'bool', at, value: value === 'true' }
      case 'charConstant':
      case 'complex':
      case 'number':
        return { kind: 'number', at, number: this.#read(readNumber(value, token.kind)) }
      case 'leftParen':
        return this.#parenthesized()
      case 'string':
      case 'rawString':
        return { kind: 'string', at, quoted: value, text: this.#read(unquote(value)) }
      default:
        this.#tokens.backup()
        return undefined
    }
  }

  #parenthesized(): PipeNode {
    if (this.#parenDepth >= TEMPLATE_LIMITS.expressionDepthMax)
      this.#fail('max expression depth exceeded')
    this.#parenDepth += 1
    const pipe = this.#pipeline('parenthesized pipeline', 'rightParen')
    this.#parenDepth -= 1
    return pipe
  }

  #variable(token: Token): VariableNode {
    if (!this.#variables.includes(token.value))
      this.#fail(`undefined variable ${quote(token.value)}`, token.at)
    return { kind: 'variable', at: token.at, names: [token.value] }
  }

  #read<T>(read: Read<T>): T {
    return 'error' in read ? this.#fail(read.error) : read.value
  }

  #expect(kind: TokenKind, context: string): void {
    const token = this.#tokens.nextNonSpace()
    if (token.kind !== kind) this.#unexpected(token, context)
  }

  #unexpected(token: Token, context: string): never {
    const { kind, at } = token
    if (kind !== 'error') return this.#fail(`unexpected ${tokenText(token)} in ${context}`, at)
    let extra = ''
    if (this.#actionLine !== 0 && this.#actionLine !== token.line) {
      extra = ` in action started at ${this.#shared.options.name}:${this.#actionLine}`
      if (token.value.endsWith(' action')) extra = extra.slice(' in action'.length)
    }
    return this.#fail(`${token.value}${extra}`, at)
  }

  /** `at` tells where; the line is Go's: that of the token that was cut last. */
  #fail(text: string, at = this.#tokens.newest.at): never {
    const place = `template: ${this.#shared.options.name}:${this.#tokens.newest.line}`
    throw new TemplateError('parse', `${place}: ${text}`, { at })
  }
}
