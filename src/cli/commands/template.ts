import type { Command } from 'commander'
import { answerLine } from '../../languages/gotemplate/jsonl.ts'
import { addJsonlCommand } from '../jsonl.ts'

/** `tocsin template`: Go templates for programs. */
export function templateCommand(program: Command, ran: (status: number) => void): void {
  addJsonlCommand(program, ran, {
    name: 'template',
    about:
      'render Go templates: {id, template, data, …} a line in, {id, output} or {id, error, phase} a line out',
    answer: answerLine,
  })
}
