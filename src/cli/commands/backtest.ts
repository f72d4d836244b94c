import { type Command, InvalidArgumentError, Option } from 'commander'
import { adapters } from '../../adapters.ts'
import {
  type BacktestReport,
  backtest,
  type Chat,
  type ChatCount,
  type Listed,
  type Missed,
  type Subject,
} from '../../backtest/backtest.ts'
import { systemClock } from '../../base/clock.ts'
import { inLanguage } from '../../model/text.ts'
import { backtestJson } from '../backtest-json.ts'
import { EXIT } from '../exit.ts'
import { loadWithoutSecrets } from '../load.ts'
import { localText } from '../local-text.ts'
import { configOption, jsonOption } from '../options.ts'
import { print, printJson, table } from '../output.ts'
import { counted, hourText, type PastOptions, pastOptions, withPast } from '../past.ts'

type Options = PastOptions & {
  readonly config: string
  readonly against?: string
  readonly rows: number
  readonly json?: boolean
}

/** `tocsin backtest`: what a configuration would have made of the recorded events, against what was sent. */
export function backtestCommand(program: Command, ran: (status: number) => void): void {
  const command = program
    .command('backtest')
    .description(
      'run recorded events under another configuration: messages a chat and hour, what would be missed or told twice; sends nothing',
    )
    .addOption(configOption())
    .option('--against <file>', 'another configuration to compare with; else what was really sent')
  for (const option of pastOptions()) command.addOption(option)
  command
    .addOption(
      new Option('--rows <rows>', 'hours and alerts shown of each list')
        .argParser(readRows)
        .default(ROWS),
    )
    .addOption(jsonOption())
    .action(async (options: Options) => ran(await run(options)))
}

const ROWS = 24

function readRows(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected a number of rows, such as 24.')
}

async function run(options: Options): Promise<number> {
  const configuration = await loadWithoutSecrets(options.config)
  const against =
    options.against === undefined ? undefined : await loadWithoutSecrets(options.against)
  const isBroken = options.against !== undefined && against === undefined
  if (configuration === undefined || isBroken) return EXIT.failed
  const startedAt = systemClock.now()
  const report = await withPast(options, ({ recording, span }) =>
    backtest({
      ...{ recording, configuration, span, channels: adapters.channels },
      ...(against === undefined ? {} : { against }),
      onProgress: progress(),
    }),
  )
  sayPace(report, systemClock.now() - startedAt)
  if (options.json === true) printJson(backtestJson(report))
  else show(report, options)
  return report.missed.count > 0 ? EXIT.failed : EXIT.ok
}

/** To where the log goes: standard output is for what was asked for. Said now and then, to a person only. */
function progress(): (events: number) => void {
  let said = 0
  return (events) => {
    if (process.stderr.isTTY !== true || events < said + SAID_EVERY) return
    said = events
    process.stderr.write(`\r${counted(events, 'event')} …`)
  }
}

const SAID_EVERY = 500

function sayPace({ events }: BacktestReport, tookMs: number): void {
  const pace = Math.round((events * 1000) / Math.max(1, tookMs))
  const start = process.stderr.isTTY === true ? '\r' : ''
  process.stderr.write(
    `${start}${counted(events, 'event')} in ${(tookMs / 1000).toFixed(1)} s, ${pace.toLocaleString('en')} a second\n`,
  )
}

function show(report: BacktestReport, options: Options): void {
  const { span, against, before, after, subjects } = report
  const { zone, rows } = options
  const was = against === 'sent' ? 'sent' : 'before'
  print(`${localText(span.since, zone)} to ${localText(span.until, zone)}`)
  print(
    `${counted(subjects, 'alert or notice', 'alerts and notices')} began. Messages: ${before.toLocaleString('en')} ${was}, ${after.toLocaleString('en')} with ${options.config} (${signed(after - before)}).`,
  )
  for (const chat of report.chats) showChat(chat, { was, zone, rows })
  showList(report.missed, rows, {
    none: 'Missed: nothing that was told would be told to nobody.',
    some: 'Missed: told before, and to nobody now',
    lines: (missed) => missedLines(missed, zone),
  })
  showList(report.doubled, rows, {
    none: 'Doubled: nothing would be told to a chat twice that was not before.',
    some: 'Doubled: the same news in one chat by several messages',
    lines: ({ subject, chat, policies }) => [
      subjectText(subject, zone),
      `  in ${chats(chat)} by ${policies.join(' and ')}`,
    ],
  })
  showList(report.added, rows, {
    none: 'New: nothing would be told that was told to nobody.',
    some: 'New: told to nobody before',
    lines: ({ subject, after: now }) => [subjectText(subject, zone), `  to ${chats(now)}`],
  })
  for (const line of notes(report)) print(line)
}

function showChat(
  { contact, channel, before, after, hours }: ChatCount,
  { was, zone, rows }: { was: string; zone: string; rows: number },
): void {
  print()
  print(`${contact} (${channel}): ${before} ${was}, ${after} now (${signed(after - before)})`)
  const shown = hours.slice(-rows)
  if (hours.length > shown.length)
    print(
      `  … ${counted(hours.length - shown.length, 'earlier hour')}; --rows shows more, --json all`,
    )
  const cells = shown.map((hour) => [
    `  ${hourText(hour.at, zone)}`,
    String(hour.before).padStart(6),
    String(hour.after).padStart(6),
    hour.after === hour.before ? '' : signed(hour.after - hour.before),
  ])
  for (const line of table([['  hour', was.padStart(6), 'now'.padStart(6), ''], ...cells]))
    print(line)
}

function showList<T>(
  { count, first }: Listed<T>,
  rows: number,
  words: { none: string; some: string; lines: (row: T) => readonly string[] },
): void {
  print()
  if (count === 0) {
    print(words.none)
    return
  }
  print(`${words.some}: ${count.toLocaleString('en')}`)
  const shown = first.slice(0, rows)
  for (const row of shown) for (const line of words.lines(row)) print(`  ${line}`)
  if (count > shown.length) print(`  … and ${counted(count - shown.length, 'more', 'more')}`)
}

function missedLines(
  { subject, before, reasons, nearly }: Missed,
  zone: string,
): readonly string[] {
  return [
    subjectText(subject, zone),
    `  was told to ${chats(before)}`,
    ...reasons.map(
      ({ policy, text }) =>
        `  because ${policy === undefined ? '' : `${policy}: `}${inLanguage(text, 'en')}`,
    ),
    ...nearly.flatMap(({ policy, failing, takenBy }) => [
      ...(takenBy === undefined
        ? []
        : [`  not ${policy}: ${takenBy} took it and does not continue`]),
      ...failing.map(({ change }) => `  not ${policy}: ${inLanguage(change, 'en')}`),
    ]),
  ]
}

function subjectText({ at, severity, title, id }: Subject, zone: string): string {
  return `${localText(at, zone)}  ${severity}  ${inLanguage(title, 'en')}  (${id})`
}

function chats(all: readonly Chat[]): string {
  return all.map(({ contact, channel }) => `${contact} (${channel})`).join(', ')
}

function signed(difference: number): string {
  if (difference === 0) return 'the same'
  return `${difference > 0 ? '+' : '−'}${Math.abs(difference).toLocaleString('en')}`
}

function notes({ strangers, faults }: BacktestReport): readonly string[] {
  return [
    ...(strangers > 0
      ? [
          '',
          `${counted(strangers, 'event')} belong to alerts that began more than a day before: what those go on to tell is not computed.`,
        ]
      : []),
    ...(faults > 0
      ? ['', `${counted(faults, 'message')} could not be drawn; tocsin check says what is wrong.`]
      : []),
  ]
}
