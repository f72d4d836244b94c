import { type Command, Option } from 'commander'
import { TocsinError } from '../../base/errors.ts'
import { answersAlert } from '../answer-alert.ts'

/** `tocsin assign`: gives an alert to somebody. */
export function assignCommand(program: Command, ran: (status: number) => void): void {
  const command = program
    .command('assign')
    .description('give an alert to somebody: they are told at once, and nobody else from then on')
    .addOption(new Option('--to <name>', 'a contact group, or a contact'))
    .addOption(new Option('--schedule <name>', 'whoever is on call'))
    .addOption(new Option('--escalation-policy <name>', 'the steps of this escalation policy'))
  answersAlert(command, 'assign', { ran, more: assignmentOf })
}

/** Exactly one of the three. Throws TOCSIN_USAGE. */
function assignmentOf(options: object): object {
  const { to, schedule, escalationPolicy } = options as Readonly<Record<string, string | undefined>> // commander gives texts for these options
  const given = [to, schedule, escalationPolicy].filter((name) => name !== undefined)
  if (given.length !== 1)
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected one of --to, --schedule and --escalation-policy, found ${given.length === 0 ? 'none' : given.length}. Say to whom the alert is given.`,
    )
  return { to, schedule, escalationPolicy }
}
