import type { Command } from 'commander'
import { answersAlert } from '../answer-alert.ts'

/** `tocsin resolve`: says that an alert is over. */
export function resolveCommand(program: Command, ran: (status: number) => void): void {
  const command = program.command('resolve').description('say that an alert is over')
  answersAlert(command, 'resolve', { ran })
}
