import type { Command } from 'commander'
import { TocsinError } from '../../base/errors.ts'
import {
  type HubOptions,
  previewMute,
  recursOf,
  type TimesOptions,
  withHub,
  withTimes,
} from '../silences.ts'

type Options = HubOptions & TimesOptions & { policy?: string; active?: boolean }

/** `tocsin timing preview`: what a mute timing would hold, before it is in the configuration. */
export function timingCommand(program: Command, ran: (status: number) => void): void {
  const timing = program.command('timing').description('times at which policies tell nothing')
  withHub(withTimes(timing.command('preview')))
    .description('show what a mute timing would hold now, and would have held in the last week')
    .option('--policy <name>', 'the policy or route that would name it; else any')
    .option('--active', 'nothing is told outside of the times, instead of within')
    .action(async (options: Options) => ran(await preview(options)))
}

function preview({ policy, active, ...options }: Options): Promise<number> {
  const intervals = recursOf(options)
  if (intervals.length === 0)
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected --times or --weekdays, found neither. Say which times, for example --times 22:00-07:00.',
    )
  return previewMute('mute-timing', { intervals, policy, use: active ? 'active' : 'mute' }, options)
}
