import { writeFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import colors from 'picocolors'
import type { WireConfiguration, WireHunk, WireRevision } from '../../api/wire-revisions.ts'
import { TocsinError } from '../../base/errors.ts'
import { propertyOf } from '../../base/property.ts'
import { formatProblem } from '../../config/config.ts'
import { createHubClient, type HubAnswer, type HubClient, problemOf } from '../client.ts'
import { EXIT } from '../exit.ts'
import { print, printJson, table } from '../output.ts'
import { type HubOptions, withHub } from '../silences.ts'
import { readStoredText } from '../stored-text.ts'

const PATH = '/api/v1/configuration'

type Ran = (status: number) => void

/** `tocsin config`: the configuration of a hub that keeps it in its store: revisions, and what is done with them. */
export function configCommand(program: Command, ran: Ran): void {
  const config = program
    .command('config')
    .description('the configuration of a hub that keeps it in its store (serve --config-in-store)')
  withHub(
    config
      .command('import')
      .description(
        'put a file in place of the configuration; what it reads from this environment and from files goes with it, as secrets',
      )
      .argument('<file>', 'a tocsin.yaml')
      .addOption(commentOption()),
  ).action(async (file: string, options: HubOptions & Commented) =>
    ran(await importFile(file, options)),
  )
  withHub(
    config
      .command('export')
      .description('print the configuration; references stand for its secrets')
      .option('--revision <number>', 'an older one', readNumber)
      .option('--out <file>', 'where to write it; it must not exist. Else it is printed'),
  ).action(async (options: HubOptions & { revision?: number; out?: string }) =>
    ran(await exportText(options)),
  )
  withHub(config.command('list').description('show the revisions, the newest first')).action(
    async (options: HubOptions) => ran(await list(options)),
  )
  withHub(
    config
      .command('diff')
      .description('show what differs between two revisions')
      .argument('<from>', 'the number of one', readNumber)
      .argument('[to]', 'the number of the other; else the newest', readNumber),
  ).action(async (from: number, to: number | undefined, options: HubOptions) =>
    ran(await diff({ from, to }, options)),
  )
  withHub(
    config
      .command('restore')
      .description('save the text of an older revision again, as a new one')
      .argument('<revision>', 'its number', readNumber)
      .addOption(commentOption()),
  ).action(async (number: number, options: HubOptions & Commented) =>
    ran(await restore(number, options)),
  )
}

type Commented = { readonly comment?: string }

const commentOption = (): Option => new Option('--comment <text>', 'why')

function readNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected the number of a revision, such as 12.')
}

async function importFile(file: string, options: HubOptions & Commented): Promise<number> {
  const read = await readStoredText(file)
  if ('problems' in read) {
    for (const problem of read.problems)
      print(formatProblem(problem, { colour: colors.isColorSupported }))
    return EXIT.failed
  }
  const secrets = [...read.secrets].map(([name, secret]): [string, string] => [
    name,
    secret.reveal(),
  ])
  const body = { text: read.text, secrets: Object.fromEntries(secrets), comment: options.comment }
  return saved(options, (hub, etag) => hub.send('PUT', PATH, contentOf(body, etag)))
}

function restore(number: number, options: HubOptions & Commented): Promise<number> {
  const body = { comment: options.comment }
  return saved(options, (hub, etag) =>
    hub.send('POST', `${PATH}/revisions/${number}/restore`, contentOf(body, etag)),
  )
}

/** Makes a change to the newest revision. */
async function saved(
  options: HubOptions,
  change: (hub: HubClient, etag: string) => Promise<HubAnswer>,
): Promise<number> {
  const hub = hubOf(options)
  const now = await configurationOf(hub)
  const answer = await change(hub, `"${now.newest?.number ?? 0}"`)
  if (answer.status !== 200) return refused(answer)
  const revision = answer.body as WireRevision // the hub's own answer
  if (options.json) printJson(revision)
  else print(`Revision ${revision.number} counts from now on.`)
  return EXIT.ok
}

async function exportText(
  options: HubOptions & { revision?: number; out?: string },
): Promise<number> {
  const query = options.revision === undefined ? '' : `?revision=${options.revision}`
  const answer = await hubOf(options).get(`${PATH}/export${query}`)
  if (answer.status !== 200) return refused(answer)
  const text = String(answer.body)
  if (options.json) printJson({ text })
  else if (options.out === undefined) print(text.trimEnd())
  else await writeNew(options.out, text)
  return EXIT.ok
}

async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected --out with the path of a file that can be made, found ${JSON.stringify(path)}. It must not exist, and its folder must.`,
      { cause: error },
    )
  })
}

async function list(options: HubOptions): Promise<number> {
  const answer = await hubOf(options).get(`${PATH}/revisions?limit=100`)
  if (answer.status !== 200) return refused(answer)
  const { revisions } = answer.body as { revisions: readonly WireRevision[] } // the hub's own answer
  if (options.json) printJson(revisions)
  else for (const line of table(revisions.map(rowOf))) print(line)
  return EXIT.ok
}

function rowOf({ number, at, by, comment, restores }: WireRevision): readonly string[] {
  const about = restores === undefined ? comment : `restores ${restores}  ${comment}`
  return [String(number), `${at.slice(0, 16).replace('T', ' ')} UTC`, by, about]
}

async function diff(
  { from, to }: { from: number; to: number | undefined },
  options: HubOptions,
): Promise<number> {
  const hub = hubOf(options)
  const until = to ?? (await configurationOf(hub)).newest?.number ?? from
  const answer = await hub.get(`${PATH}/diff?from=${from}&to=${until}`)
  if (answer.status !== 200) return refused(answer)
  const { changes } = answer.body as { changes: readonly WireHunk[] } // the hub's own answer
  if (options.json) printJson(changes)
  else if (changes.length === 0) print('Nothing differs.')
  else for (const hunk of changes) printHunk(hunk)
  return EXIT.ok
}

function printHunk({ before, after, lines }: WireHunk): void {
  print(colors.dim(`@@ -${before} +${after} @@`))
  for (const { kind, text } of lines) {
    if (kind === 'added') print(colors.green(`+${text}`))
    else if (kind === 'removed') print(colors.red(`-${text}`))
    else print(` ${text}`)
  }
}

async function configurationOf(hub: HubClient): Promise<WireConfiguration> {
  const answer = await hub.get(PATH)
  if (answer.status === 200) return answer.body as WireConfiguration // the hub's own answer
  throw new TocsinError('TOCSIN_REQUEST_INVALID', problemOf(answer))
}

function contentOf(body: object, etag: string) {
  return { body: JSON.stringify(body), headers: { 'if-match': etag } }
}

function hubOf({ url, apiToken }: HubOptions): HubClient {
  return createHubClient(url, apiToken)
}

function refused(answer: HubAnswer): number {
  print(problemOf(answer))
  const problems = propertyOf(answer.body, 'problems')
  for (const problem of Array.isArray(problems) ? problems : [])
    print(
      `${String(propertyOf(problem, 'line'))}:${String(propertyOf(problem, 'column'))}  ${String(propertyOf(problem, 'message'))}`,
    )
  return EXIT.failed
}
