// In comes the text of a TypeScript file. Out goes its syntax tree, to be walked by the checks.
// What must hold: a file that cannot be read is an error, never an empty tree.
import { parseSync } from 'oxc-parser'

/** A node of the tree (ESTree with TypeScript's additions). `start` and `end` are offsets in the text. */
export type SyntaxNode = { type: string; start: number; end: number } & Record<string, unknown>

/** The tree of `text`. `path` decides by its extension how the text is read. */
export function parse(path: string, text: string): unknown {
  const { program, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`)
  return program
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** Shows every node below `value` to `visit`, the outer before the inner. */
export function walk(value: unknown, visit: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const element of value) walk(element, visit)
    return
  }
  if (!isNode(value)) return
  visit(value)
  for (const child of Object.values(value)) {
    if (typeof child === 'object' && child !== null) walk(child, visit)
  }
}

/** The line, from 1, on which `offset` lies. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
