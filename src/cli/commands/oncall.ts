import { type Command, InvalidArgumentError, Option } from 'commander'
import { systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { SCHEDULE_LIMITS } from '../../base/limits.ts'
import { parseIsoTime } from '../../base/time.ts'
import type { Configuration } from '../../model/configuration.ts'
import { finalShifts, type Schedule, type Shift } from '../../model/schedule.ts'
import { EXIT } from '../exit.ts'
import { loadOrReport } from '../load.ts'
import { configOption, jsonOption } from '../options.ts'
import { print, printJson } from '../output.ts'
import { localText } from '../past.ts'

type Options = { config: string; at?: number; days: number; json?: boolean }

/** `tocsin oncall`: who is on call, what comes, and where nobody is; by the code that pages. */
export function oncallCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('oncall')
    .description('show who is on call, the shifts that come, and the gaps')
    .argument('[schedule]', 'one schedule; else all of the configuration')
    .addOption(
      new Option(
        '--at <time>',
        'as of this time, such as 2026-01-05T09:00+08:00; else now',
      ).argParser(readTime),
    )
    .addOption(new Option('--days <days>', 'how far to look').argParser(readDays).default(DAYS))
    .addOption(configOption())
    .addOption(jsonOption())
    .action(async (schedule: string | undefined, options: Options) =>
      ran(await run(schedule, options)),
    )
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
  const configuration = await loadOrReport(options.config)
  if (configuration === undefined) return EXIT.failed
  const from = options.at ?? systemClock.now()
  const span = { from, until: from + options.days * DAY_MS }
  const plans = chosen(configuration, name).map((schedule) => ({
    schedule,
    shifts: finalShifts(schedule, span),
  }))
  if (options.json === true) printJson({ schedules: plans.map(asJson) })
  else for (const plan of plans) show(plan, configuration)
  return plans.some(({ shifts }) => shifts.some(isGap)) ? EXIT.failed : EXIT.ok
}

function chosen({ schedules }: Configuration, name: string | undefined): readonly Schedule[] {
  if (name === undefined) return [...schedules.values()]
  const schedule = schedules.get(name)
  if (schedule !== undefined) return [schedule]
  const known = [...schedules.keys()].join(', ') || 'none'
  throw new TocsinError(
    'TOCSIN_USAGE',
    `Expected the name of a schedule, found ${JSON.stringify(name)}. The configuration has: ${known}.`,
  )
}

type Plan = { readonly schedule: Schedule; readonly shifts: readonly Shift[] }

function isGap({ contact }: Shift): boolean {
  return contact === undefined
}

function asJson({ schedule, shifts }: Plan): object {
  return {
    id: schedule.id,
    zone: schedule.zone,
    shifts: shifts.map(({ from, until, contact, layer, override }) => ({
      from: localText(from, schedule.zone),
      until: localText(until, schedule.zone),
      kind: contact === undefined ? 'gap' : contact === null ? 'nobody' : 'shift',
      ...(typeof contact === 'string' ? { contact } : {}),
      layer,
      override,
    })),
  }
}

function show({ schedule, shifts }: Plan, { contacts }: Configuration): void {
  print(`${schedule.id} (${schedule.zone})`)
  for (const [index, shift] of shifts.entries()) {
    const { contact, override } = shift
    const who =
      contact === undefined
        ? 'GAP: nobody is on call'
        : contact === null
          ? 'nobody, on purpose'
          : (contacts.get(contact)?.name ?? contact)
    const mark = index === 0 ? '>' : ' '
    const why = override === undefined ? '' : '  (override)'
    print(`${mark} ${localText(shift.from, schedule.zone)}  ${who}${why}`)
  }
}
