import type { Command } from 'commander'
import type { WireStatus } from '../../api/wire.ts'
import { argocdLines, isArgocdTroubled } from '../argocd-lines.ts'
import { createHubClient, problemOf } from '../client.ts'
import { EXIT } from '../exit.ts'
import { jsonOption, tokenOption, urlOption } from '../options.ts'
import { print, printJson, table } from '../output.ts'
import { retentionLines } from '../retention-lines.ts'
import { sourceLines } from '../source-lines.ts'
import { spoolLines } from '../spool-lines.ts'

/** `tocsin status`: how a running hub is. Fails where its configuration or a chat is broken. */
export function statusCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('status')
    .description('say how a running hub is: what waits, what was told, which chats are in trouble')
    .addOption(urlOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action(async (options: { url: string; apiToken?: string; json?: boolean }) =>
      ran(await status(options)),
    )
}

async function status(options: {
  url: string
  apiToken?: string
  json?: boolean
}): Promise<number> {
  const answer = await createHubClient(options.url, options.apiToken).get('/api/v1/status')
  if (answer.status !== 200) {
    print(problemOf(answer))
    return EXIT.failed
  }
  const state = answer.body as WireStatus // the hub's own answer, in the shape that wire.ts gives
  if (options.json) printJson(state)
  else for (const line of describe(state)) print(line)
  const troubled =
    state.configuration.broken !== undefined ||
    state.calendars.length > 0 ||
    state.counts.unheard > 0 ||
    isArgocdTroubled(state.argocd) ||
    (state.spool?.asideFiles ?? 0) > 0 ||
    // A chat that nobody is told by any more is history, and stays in the list.
    state.lanes.some(({ health, contacts }) => health === 'broken' && contacts.length > 0)
  return troubled ? EXIT.failed : EXIT.ok
}

function describe(state: WireStatus): readonly string[] {
  const { counts, configuration, lanes, calendars } = state
  const broken = configuration.broken
  return [
    `Tocsin ${state.version}, running since ${state.startedAt}`,
    `configuration ${configuration.revision}, loaded ${configuration.loadedAt}`,
    ...(broken
      ? [
          `the file has been broken since ${broken.since}; the last good one runs:`,
          ...broken.problems.map((problem) => `  ${problem}`),
        ]
      : []),
    '',
    ...table([
      ['events', String(counts.events), counts.unsettled > 0 ? `${counts.unsettled} wait` : ''],
      ['open alerts', String(counts.openAlerts), `in ${counts.openGroups} groups`],
      ...(counts.unheard > 0
        ? [['of which nobody could be told', String(counts.unheard), '']]
        : []),
      ['told', String(counts.sent), counts.merged > 0 ? `and ${counts.merged} in digests` : ''],
      ['to be told', String(counts.due + counts.leased), ''],
      ['not delivered', String(counts.dead), ''],
      ['quarantine', String(counts.quarantined), ''],
      [
        'escalations due',
        String(counts.dueEscalations),
        state.lastTickAt ? `looked at ${state.lastTickAt}` : '',
      ],
    ]),
    ...retentionLines(state.retention),
    ...spoolLines(state.spool),
    ...calendars.map(
      ({ calendar, schedule, since, text }) =>
        `the calendar ${calendar} of ${schedule} has failed since ${since}: ${text}`,
    ),
    ...state.sources.flatMap(sourceLines),
    ...argocdLines(state.argocd),
    ...(lanes.length > 0 ? ['', 'chats:'] : []),
    ...table(
      lanes.map((lane) => [
        `  ${lane.contacts.map(({ name }) => name).join(', ') || lane.endpoint}`,
        lane.channel,
        lane.health,
        lane.text ?? '',
        lane.remedy?.en ?? '',
      ]),
    ),
  ]
}
