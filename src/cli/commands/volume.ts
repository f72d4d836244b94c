import type { Command } from 'commander'
import { adapters } from '../../adapters.ts'
import { type VolumeReport, volumeOf } from '../../backtest/backtest.ts'
import { isoTime } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import type { Configuration, Policy } from '../../model/configuration.ts'
import { inLanguage } from '../../model/text.ts'
import { EXIT } from '../exit.ts'
import { loadWithoutSecrets } from '../load.ts'
import { localText } from '../local-text.ts'
import { configOption, jsonOption } from '../options.ts'
import { print, printJson, table } from '../output.ts'
import { counted, hourText, type PastOptions, pastOptions, withPast } from '../past.ts'

type Options = PastOptions & {
  readonly config: string
  readonly policy: string
  readonly json?: boolean
}

/** `tocsin volume`: how many messages one policy would have sent, by the same code that sends them. */
export function volumeCommand(program: Command, ran: (status: number) => void): void {
  const command = program
    .command('volume')
    .description(
      'say what one policy would have made of the recorded events: how many messages, when, and over which limits; sends nothing',
    )
    .requiredOption('--policy <name>', 'the policy of the configuration')
    .addOption(configOption())
  for (const option of pastOptions()) command.addOption(option)
  command.addOption(jsonOption()).action(async (options: Options) => ran(await run(options)))
}

async function run(options: Options): Promise<number> {
  const configuration = await loadWithoutSecrets(options.config)
  if (configuration === undefined) return EXIT.failed
  const policy = policyNamed(options.policy, configuration)
  const { channels } = adapters
  const report = await withPast(options, ({ recording, span }) =>
    volumeOf({ recording, configuration, policy, channels, span }),
  )
  if (options.json === true) printJson(asJson(report))
  else show(report, options.zone)
  return EXIT.ok
}

function policyNamed(name: string, { policies }: Configuration): Policy {
  const policy = policies.find(({ id }) => id === name)
  if (policy) return policy
  const known = policies.slice(0, NAMED_MAX).map(({ id }) => id)
  throw new TocsinError(
    'TOCSIN_USAGE',
    `Expected --policy with the name of a policy, found ${JSON.stringify(name)}. The configuration has: ${known.join(', ') || 'none'}.`,
  )
}

const NAMED_MAX = 20

function show(report: VolumeReport, zone: string): void {
  print(`${localText(report.since, zone)} to ${localText(report.until, zone)}`)
  print(inLanguage(report.sentence, 'en'))
  const days = byDay(report, zone)
  for (const { contact, channel, messages, hours } of report.chats) {
    print()
    print(`${contact} (${channel}): ${counted(messages, 'message')}`)
    const busiest = [...hours].sort((one, other) => other.messages - one.messages)[0]
    if (busiest) print(`  busiest hour ${hourText(busiest.at, zone)}: ${busiest.messages}`)
    const rows = days.get(`${contact}/${channel}`) ?? new Map<string, number>()
    for (const line of table(
      [...rows].map(([day, count]) => [`  ${day}`, String(count).padStart(6)]),
    ))
      print(line)
  }
  if (report.examples.length === 0) return
  print()
  print('The first that it matches:')
  for (const { at, severity, title, id } of report.examples)
    print(`  ${localText(at, zone)}  ${severity}  ${inLanguage(title, 'en')}  (${id})`)
}

/** Messages a day, by chat. */
function byDay({ chats }: VolumeReport, zone: string): Map<string, Map<string, number>> {
  return new Map(
    chats.map(({ contact, channel, hours }) => {
      const days = new Map<string, number>()
      for (const { at, messages } of hours) {
        const day = hourText(at, zone).slice(0, 10)
        days.set(day, (days.get(day) ?? 0) + messages)
      }
      return [`${contact}/${channel}`, days]
    }),
  )
}

function asJson(report: VolumeReport): object {
  const { since, until, busiest, chats, examples, ...rest } = report
  const hour = <T extends { readonly at: number }>(row: T) => ({ ...row, at: isoTime(row.at) })
  return {
    since: isoTime(since),
    until: isoTime(until),
    ...rest,
    busiest: busiest && hour(busiest),
    chats: chats.map((chat) => ({ ...chat, hours: chat.hours.map(hour) })),
    examples: examples.map(hour),
  }
}
