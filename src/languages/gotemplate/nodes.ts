// In: nothing. Out: the shapes of a parsed template, and how each is written in an error text.
// Must hold: the written form is Go's, as errors quote it.

import { quote } from '../values/text.ts'
import type { NumberLiteral } from './literals.ts'

/** `.a.b` */
type FieldNode = { kind: 'field'; at: number; names: readonly string[] }
/** `$x.a.b`; the first name is `$x`. */
export type VariableNode = { kind: 'variable'; at: number; names: readonly string[] }
/** `(pipeline).a.b` or `function.a` */
export type ChainNode = { kind: 'chain'; at: number; node: ArgumentNode; names: readonly string[] }
type IdentifierNode = { kind: 'identifier'; at: number; name: string }
type DotNode = { kind: 'dot'; at: number }
type NilNode = { kind: 'nil'; at: number }
type BoolNode = { kind: 'bool'; at: number; value: boolean }
type NumberNode = { kind: 'number'; at: number; number: NumberLiteral }
type StringNode = { kind: 'string'; at: number; quoted: string; text: string }
export type CommandNode = { kind: 'command'; at: number; words: readonly ArgumentNode[] }
export type PipeNode = {
  kind: 'pipe'
  at: number
  assigns: boolean
  declares: readonly VariableNode[]
  commands: readonly CommandNode[]
}

/** A word of a command. */
export type ArgumentNode =
  | FieldNode
  | VariableNode
  | ChainNode
  | IdentifierNode
  | DotNode
  | NilNode
  | BoolNode
  | NumberNode
  | StringNode
  | PipeNode

type TextNode = { kind: 'text'; at: number; text: string }
export type ActionNode = { kind: 'action'; at: number; pipe: PipeNode }
export type BranchNode = {
  kind: 'if' | 'with' | 'range'
  at: number
  pipe: PipeNode
  list: readonly StatementNode[]
  elseList: readonly StatementNode[] | undefined
}
export type TemplateNode = {
  kind: 'template'
  at: number
  name: string
  pipe: PipeNode | undefined
}
type LoopNode = { kind: 'break' | 'continue'; at: number }

/** What a template is made of. */
export type StatementNode = TextNode | ActionNode | BranchNode | TemplateNode | LoopNode

/** A template and the one it was defined in, whose name stands in errors. */
export type Tree = {
  readonly name: string
  readonly list: readonly StatementNode[]
}

/** A node that an error can point at. */
export type ErrorNode = ArgumentNode | CommandNode | TemplateNode | ActionNode

/** How a list of statements ended: `follows` is the keyword of `else if` and `else with`. */
export type ListEnd = { kind: 'end' } | { kind: 'else'; follows: 'if' | 'with' | undefined }

/** Whether it is the end of a list and no statement. */
export function isListEnd(statement: StatementNode | ListEnd): statement is ListEnd {
  return statement.kind === 'end' || statement.kind === 'else'
}

/** Whether a list holds nothing but space, so that another definition may replace it. */
export function isEmptyList(list: readonly StatementNode[]): boolean {
  return list.every((statement) => statement.kind === 'text' && statement.text.trim() === '')
}

/** A node as Go writes it in an error. */
export function nodeText(node: ErrorNode): string {
  switch (node.kind) {
    case 'field':
      return node.names.map((name) => `.${name}`).join('')
    case 'variable':
      return node.names.join('.')
    case 'chain':
      return `${wordText(node.node)}${node.names.map((name) => `.${name}`).join('')}`
    case 'identifier':
      return node.name
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'bool':
      return String(node.value)
    case 'number':
      return node.number.text
    case 'string':
      return node.quoted
    case 'command':
      return node.words.map(wordText).join(' ')
    case 'pipe':
      return pipeText(node)
    case 'action':
      return `{{${pipeText(node.pipe)}}}`
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe ? ` ${pipeText(node.pipe)}` : ''}}}`
  }
}

function wordText(node: ArgumentNode): string {
  return node.kind === 'pipe' ? `(${pipeText(node)})` : nodeText(node)
}

function pipeText(pipe: PipeNode): string {
  const names = pipe.declares.map(nodeText).join(', ')
  const commands = pipe.commands.map(nodeText).join(' | ')
  if (names === '') return commands
  return `${names} ${pipe.assigns ? '=' : ':='} ${commands}`
}
