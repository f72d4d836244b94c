import type { Command } from 'commander'
import { answersAlert } from '../answer-alert.ts'

/** `tocsin escalate`: calls for help. */
export function escalateCommand(program: Command, ran: (status: number) => void): void {
  const command = program
    .command('escalate')
    .description('call the fallback contact group for help with an alert')
  answersAlert(command, 'escalate', ran)
}
