import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { answerLine } from '../../src/languages/expr/jsonl.ts'

const CASES = join(import.meta.dirname, 'cases')

/** Answers one case line of the expr files: {id, expr, env, …} gives {id, result, type, text} or {id, error, phase}. */
export function answerExpr(line: string): string {
  return answerLine(line)
}

/** What a case expects: a value by its printed form and its type, or an error in a phase. */
export type Expected = {
  readonly id: string
  readonly expr: string
  readonly result?: unknown
  readonly type?: string
  readonly text?: string
  readonly text_b64?: string
  readonly error?: string
  readonly phase?: string
}

/** A case: what it expects, and the line that is answered. */
export type ExprCase = { readonly expected: Expected; readonly line: string }

/** The project's own copy of the cases; in its file an environment stands once, under a name. */
export function ownCases(): ExprCase[] {
  const environments = new Map<string, string>()
  for (const line of linesOf('expr-envs.jsonl')) {
    const { name } = JSON.parse(line)
    environments.set(name, line.slice(line.indexOf('"env":') + 6, -1))
  }
  return linesOf('expr.jsonl').map((line) => {
    const expected = JSON.parse(line)
    const name: string = JSON.stringify(expected.env)
    // The text of the environment is kept, because JSON.parse cannot tell 1.0 from 1.
    return {
      expected,
      line: line.replace(`"env": ${name}`, () => `"env": ${environments.get(expected.env)}`),
    }
  })
}

/** The lines of one of the project's files of cases. */
export function linesOf(file: string): string[] {
  return readFileSync(join(CASES, file), 'utf8').split('\n').filter(Boolean)
}

/** Where Go has put a function: another place in every build, so nothing that anybody could want. */
const ADDRESS = /\b0x[0-9a-f]+\b/g

/** What must agree: the type, the printed form and the result; or the error and its phase. */
export function essence(answer: Omit<Expected, 'expr'>, options: { messages: boolean }): unknown {
  const { error, phase, type, text, text_b64, result } = answer
  if (error !== undefined) return options.messages ? { error, phase } : { phase }
  return { type, text: text_b64 ?? text?.replace(ADDRESS, '0x0'), result }
}

/** What is wrong with the answer to a case line; undefined when it passes. */
export function judgeExpr(line: string, options: { messages: boolean }): string | undefined {
  const expected: Expected = JSON.parse(line)
  const wanted = essence(expected, options)
  const got = essence(JSON.parse(answerExpr(line)), options)
  if (isDeepStrictEqual(wanted, got)) return undefined
  const shown = `${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`
  return `${expected.id} ${JSON.stringify(expected.expr)}: ${shown}`
}
