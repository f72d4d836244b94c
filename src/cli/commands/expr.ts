import type { Command } from 'commander'
import { answerLine } from '../../languages/expr/jsonl.ts'
import { addJsonlCommand } from '../jsonl.ts'

/** `tocsin expr`: expr for programs. */
export function exprCommand(program: Command, ran: (status: number) => void): void {
  addJsonlCommand(program, ran, {
    name: 'expr',
    about:
      'evaluate expr: {id, expr, env, …} a line in, {id, result, type, text} or {id, error, phase} a line out',
    answer: answerLine,
  })
}
