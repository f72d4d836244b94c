import { type Command, Option } from 'commander'
import type { WireCalendar } from '../../api/wire-schedules.ts'
import { byOption } from '../answer-alert.ts'
import { createHubClient, type HubAnswer, problemOf } from '../client.ts'
import { EXIT } from '../exit.ts'
import { jsonOption, tokenOption, urlOption } from '../options.ts'
import { print, printJson, table } from '../output.ts'

type Options = { url: string; apiToken?: string; json?: boolean }
type AddOptions = Options & {
  schedule?: string
  contact?: string
  language?: string
  by: string
}

const PATH = '/api/v1/calendars'

/** `tocsin calendar list|add|revoke`: shifts for calendar apps, each under a secret address of its own. */
export function calendarCommand(program: Command, ran: (status: number) => void): void {
  const calendar = program.command('calendar').description('hand shifts out to calendar apps')
  withHub(calendar.command('list').description('show the calendars that were handed out')).action(
    async (options: Options) => ran(await list(options)),
  )
  withHub(
    calendar
      .command('add')
      .description('make a calendar, and print its address; it is told this once')
      .addOption(new Option('--schedule <schedule>', 'of all shifts of this schedule'))
      .addOption(
        new Option('--contact <contact>', 'of the shifts of this contact').conflicts('schedule'),
      )
      .addOption(new Option('--language <language>', 'of its words').choices(['en', 'zh']))
      .addOption(byOption()),
  ).action(async (options: AddOptions) => ran(await add(options)))
  withHub(
    calendar
      .command('revoke')
      .description('take a calendar back: its address shows nothing from now on')
      .argument('<calendar>', 'id of the calendar'),
  ).action(async (id: string, options: Options) => ran(await revoke(id, options)))
}

function withHub(command: Command): Command {
  return command.addOption(urlOption()).addOption(tokenOption()).addOption(jsonOption())
}

async function list(options: Options): Promise<number> {
  const answer = await createHubClient(options.url, options.apiToken).get(PATH)
  if (answer.status !== 200) return refused(answer)
  const { calendars } = answer.body as { calendars: readonly WireCalendar[] } // the hub's own answer
  if (options.json) printJson(calendars)
  else if (calendars.length === 0) print('There is no calendar.')
  else for (const line of table(calendars.map(row))) print(line)
  return EXIT.ok
}

async function add(options: AddOptions): Promise<number> {
  const { schedule, contact, language, by } = options
  const body = JSON.stringify({ schedule, contact, language, createdBy: by })
  const client = createHubClient(options.url, options.apiToken)
  const answer = await client.send('POST', PATH, { body })
  if (answer.status !== 200) return refused(answer)
  const made = answer.body as WireCalendar // the hub's own answer
  const address = made.url ?? new URL(made.path ?? '', options.url).href
  if (options.json) printJson({ ...made, url: address })
  else print(address)
  return EXIT.ok
}

async function revoke(id: string, options: Options): Promise<number> {
  const client = createHubClient(options.url, options.apiToken)
  const answer = await client.send('DELETE', `${PATH}/${encodeURIComponent(id)}`)
  if (answer.status !== 200) return refused(answer)
  const calendar = answer.body as WireCalendar // the hub's own answer
  if (options.json) printJson(calendar)
  else for (const line of table([row(calendar)])) print(line)
  return EXIT.ok
}

function refused(answer: HubAnswer): number {
  print(problemOf(answer))
  return EXIT.failed
}

function row({ id, schedule, contact, language, createdBy, createdAt }: WireCalendar) {
  const what = schedule === undefined ? `contact ${contact}` : `schedule ${schedule}`
  return [id, what, language, createdBy, createdAt]
}
