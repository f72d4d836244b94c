import type { Command } from 'commander'
import { TocsinError } from '../base/errors.ts'
import { describeError } from '../base/log.ts'
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
      for await (const line of linesOf(process.stdin)) {
        if (line.trim() !== '') print(answerOrError(line, answer))
      }
      ran(EXIT.ok)
    })
}

/** Lines end with a line feed and nothing else: U+2028 inside a JSON string is no line's end. */
async function* linesOf(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

/** One line in, one line out, also for a line that is no case: the others must not be lost with it. */
function answerOrError(line: string, answer: JsonlLanguage['answer']): string {
  try {
    return answer(line)
  } catch (error) {
    return JSON.stringify({ id: null, error: describeError(error).text, phase: 'read' })
  }
}
