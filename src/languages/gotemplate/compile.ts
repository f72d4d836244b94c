// In: the trees of a template and its functions. Out: closures that write it.
// Must hold: each tree is compiled once; a rendering shares nothing with another but the closures.

import { TEMPLATE_LIMITS } from '../../base/limits.ts'
import { quote } from '../values/text.ts'
import { type Compilation, compilePipeline } from './evaluate.ts'
import type { GoFunction } from './function.ts'
import type { BranchNode, StatementNode, TemplateNode, Tree } from './nodes.ts'
import { originOf } from './origin.ts'
import { compilePrint } from './print-value.ts'
import { compileRange } from './range.ts'
import { type Dot, Scope } from './scope.ts'
import type { Execution } from './state.ts'
import { isTrue } from './truth.ts'

/** How a statement ended: go on, leave the loop, or go to its next turn. */
export type Flow = 'next' | 'break' | 'continue'

/** Writes a piece of a template for a dot. */
export type Statement = (execution: Execution, dot: unknown) => Flow

/** A template that is ready to run: its variables have slots in a frame of their own. */
export type Program = { readonly name: string; readonly run: Statement }

/** Compiles the trees of one text; the map holds each template by its name. */
export function compileTrees(
  trees: ReadonlyMap<string, Tree>,
  functions: ReadonlyMap<string, GoFunction>,
): ReadonlyMap<string, Program> {
  const programs = new Map<string, Program>()
  for (const [name, tree] of trees) {
    const compiler = new Compiler({ scope: new Scope(), functions }, programs)
    programs.set(name, { name, run: compiler.list(tree.list) })
  }
  return programs
}

/** Runs a program with its dot, as the whole template or from a template action. */
export function runProgram(program: Program, execution: Execution, dot: unknown): void {
  const { frame, template } = execution
  execution.frame = [dot]
  execution.template = program.name
  program.run(execution, dot)
  execution.frame = frame
  execution.template = template
}

/** Compiles the statements of one tree. */
export class Compiler {
  readonly compilation: Compilation
  readonly #programs: ReadonlyMap<string, Program>

  constructor(compilation: Compilation, programs: ReadonlyMap<string, Program>) {
    this.compilation = compilation
    this.#programs = programs
  }

  list(nodes: readonly StatementNode[]): Statement {
    const statements = nodes.map((node) => this.#statement(node))
    const [first, second] = statements
    if (first === undefined) return () => 'next'
    if (second === undefined) return first
    return (execution, dot) => {
      for (const statement of statements) {
        const flow = statement(execution, dot)
        if (flow !== 'next') return flow
      }
      return 'next'
    }
  }

  #statement(node: StatementNode): Statement {
    switch (node.kind) {
      case 'text':
        return compileText(node.text)
      case 'action': {
        const origin = originOf(node.pipe, this.compilation.scope)
        const evaluate = compilePipeline(node.pipe, this.compilation)
        return compilePrint(node, { evaluate, origin })
      }
      case 'break':
        return () => 'break'
      case 'continue':
        return () => 'continue'
      case 'template':
        return this.#template(node)
      case 'range':
        return this.compilation.scope.inside(() => compileRange(node, this))
      default:
        return this.compilation.scope.inside(() => this.#branch(node))
    }
  }

  #branch(node: BranchNode): Statement {
    const { scope } = this.compilation
    const origin = originOf(node.pipe, scope)
    const evaluate = compilePipeline(node.pipe, this.compilation)
    const outer = scope.dot
    const otherwise = scope.inside(() => (node.elseList ? this.list(node.elseList) : undefined))
    const isWith = node.kind === 'with'
    const inner: Dot = isWith ? { elementsSlot: undefined, origin } : outer
    const body = this.inside(inner, node.list)
    return (execution, dot) => {
      execution.step()
      const value = evaluate(execution, dot)
      if (isTrue(value)) return body(execution, isWith ? value : dot)
      return otherwise ? otherwise(execution, dot) : 'next'
    }
  }

  /** The body of a branch or loop with its own dot. */
  inside(dot: Dot, nodes: readonly StatementNode[]): Statement {
    const { scope } = this.compilation
    return scope.inside(() => {
      scope.dot = dot
      return this.list(nodes)
    })
  }

  #template(node: TemplateNode): Statement {
    const evaluate = node.pipe && compilePipeline(node.pipe, this.compilation)
    const programs = this.#programs
    return (execution, dot) => {
      execution.step()
      execution.node = node
      const program = programs.get(node.name)
      if (program === undefined) return execution.fail(`template ${quote(node.name)} not defined`)
      if (execution.depth >= TEMPLATE_LIMITS.templateDepthMax) {
        execution.fail(`exceeded maximum template depth (${TEMPLATE_LIMITS.templateDepthMax})`)
      }
      const value = evaluate?.(execution, dot)
      execution.depth += 1
      runProgram(program, execution, value)
      execution.depth -= 1
      return 'next'
    }
  }
}

function compileText(text: string): Statement {
  return (execution) => {
    execution.json?.text(text)
    execution.write(text)
    return 'next'
  }
}
