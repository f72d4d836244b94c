import type { Command } from 'commander'
import { answersAlert } from '../answer-alert.ts'

/** `tocsin unack`: gives an alert back. */
export function unackCommand(program: Command, ran: (status: number) => void): void {
  const command = program
    .command('unack')
    .description('give back an alert that was acknowledged: it asks for somebody again')
  answersAlert(command, 'unacknowledge', { ran })
}
