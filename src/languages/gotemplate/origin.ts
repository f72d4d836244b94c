import type { Origin } from './json-output.ts'
import type { ArgumentNode, CommandNode, PipeNode } from './nodes.ts'
import type { Scope } from './scope.ts'

const ESCAPERS: ReadonlySet<string> = new Set([
  'js',
  'quote',
  'toJson',
  'toPrettyJson',
  'toRawJson',
  'mustToJson',
  'mustToPrettyJson',
  'mustToRawJson',
])

const REPLACERS: ReadonlySet<string> = new Set([
  'replace',
  'regexReplaceAll',
  'regexReplaceAllLiteral',
  'mustRegexReplaceAll',
  'mustRegexReplaceAllLiteral',
])

/** Where the value of a pipeline comes from, as far as the template's text tells. */
export function originOf(pipe: PipeNode, scope: Scope): Origin {
  if (pipe.commands.some((command) => escapes(command, scope))) return 'escaped'
  const [only, more] = pipe.commands
  const [word, argument] = only?.words ?? []
  if (word === undefined || more !== undefined || argument !== undefined) return 'author'
  switch (word.kind) {
    case 'string':
      return 'text'
    case 'field':
      return 'data'
    case 'dot':
      return scope.dot.origin === 'text' ? 'author' : scope.dot.origin
    case 'variable':
      return word.names.length > 1 ? 'data' : variableOrigin(word.names[0] ?? '$', scope)
    case 'pipe':
      return originOf(word, scope)
    default:
      return 'author'
  }
}

function variableOrigin(name: string, scope: Scope): Origin {
  const origin = scope.find(name)?.origin
  return origin === 'data' || origin === 'escaped' ? origin : 'author'
}

function escapes(command: CommandNode, scope: Scope): boolean {
  const [first, ...rest] = command.words
  if (first?.kind === 'identifier') {
    if (ESCAPERS.has(first.name)) return true
    if (REPLACERS.has(first.name) && rest.some(hasBackslash)) return true
    if (first.name === 'printf' && rest[0]?.kind === 'string' && rest[0].text.includes('%q'))
      return true
  }
  return command.words.some((word) => wordEscapes(word, scope))
}

function wordEscapes(word: ArgumentNode, scope: Scope): boolean {
  if (word.kind === 'pipe') return word.commands.some((command) => escapes(command, scope))
  if (word.kind === 'identifier') return ESCAPERS.has(word.name)
  if (word.kind === 'variable' && word.names.length === 1) {
    return variableOrigin(word.names[0] ?? '$', scope) === 'escaped'
  }
  return word.kind === 'dot' && scope.dot.origin === 'escaped'
}

/** A replacement text that brings a backslash in is the author's own escaping. */
function hasBackslash(word: ArgumentNode): boolean {
  return word.kind === 'string' && word.text.includes('\\')
}
