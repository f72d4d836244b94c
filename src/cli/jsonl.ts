import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { TocsinError } from '../base/errors.ts'
import { EXIT } from './exit.ts'
import { print } from './output.ts'

/** A language for programs: a case a line in, its answer a line out. */
export type JsonlLanguage = {
  readonly name: string
  readonly about: string
  readonly answer: (line: string) => string
}

/** Adds `tocsin <name> --jsonl`, which answers each line of standard input. */
export function addJsonlCommand(
  program: Command,
  ran: (status: number) => void,
  language: JsonlLanguage,
): void {
  const { name, about, answer } = language
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
      const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
      for await (const line of lines) if (line.trim() !== '') print(answer(line))
      ran(EXIT.ok)
    })
}
