import type { Command } from 'commander'
import { answersAlert } from '../answer-alert.ts'

/** `tocsin ack`: takes an alert on. */
export function ackCommand(program: Command, ran: (status: number) => void): void {
  const command = program
    .command('ack')
    .description('take an alert on: it is not repeated, and its chats hear who answers')
  answersAlert(command, 'acknowledge', { ran })
}
