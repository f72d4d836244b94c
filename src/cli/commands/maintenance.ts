import type { Command } from 'commander'
import type { WireWindow } from '../../api/wire.ts'
import { byOption } from '../answer-alert.ts'
import { createHubClient, problemOf } from '../client.ts'
import { EXIT } from '../exit.ts'
import { print, printJson, table } from '../output.ts'
import {
  type AddOptions,
  addSilence,
  expireSilence,
  type HubOptions,
  listSilences,
  previewMute,
  recursOf,
  type TimesOptions,
  withHub,
  withTimes,
} from '../silences.ts'

/** `tocsin maintenance list|start|end|preview`: what somebody works on. */
export function maintenanceCommand(program: Command, ran: (status: number) => void): void {
  const maintenance = program
    .command('maintenance')
    .description('say what is worked on: it is told afterwards, if it still fires')
  withHub(maintenance.command('list'))
    .description('show the windows of the configuration, and what was started by hand')
    .action(async (options: HubOptions) => ran(await list(options)))
  withHub(withTimes(maintenance.command('start')))
    .description('start one now, or plan it')
    .argument('<matcher...>', 'what is worked on, for example \'product="RDS"\'')
    .option('--duration <time>', 'how long, such as 30m, 2h or 1d', '1h')
    .option('--start <time>', 'when it begins, such as 2026-03-05T02:15:00Z; else now')
    .option('--end <time>', 'when it ends, instead of --duration')
    .addOption(byOption())
    .option('--comment <text>', 'what is done')
    .action(async (matchers: readonly string[], options: AddOptions) =>
      ran(await addSilence('maintenance', matchers, options)),
    )
  withHub(maintenance.command('end'))
    .description('end one that was started by hand; what it held and still fires is told')
    .argument('<maintenance>', 'its id')
    .action(async (id: string, options: HubOptions) => ran(await expireSilence(id, options)))
  withHub(withTimes(maintenance.command('preview')))
    .description('show what one would hold now, and would have held in the last week')
    .argument('<matcher...>', 'what would be worked on')
    .action(async (matchers: readonly string[], options: HubOptions & TimesOptions) =>
      ran(await previewMute('maintenance', { matchers, recurs: recursOf(options) }, options)),
    )
}

async function list(options: HubOptions): Promise<number> {
  const answer = await createHubClient(options.url, options.apiToken).get('/api/v1/maintenance')
  if (answer.status !== 200) {
    print(problemOf(answer))
    return EXIT.failed
  }
  const { windows } = answer.body as { windows: readonly WireWindow[] } // the hub's own answer
  if (!options.json) {
    for (const line of table(windows.map(row))) print(line)
    return listSilences('maintenance', options)
  }
  const made = await createHubClient(options.url, options.apiToken).get(
    '/api/v1/silences?kind=maintenance',
  )
  printJson({ windows, ...(made.body as object) }) // the hub's own answer
  return EXIT.ok
}

function spanText(from: string | undefined, until: string | undefined): string | undefined {
  if (from === undefined && until === undefined) return undefined
  return [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' ')
}

function row({
  name,
  state,
  holdsUntil,
  startsAt,
  endsAt,
  matchers,
}: WireWindow): readonly string[] {
  const when = holdsUntil
    ? `holds until ${holdsUntil}`
    : (spanText(startsAt, endsAt) ?? 'recurs, and does not hold at this moment')
  return [name, state, when, matchers.join(' ')]
}
