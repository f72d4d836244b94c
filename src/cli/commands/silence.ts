import type { Command } from 'commander'
import { byOption } from '../answer-alert.ts'
import {
  type AddOptions,
  addSilence,
  editSilence,
  expireSilence,
  type HubOptions,
  listSilences,
  previewMute,
  recursOf,
  type TimesOptions,
  withHub,
  withTimes,
} from '../silences.ts'

const MATCHERS = 'for example \'severity="info"\'; source and dedupKey can be matched too'

/** `tocsin silence list|add|edit|expire|preview`: what is not told for a while. */
export function silenceCommand(program: Command, ran: (status: number) => void): void {
  const silence = program.command('silence').description('keep alerts silent for a while')
  withHub(silence.command('list'))
    .description('show the silences: those to come, those that hold, and those over lately')
    .action(async (options: HubOptions) => ran(await listSilences('silence', options)))
  withHub(withTimes(silence.command('add')))
    .description('silence the alerts that all matchers match')
    .argument('<matcher...>', MATCHERS)
    .option('--duration <time>', 'how long, such as 30m, 2h or 1d', '1h')
    .option('--start <time>', 'when it begins, such as 2026-03-05T02:15:00Z; else now')
    .option('--end <time>', 'when it ends, instead of --duration')
    .addOption(byOption())
    .option('--comment <text>', 'why')
    .action(async (matchers: readonly string[], options: AddOptions) =>
      ran(await addSilence('silence', matchers, options)),
    )
  withHub(withTimes(silence.command('edit')))
    .description('change a silence; one with other matchers ends, and a new one takes its place')
    .argument('<silence>', 'id of the silence')
    .argument('[matcher...]', 'other matchers')
    .option('--duration <time>', 'how long from now')
    .option('--start <time>', 'when it begins')
    .option('--end <time>', 'when it ends')
    .addOption(byOption())
    .option('--comment <text>', 'why')
    .action(async (id: string, matchers: readonly string[], options: AddOptions) =>
      ran(await editSilence(id, matchers, options)),
    )
  withHub(silence.command('expire'))
    .description('end a silence now; what it held back and still fires is told')
    .argument('<silence>', 'id of the silence')
    .action(async (id: string, options: HubOptions) => ran(await expireSilence(id, options)))
  withHub(withTimes(silence.command('preview')))
    .description('show what a silence would hold now, and would have held in the last week')
    .argument('<matcher...>', MATCHERS)
    .action(async (matchers: readonly string[], options: HubOptions & TimesOptions) =>
      ran(await previewMute('silence', { matchers, recurs: recursOf(options) }, options)),
    )
}
