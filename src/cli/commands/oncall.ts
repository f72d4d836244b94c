import { type Command, InvalidArgumentError, Option } from 'commander'
import type { WireSchedule } from '../../api/wire-schedules.ts'
import { isoTime, systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { SCHEDULE_LIMITS } from '../../base/limits.ts'
import { parseIsoTime } from '../../base/time.ts'
import type { Span } from '../../model/schedule.ts'
import { createHubClient, type HubClient, problemOf } from '../client.ts'
import { EXIT } from '../exit.ts'
import { loadOrReport } from '../load.ts'
import { localText } from '../local-text.ts'
import { overrideCommands } from '../oncall-overrides.ts'
import { type Plan, type PlannedShift, planOf, planOfHub } from '../oncall-plan.ts'
import { configOption, jsonOption, tokenOption } from '../options.ts'
import { print, printJson } from '../output.ts'

type Options = {
  config: string
  at?: number
  days: number
  json?: boolean
  url?: string
  apiToken?: string
}

/** `tocsin oncall`: who is on call, what comes, and where nobody is; by the code that pages. */
export function oncallCommand(program: Command, ran: (status: number) => void): void {
  const oncall = program
    .command('oncall')
    .description('show who is on call, the shifts that come, and the gaps')
    .argument('[schedule]', 'one schedule; else all')
    .addOption(
      new Option(
        '--at <time>',
        'as of this time, such as 2026-01-05T09:00+08:00; else now',
      ).argParser(readTime),
    )
    .addOption(new Option('--days <days>', 'how far to look').argParser(readDays).default(DAYS))
    .addOption(configOption())
    .addOption(
      new Option(
        '--url <url>',
        'ask a running hub, which knows overrides that were made with it, and not a file',
      ).env('TOCSIN_URL'),
    )
    .addOption(tokenOption())
    .addOption(jsonOption())
  oncall.action(async (schedule: string | undefined, options: Options) => {
    // Whoever names a file means that file, whatever the environment says of a hub.
    const isOfFile = oncall.getOptionValueSource('config') === 'cli'
    ran(await run(schedule, isOfFile ? { ...options, url: undefined } : options))
  })
  overrideCommands(oncall, ran)
}

const DAYS = 14
const DAY_MS = 24 * 60 * 60_000

function readTime(text: string): number {
  const read = parseIsoTime(text)
  if (read?.offsetMinutes === undefined)
    throw new InvalidArgumentError('Expected a time with a zone, such as 2026-01-05T09:00+08:00.')
  return read.at
}

function readDays(text: string): number {
  const days = Number(text)
  if (!/^\d+$/.test(text) || days < 1 || days > SCHEDULE_LIMITS.daysMax)
    throw new InvalidArgumentError(
      `Expected a number of days from 1 to ${SCHEDULE_LIMITS.daysMax}.`,
    )
  return days
}

async function run(name: string | undefined, options: Options): Promise<number> {
  const from = options.at ?? systemClock.now()
  const span = { from, until: from + options.days * DAY_MS }
  const { url } = options
  const plans =
    url === undefined
      ? await plansOfFile(name, span, options.config)
      : await plansOfHub(name, span, createHubClient(url, options.apiToken))
  if (plans === undefined) return EXIT.failed
  if (options.json === true) printJson({ schedules: plans.map(asJson) })
  else for (const plan of plans) show(plan)
  return plans.some(({ shifts }) => shifts.some(({ kind }) => kind === 'gap'))
    ? EXIT.failed
    : EXIT.ok
}

async function plansOfFile(
  name: string | undefined,
  span: Span,
  path: string,
): Promise<readonly Plan[] | undefined> {
  const configuration = await loadOrReport(path)
  if (configuration === undefined) return undefined
  const { schedules, contacts } = configuration
  return chosen(name, [...schedules.keys()]).flatMap((id) => {
    const schedule = schedules.get(id)
    return schedule === undefined ? [] : [planOf(schedule, span, contacts)]
  })
}

async function plansOfHub(
  name: string | undefined,
  span: Span,
  client: HubClient,
): Promise<readonly Plan[] | undefined> {
  const list = await client.get('/api/v1/schedules')
  if (list.status !== 200) return refused(problemOf(list))
  const { schedules } = list.body as { schedules: readonly { id: string }[] } // the hub's own answer
  const known = schedules.map(({ id }) => id)
  const query = `from=${isoTime(span.from)}&until=${isoTime(span.until)}`
  const plans: Plan[] = []
  for (const id of chosen(name, known)) {
    const answer = await client.get(`/api/v1/schedules/${encodeURIComponent(id)}?${query}`)
    if (answer.status !== 200) return refused(problemOf(answer))
    plans.push(planOfHub(answer.body as WireSchedule)) // the hub's own answer
  }
  return plans
}

function refused(problem: string): undefined {
  print(problem)
  return undefined
}

function chosen(name: string | undefined, known: readonly string[]): readonly string[] {
  if (name === undefined) return known
  if (known.includes(name)) return [name]
  throw new TocsinError(
    'TOCSIN_USAGE',
    `Expected the name of a schedule, found ${JSON.stringify(name)}. There are: ${known.join(', ') || 'none'}.`,
  )
}

function asJson({ id, zone, shifts }: Plan): object {
  return {
    id,
    zone,
    shifts: shifts.map(({ from, until, kind, contact, layer, override }) => ({
      from: localText(from, zone),
      until: localText(until, zone),
      kind,
      contact,
      layer,
      override,
    })),
  }
}

function show({ id, zone, shifts }: Plan): void {
  print(`${id} (${zone})`)
  for (const [index, shift] of shifts.entries()) {
    const mark = index === 0 ? '>' : ' '
    const why = shift.override === undefined ? '' : '  (override)'
    print(`${mark} ${localText(shift.from, zone)}  ${whoText(shift)}${why}`)
  }
}

function whoText({ kind, name = '' }: PlannedShift): string {
  switch (kind) {
    case 'gap':
      return 'GAP: nobody is on call'
    case 'nobody':
      return 'nobody, on purpose'
    case 'shift':
      return name
  }
}
