import type { Command } from 'commander'
import type { WireReplay, WireRequest, WireSource } from '../../api/wire-sources.ts'
import { createHubClient, type HubAnswer, problemOf } from '../client.ts'
import { EXIT } from '../exit.ts'
import { jsonOption, tokenOption, urlOption } from '../options.ts'
import { print, printJson, table } from '../output.ts'

type Options = { url: string; apiToken?: string; json?: boolean }

/** `tocsin sources list|log|request|replay|forget`: who sends, and what came of each request. */
export function sourcesCommand(program: Command, ran: (status: number) => void): void {
  const sources = program
    .command('sources')
    .description('show who sends, who has gone quiet, and what became of each request')
  withHub(sources.command('list', { isDefault: true }))
    .description('list the sources: last event, counts, quiet or not, monitors')
    .action(async (options: Options) => ran(await list(options)))
  withHub(sources.command('log'))
    .description('list the newest requests of a source')
    .argument('<source>', 'name of the source')
    .option('--limit <count>', 'how many', '20')
    .action(async (name: string, options: Options & { limit: string }) =>
      ran(await log(name, options)),
    )
  withHub(sources.command('request'))
    .description('show one request as it came, without credentials')
    .argument('<source>', 'name of the source')
    .argument('<id>', 'id of the request')
    .action(async (name: string, id: string, options: Options) => ran(await one(name, id, options)))
  withHub(sources.command('replay'))
    .description('read a request from quarantine again, after its source was mended')
    .argument('<id>', 'id of the request')
    .action(async (id: string, options: Options) => ran(await replay(id, options)))
  withHub(sources.command('forget'))
    .description('watch a monitor of a heartbeat source no longer')
    .argument('<source>', 'name of the source')
    .argument('<monitor>', 'name of the monitor')
    .action(async (name: string, monitor: string, options: Options) =>
      ran(await forget(name, monitor, options)),
    )
}

function withHub(command: Command): Command {
  return command.addOption(urlOption()).addOption(tokenOption()).addOption(jsonOption())
}

const PATH = '/api/v1/sources'

async function list(options: Options): Promise<number> {
  const answer = await hubOf(options).get(PATH)
  if (answer.status !== 200) return refused(answer)
  const { sources } = answer.body as { sources: readonly WireSource[] } // the hub's own answer
  if (options.json) printJson(sources)
  else if (sources.length === 0) print('There is no source.')
  else for (const line of table(sources.flatMap(rowsOf))) print(line)
  return sources.some(isInTrouble) ? EXIT.failed : EXIT.ok
}

function isInTrouble({ quiet, monitors = [] }: WireSource): boolean {
  return quiet.since !== undefined || monitors.some(({ firedAt }) => firedAt !== undefined)
}

function rowsOf(source: WireSource): readonly (readonly string[])[] {
  const { name, type, heardAt, lastEventAt, counts, monitors = [] } = source
  const { requests, events, quarantined, refused: turnedAway } = counts
  const heard =
    lastEventAt === undefined
      ? heardAt === undefined
        ? 'never heard'
        : `last request ${heardAt}`
      : `last event ${lastEventAt}`
  const told = [
    `${requests} requests`,
    `${events} events`,
    quarantined > 0 ? `${quarantined} quarantined` : '',
    turnedAway > 0 ? `${turnedAway} refused` : '',
  ]
  return [
    [name, type ?? 'not configured', quietText(source), heard, told.filter(Boolean).join(', ')],
    ...monitors.map(({ name: monitor, state, pingedAt, lateAt }) => [
      `  ${monitor === '' ? '(the source itself)' : monitor}`,
      'monitor',
      state,
      pingedAt === undefined ? 'never pinged' : `last ping ${pingedAt}`,
      lateAt === undefined ? '' : `late at ${lateAt}`,
    ]),
  ]
}

function quietText({ quiet }: WireSource): string {
  if (quiet.since !== undefined) return `quiet since ${quiet.since}`
  if (quiet.rule === 'off') return 'not watched'
  if (quiet.afterSeconds === undefined) return 'no habit known'
  return `speaks, watched (${Math.round(quiet.afterSeconds / 60)} min)`
}

async function log(name: string, options: Options & { limit: string }): Promise<number> {
  const query = new URLSearchParams({ limit: options.limit })
  const path = `${PATH}/${encodeURIComponent(name)}/requests?${query}`
  const answer = await hubOf(options).get(path)
  if (answer.status !== 200) return refused(answer)
  const { requests } = answer.body as { requests: readonly WireRequest[] } // the hub's own answer
  if (options.json) printJson(requests)
  else if (requests.length === 0) print('No request of this source is in the log.')
  else for (const line of table(requests.map(requestRow))) print(line)
  return EXIT.ok
}

function requestRow(request: WireRequest): readonly string[] {
  const { id, receivedAt, method, path, status, result, bodyBytes } = request
  return [
    receivedAt,
    id,
    `${method} ${path || '/'}`,
    String(status),
    result,
    `${bodyBytes} bytes`,
    becameOf(request),
  ]
}

function becameOf({ events, eventCount, problem }: WireRequest): string {
  if (problem !== undefined) return problem
  const told = events.map(({ fate, title, held }) =>
    [fate, held.length > 0 ? `(${held.map(({ reason }) => reason).join(', ')})` : '', title?.en]
      .filter(Boolean)
      .join(' '),
  )
  const more = eventCount > events.length ? [`and ${eventCount - events.length} more`] : []
  return [...told, ...more].join('; ')
}

async function one(name: string, id: string, options: Options): Promise<number> {
  const path = `${PATH}/${encodeURIComponent(name)}/requests/${encodeURIComponent(id)}`
  const answer = await hubOf(options).get(path)
  if (answer.status !== 200) return refused(answer)
  const request = answer.body as WireRequest // the hub's own answer
  if (options.json) printJson(request)
  else for (const line of linesOf(request)) print(line)
  return EXIT.ok
}

function linesOf(request: WireRequest): readonly string[] {
  const { method, path, query, headers, receivedAt, status, result, events, body } = request
  return [
    `${receivedAt}  answered ${status}, ${result}`,
    ...(request.problem === undefined ? [] : [request.problem]),
    ...table(
      events.map(({ id, fate, title, held }) => [
        '',
        id,
        fate,
        title?.en ?? '',
        held.map(({ text }) => text.en).join(' '),
      ]),
    ),
    '',
    `${method} /in/***${path}${query === undefined ? '' : `?${query}`}`,
    ...Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
    '',
    ...(body === undefined ? [] : [body]),
  ]
}

async function replay(id: string, options: Options): Promise<number> {
  const answer = await hubOf(options).send(
    'POST',
    `/api/v1/quarantine/${encodeURIComponent(id)}/replay`,
  )
  if (answer.status !== 200) return refused(answer)
  const replayed = answer.body as WireReplay // the hub's own answer
  if (options.json) printJson(replayed)
  else if (replayed.result === 'taken') print(`taken as ${replayed.events.join(', ')}`)
  else print(`still not read, and kept as ${replayed.quarantineId}. ${replayed.problem}`)
  return replayed.result === 'taken' ? EXIT.ok : EXIT.failed
}

async function forget(name: string, monitor: string, options: Options): Promise<number> {
  const path = `${PATH}/${encodeURIComponent(name)}/monitors/${encodeURIComponent(monitor)}`
  const answer = await hubOf(options).send('DELETE', path)
  if (answer.status !== 200) return refused(answer)
  if (options.json) printJson(answer.body)
  else print(`${monitor} is watched no longer; its next ping begins anew.`)
  return EXIT.ok
}

function hubOf({ url, apiToken }: Options): ReturnType<typeof createHubClient> {
  return createHubClient(url, apiToken)
}

function refused(answer: HubAnswer): number {
  print(problemOf(answer))
  return EXIT.failed
}
