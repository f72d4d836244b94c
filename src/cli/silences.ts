// What the commands for silences and for maintenance share: both are silences of the hub, of different kinds.
import { type Command, Option } from 'commander'
import type { WireMutePreview, WireSilence } from '../api/wire.ts'
import { createHubClient, type HubAnswer, problemOf } from './client.ts'
import { secondsOf } from './duration.ts'
import { EXIT } from './exit.ts'
import { jsonOption, tokenOption, urlOption } from './options.ts'
import { print, printJson, table } from './output.ts'

/** Where the hub is, and how it is to be answered. */
export type HubOptions = { url: string; apiToken?: string; json?: boolean }
/** Within which times something recurs, each as a list with commas. */
export type TimesOptions = { times?: string; weekdays?: string; zone?: string }
export type AddOptions = HubOptions &
  TimesOptions & { by: string; comment?: string; duration: string; start?: string; end?: string }
export type Kind = 'silence' | 'maintenance'

const SILENCES_PATH = '/api/v1/silences'

/** Adds the options of every command that asks a hub. */
export function withHub(command: Command): Command {
  return command.addOption(urlOption()).addOption(tokenOption()).addOption(jsonOption())
}

/** Adds the options that say when something recurs. */
export function withTimes(command: Command): Command {
  return command
    .addOption(
      new Option('--times <ranges>', 'only at these times of day: 22:00-07:00,12:00-13:00'),
    )
    .addOption(new Option('--weekdays <ranges>', 'only on these days: monday:friday,sunday'))
    .addOption(new Option('--zone <zone>', 'the IANA zone of these times; UTC by default'))
}

/** Shows the silences of one kind. */
export async function listSilences(kind: Kind, options: HubOptions): Promise<number> {
  const answer = await hubOf(options).get(`${SILENCES_PATH}?kind=${kind}`)
  if (answer.status !== 200) return refused(answer)
  const { silences } = answer.body as { silences: readonly WireSilence[] } // the hub's own answer
  if (options.json) printJson(silences)
  else if (silences.length === 0)
    print(kind === 'silence' ? 'There is no silence.' : 'Nothing was started by hand.')
  else for (const line of table(silences.map(row))) print(line)
  return EXIT.ok
}

/** Makes one. */
export async function addSilence(
  kind: Kind,
  matchers: readonly string[],
  options: AddOptions,
): Promise<number> {
  const { start, end, duration, by, comment } = options
  const body = {
    kind,
    matchers,
    ...(start === undefined ? {} : { startsAt: start }),
    ...(end === undefined ? { durationSeconds: secondsOf(duration) } : { endsAt: end }),
    recurs: recursOf(options),
    createdBy: by,
    comment,
  }
  return shown(await post(options, SILENCES_PATH, body), options)
}

/** Changes what is given of one, and leaves the rest as it is. */
export async function editSilence(
  id: string,
  matchers: readonly string[],
  options: HubOptions & Partial<AddOptions>,
): Promise<number> {
  const client = hubOf(options)
  const path = `${SILENCES_PATH}/${encodeURIComponent(id)}`
  const found = await client.get(path)
  if (found.status !== 200) return refused(found)
  const before = found.body as WireSilence // the hub's own answer
  const recurs = recursOf(options)
  const end = options.duration === undefined ? (options.end ?? before.endsAt) : undefined
  const body = {
    kind: before.kind,
    matchers: matchers.length > 0 ? matchers : before.matchers,
    startsAt: options.start ?? before.startsAt,
    ...(end === undefined
      ? { durationSeconds: secondsOf(options.duration ?? '') }
      : { endsAt: end }),
    recurs: recurs.length > 0 ? recurs : before.recurs,
    createdBy: options.by ?? before.createdBy,
    comment: options.comment ?? before.comment,
  }
  return shown(await client.send('PUT', path, { body: JSON.stringify(body) }), options)
}

/** Ends one now. */
export async function expireSilence(id: string, options: HubOptions): Promise<number> {
  const path = `${SILENCES_PATH}/${encodeURIComponent(id)}`
  return shown(await hubOf(options).send('DELETE', path), options)
}

/** Asks what something would hold, and shows it. */
export async function previewMute(
  kind: Kind | 'inhibition' | 'mute-timing',
  body: object,
  options: HubOptions,
): Promise<number> {
  const answer = await post(options, `/api/v1/preview/${kind}`, body)
  if (answer.status !== 200) return refused(answer)
  const preview = answer.body as WireMutePreview // the hub's own answer
  if (options.json) printJson(preview)
  else for (const line of describePreview(preview)) print(line)
  return EXIT.ok
}

/** The times that the options name, as the API takes them; none where they name none. */
export function recursOf({ times, weekdays, zone }: TimesOptions): readonly object[] {
  if (times === undefined && weekdays === undefined) return []
  return [
    {
      ...(times === undefined ? {} : { times: listOf(times) }),
      ...(weekdays === undefined ? {} : { weekdays: listOf(weekdays) }),
      ...(zone === undefined ? {} : { zone }),
    },
  ]
}

/** The parts of a list with commas. */
export function listOf(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim())
}

function describePreview({ now, past }: WireMutePreview): readonly string[] {
  const orMore = now.isComplete ? '' : ' or more'
  const span = past.isComplete ? 'in the last 7 days' : `since ${past.from}, as far as was looked`
  const moment = now.holds ? 'It would hold at this moment' : 'It would not hold at this moment'
  return [
    `${moment}. Open alerts that it is about: ${now.count}${orMore}.`,
    ...table(
      now.alerts.map(({ id, severity, state, title }) => ['', id, severity, state, title.en]),
    ),
    `Events that were news ${span}: ${past.newsCount}, of which it would have held ${past.count}.`,
    ...table(past.days.map(({ day, count }) => ['', day, String(count)])),
    ...table(past.policies.map(({ policy, count }) => ['', `policy "${policy}"`, String(count)])),
    ...table(
      past.events.map(({ id, severity, receivedAt, title }) => [
        '',
        id,
        receivedAt,
        severity,
        title.en,
      ]),
    ),
  ]
}

function hubOf({ url, apiToken }: HubOptions): ReturnType<typeof createHubClient> {
  return createHubClient(url, apiToken)
}

function post(options: HubOptions, path: string, body: object): Promise<HubAnswer> {
  return hubOf(options).send('POST', path, { body: JSON.stringify(body) })
}

function shown(answer: HubAnswer, options: HubOptions): number {
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

/** Times as they were written, in words: `02:00-04:00, saturday, sunday (Asia/Shanghai)`. */
function timesText(interval: object): string {
  const { zone, ...parts } = interval as { zone?: string } & Record<string, readonly string[]> // the hub checked it
  const named = Object.values(parts).map((ranges) => ranges.join(', '))
  return `${named.join(', on ')} (${zone ?? 'UTC'})`
}

function row(silence: WireSilence): readonly string[] {
  const { id, state, startsAt, endsAt, recurs, createdBy, matchers, comment } = silence
  const when = state === 'pending' ? `from ${startsAt} until ${endsAt}` : `until ${endsAt}`
  const times = recurs === undefined ? '' : `, only ${recurs.map(timesText).join('; or ')}`
  return [id, state, `${when}${times}`, createdBy, matchers.join(' '), comment]
}
