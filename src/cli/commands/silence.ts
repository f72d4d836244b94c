import type { Command } from 'commander'
import type { WireSilence } from '../../api/wire.ts'
import { byOption } from '../answer-alert.ts'
import { createHubClient, type HubAnswer, problemOf } from '../client.ts'
import { secondsOf } from '../duration.ts'
import { EXIT } from '../exit.ts'
import { jsonOption, tokenOption, urlOption } from '../options.ts'
import { print, printJson, table } from '../output.ts'

type Options = { url: string; apiToken?: string; json?: boolean }
type AddOptions = Options & { by: string; comment?: string; duration: string }

const PATH = '/api/v1/silences'

/** `tocsin silence list|add|expire`: what is not told for a while. */
export function silenceCommand(program: Command, ran: (status: number) => void): void {
  const silence = program.command('silence').description('keep alerts silent for a while')
  silence
    .command('list')
    .description('show the silences: those to come, those that hold, and those over lately')
    .addOption(urlOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action(async (options: Options) => ran(await list(options)))
  silence
    .command('add')
    .description('silence the alerts that all matchers match')
    .argument(
      '<matcher...>',
      'for example \'severity="info"\'; source and dedupKey can be matched too',
    )
    .option('--duration <time>', 'how long, such as 30m, 2h or 1d', '1h')
    .addOption(byOption())
    .option('--comment <text>', 'why')
    .addOption(urlOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action(async (matchers: readonly string[], options: AddOptions) =>
      ran(await add(matchers, options)),
    )
  silence
    .command('expire')
    .description('end a silence now; what it held back and still fires is told')
    .argument('<silence>', 'id of the silence')
    .addOption(urlOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action(async (id: string, options: Options) => ran(await expire(id, options)))
}

async function list(options: Options): Promise<number> {
  const answer = await createHubClient(options.url, options.apiToken).get(PATH)
  if (answer.status !== 200) return refused(answer)
  const { silences } = answer.body as { silences: readonly WireSilence[] } // the hub's own answer
  if (options.json) printJson(silences)
  else if (silences.length === 0) print('There is no silence.')
  else for (const line of table(silences.map(row))) print(line)
  return EXIT.ok
}

async function add(matchers: readonly string[], options: AddOptions): Promise<number> {
  const body = {
    matchers,
    durationSeconds: secondsOf(options.duration),
    createdBy: options.by,
    comment: options.comment,
  }
  const client = createHubClient(options.url, options.apiToken)
  return shown(await client.send('POST', PATH, { body: JSON.stringify(body) }), options)
}

async function expire(id: string, options: Options): Promise<number> {
  const client = createHubClient(options.url, options.apiToken)
  return shown(await client.send('DELETE', `${PATH}/${encodeURIComponent(id)}`), options)
}

function shown(answer: HubAnswer, options: Options): number {
  if (answer.status !== 200) return refused(answer)
  const silence = answer.body as WireSilence // the hub's own answer
  if (options.json) printJson(silence)
  else for (const line of table([row(silence)])) print(line)
  return EXIT.ok
}

function refused(answer: HubAnswer): number {
  print(problemOf(answer))
  return EXIT.failed
}

function row(silence: WireSilence): readonly string[] {
  const { id, state, endsAt, createdBy, matchers, comment } = silence
  return [id, state, `until ${endsAt}`, createdBy, matchers.join(' '), comment]
}
