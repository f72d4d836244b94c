import { type Command, Option } from 'commander'
import type { WireOverridden, WireOverride, WireSchedule } from '../api/wire-schedules.ts'
import { isoTime } from '../base/clock.ts'
import { parseIsoTime } from '../base/time.ts'
import { byOption } from './answer-alert.ts'
import { createHubClient, type HubAnswer, problemOf } from './client.ts'
import { secondsOf } from './duration.ts'
import { EXIT } from './exit.ts'
import { localText } from './local-text.ts'
import { jsonOption, tokenOption, urlOption } from './options.ts'
import { print, printJson, table } from './output.ts'

type Options = { url: string; apiToken?: string; json?: boolean }
type TakeOptions = Options & {
  contact: string
  until?: string
  duration?: string
  from?: string
  replaces?: string
  by: string
  comment?: string
}

/** `tocsin oncall take`, `give-back` and `overrides`: somebody else for a while, on a running hub. */
export function overrideCommands(oncall: Command, ran: (status: number) => void): void {
  withHub(
    oncall
      .command('take')
      .description('put somebody on call, from now or from a time on')
      .argument('<schedule>', 'the schedule')
      .requiredOption('--contact <contact>', 'who takes it; nobody on purpose: nobody')
      .option('--until <time>', 'when it ends, such as 2026-01-05T18:00+08:00')
      .addOption(
        new Option('--duration <time>', 'how long, such as 30m, 2h or 1d').conflicts('until'),
      )
      .option('--from <time>', 'when it begins; now where not given')
      .option('--replaces <contact>', 'only where this contact would be on call')
      .addOption(byOption())
      .option('--comment <text>', 'why'),
  ).action(async (schedule: string, options: TakeOptions) => ran(await take(schedule, options)))
  withHub(
    oncall
      .command('give-back')
      .description('end an override now, or take one back that has not begun')
      .argument('<schedule>', 'the schedule')
      .argument('<override>', 'id of the override'),
  ).action(async (schedule: string, id: string, options: Options) =>
    ran(await giveBack(schedule, id, options)),
  )
  withHub(
    oncall
      .command('overrides')
      .description('show the overrides of the next year')
      .argument('<schedule>', 'the schedule'),
  ).action(async (schedule: string, options: Options) => ran(await list(schedule, options)))
}

function withHub(command: Command): Command {
  return command.addOption(urlOption()).addOption(tokenOption()).addOption(jsonOption())
}

function pathOf(schedule: string): string {
  return `/api/v1/schedules/${encodeURIComponent(schedule)}`
}

async function take(schedule: string, options: TakeOptions): Promise<number> {
  const { contact, from, until, duration, replaces, by, comment } = options
  const body = {
    contact,
    from,
    until,
    durationSeconds: duration === undefined ? undefined : secondsOf(duration),
    replaces,
    createdBy: by,
    comment,
  }
  const client = createHubClient(options.url, options.apiToken)
  const path = `${pathOf(schedule)}/overrides`
  return shown(await client.send('POST', path, { body: JSON.stringify(body) }), options)
}

async function giveBack(schedule: string, id: string, options: Options): Promise<number> {
  const client = createHubClient(options.url, options.apiToken)
  const path = `${pathOf(schedule)}/overrides/${encodeURIComponent(id)}`
  return shown(await client.send('DELETE', path), options)
}

const YEAR_MS = 366 * 24 * 60 * 60_000

async function list(schedule: string, options: Options): Promise<number> {
  const client = createHubClient(options.url, options.apiToken)
  const now = await client.get(pathOf(schedule))
  if (now.status !== 200) return refused(now)
  const { from } = now.body as WireSchedule // the hub's own answer
  const until = isoTime((parseIsoTime(from)?.at ?? 0) + YEAR_MS)
  const answer = await client.get(`${pathOf(schedule)}?from=${from}&until=${until}`)
  if (answer.status !== 200) return refused(answer)
  const { overrides, zone } = answer.body as WireSchedule // the hub's own answer
  if (options.json) printJson(overrides)
  else if (overrides.length === 0) print('There is no override.')
  else for (const line of table(overrides.map((one) => row(one, zone)))) print(line)
  return EXIT.ok
}

function shown(answer: HubAnswer, options: Options): number {
  if (answer.status !== 200) return refused(answer)
  const overridden = answer.body as WireOverridden // the hub's own answer
  if (options.json) printJson(overridden)
  else for (const line of describe(overridden)) print(line)
  return EXIT.ok
}

function describe({ override, onCall, gaps }: WireOverridden): readonly string[] {
  const who =
    onCall.contact?.name ?? (onCall.kind === 'gap' ? 'nobody: a gap' : 'nobody, on purpose')
  const { zone } = onCall
  const until = onCall.until === undefined ? '' : ` until ${inZone(onCall.until, zone)}`
  return [
    ...table([row(override, zone)]),
    `on call now: ${who}${until}`,
    ...gaps.map((gap) => `gap: ${inZone(gap.from, zone)} to ${inZone(gap.until, zone)}`),
  ]
}

function refused(answer: HubAnswer): number {
  print(problemOf(answer))
  return EXIT.failed
}

function row(override: WireOverride, zone: string): readonly string[] {
  const { id, state, contact, replaces, createdBy = '', comment = '' } = override
  const [from, until] = [inZone(override.from, zone), inZone(override.until, zone)]
  const instead = replaces === undefined ? '' : `for ${replaces.name}`
  return [id, state, from, until, contact?.name ?? 'nobody', instead, createdBy, comment]
}

/** A time of the API by the clock of the schedule, as the plan shows it. */
function inZone(time: string, zone: string): string {
  const at = parseIsoTime(time)?.at
  return at === undefined ? time : localText(at, zone)
}
