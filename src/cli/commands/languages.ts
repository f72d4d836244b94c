import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { TocsinError } from '../../base/errors.ts'
import { answerLine as answerExpr } from '../../languages/expr/jsonl.ts'
import { answerLine as answerTemplate } from '../../languages/gotemplate/jsonl.ts'
import { EXIT } from '../exit.ts'
import { print } from '../output.ts'

/** `tocsin template` and `tocsin expr`: the two languages for programs, a case a line. */
export function languageCommands(program: Command, ran: (status: number) => void): void {
  add(program, ran, {
    name: 'template',
    about:
      'render Go templates: one {id, template, data, …} a line in, one {id, output} or {id, error, phase} a line out',
    answer: answerTemplate,
  })
  add(program, ran, {
    name: 'expr',
    about:
      'evaluate expr: one {id, expr, env, …} a line in, one {id, result, type, text} or {id, error, phase} a line out',
    answer: answerExpr,
  })
}

type Language = {
  readonly name: string
  readonly about: string
  readonly answer: (line: string) => string
}

function add(
  program: Command,
  ran: (status: number) => void,
  { name, about, answer }: Language,
): void {
  program
    .command(name)
    .description(about)
    .option('--jsonl', 'read lines of JSON from standard input; the only form yet')
    .action(async (options: { jsonl?: boolean }) => {
      if (!options.jsonl) {
        throw new TocsinError(
          'TOCSIN_USAGE',
          `Expected --jsonl, found none: "tocsin ${name}" reads its cases as lines of JSON from standard input.`,
        )
      }
      for await (const line of createInterface({
        input: process.stdin,
        crlfDelay: Number.POSITIVE_INFINITY,
      })) {
        if (line.trim() !== '') print(answer(line))
      }
      ran(EXIT.ok)
    })
}
