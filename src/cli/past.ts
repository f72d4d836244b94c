import { InvalidArgumentError, Option } from 'commander'
import { openRecording, type Span, spanOf } from '../backtest/backtest.ts'
import { TocsinError } from '../base/errors.ts'
import { parseIsoTime } from '../base/time.ts'
import type { Recording } from '../contract/recording.ts'
import { loadLocation } from '../languages/values/zone.ts'
import { createHubClient } from './client.ts'
import { localText } from './local-text.ts'
import { recordingAt } from './recording.ts'
import { exitOnSignal } from './signals.ts'

/** Which part of which hub's past is looked at. */
export type PastOptions = {
  readonly since: number
  readonly until?: number
  readonly data?: string
  readonly url?: string
  readonly apiToken?: string
  readonly zone: string
}

const DATA_DEFAULT = './data'
const SINCE_DEFAULT_MS = 7 * 24 * 60 * 60_000

/** The options of commands that look at recorded events. */
export const pastOptions = (): readonly Option[] => [
  new Option('--since <time>', 'how far back from the end, such as 12h or 7d')
    .argParser(readLength)
    .default(SINCE_DEFAULT_MS, '7d'),
  new Option(
    '--until <time>',
    'the end, such as 2026-03-05T12:00+08:00; else the last thing recorded',
  ).argParser(readTime),
  new Option(
    '--data <folder>',
    'the data folder of a hub, running or not, which is only read; else TOCSIN_DATA, else ./data',
  ),
  new Option('--url <url>', 'the address of a running hub, instead of --data'),
  new Option('--api-token <token>', 'API token of that hub').env('TOCSIN_API_TOKEN'),
  new Option('--zone <zone>', 'time zone in which hours are shown')
    .argParser(readZone)
    .default('UTC'),
]

/** Opens what the options name, hands it to `work`, and closes it. Throws TOCSIN_STORE_OPEN or TOCSIN_UNREACHABLE. */
export async function withPast<T>(
  options: PastOptions,
  work: (past: { readonly recording: Recording; readonly span: Span }) => Promise<T>,
): Promise<T> {
  const { recording, close } = open(options)
  // What is run again stands in a folder of its own meanwhile.
  exitOnSignal()
  try {
    const { since: lengthMs, until } = options
    return await work({ recording, span: await spanOf(recording, { until, lengthMs }) })
  } finally {
    await close()
  }
}

function open({ url, data, apiToken }: PastOptions): {
  readonly recording: Recording
  readonly close: () => Promise<void>
} {
  if (url !== undefined && data !== undefined)
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected --data or --url, found both. Name the folder or the running hub, not both.',
    )
  if (url !== undefined)
    return { recording: recordingAt(createHubClient(url, apiToken)), close: async () => undefined }
  // The variable stands for the option only where no hub is named: it may be set for all commands.
  const recording = openRecording(data ?? process.env['TOCSIN_DATA'] ?? DATA_DEFAULT)
  return { recording, close: () => recording.close() }
}

const UNITS_MS = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 } as const

function readLength(text: string): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const ms = Number(count) * (unit === 'm' || unit === 'h' || unit === 'd' ? UNITS_MS[unit] : 0)
  if (ms > 0) return ms
  throw new InvalidArgumentError('Expected a number with m, h or d, such as 12h or 7d.')
}

function readTime(text: string): number {
  const read = parseIsoTime(text)
  if (read?.offsetMinutes === undefined)
    throw new InvalidArgumentError('Expected a time with a zone, such as 2026-01-05T09:00+08:00.')
  return read.at
}

function readZone(text: string): string {
  try {
    loadLocation(text)
    return text
  } catch {
    throw new InvalidArgumentError('Expected an IANA time zone, such as Asia/Shanghai.')
  }
}

/** `2026-03-05 10:00`, in the zone. */
export function hourText(at: number, zone: string): string {
  return localText(at, zone).slice(0, 16)
}

/** `1 message`, `2 messages`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
