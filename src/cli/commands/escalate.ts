import type { Command } from 'commander'
import { answersAlert } from '../answer-alert.ts'

/** `tocsin escalate`: calls for help. */
export function escalateCommand(program: Command, ran: (status: number) => void): void {
  const command = program
    .command('escalate')
    .description(
      'call for help with an alert: the next step of its escalation policy, or the fallback group',
    )
  answersAlert(command, 'escalate', { ran })
}
