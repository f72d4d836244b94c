import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { type Command, Option } from 'commander'
import colors from 'picocolors'
import { adapters } from '../../adapters.ts'
import { isoTime, systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { readSource } from '../../config/config.ts'
import type { EntryTrace } from '../../contract/source.ts'
import type { SourceConfiguration } from '../../model/configuration.ts'
import type { Event } from '../../model/event.ts'
import { inLanguage } from '../../model/text.ts'
import { type TriedSource, trySource } from '../../try-source.ts'
import { EXIT } from '../exit.ts'
import { loadWithoutSecrets } from '../load.ts'
import { configOption, jsonOption } from '../options.ts'
import { print, printJson, table } from '../output.ts'

type Options = {
  config: string
  type?: string
  settings?: string
  body?: string
  contentType?: string
  query?: string
  json?: boolean
}

/** `tocsin source try`: what a source makes of a request, without a hub. */
export function sourceCommand(program: Command, ran: (status: number) => void): void {
  const source = program.command('source').description('look at how a source reads requests')
  source
    .command('try')
    .description('show the events that a source makes of a request, and where each part came from')
    .argument('[name]', 'the source in the configuration; else the only one of --type')
    .addOption(configOption())
    .option('--type <type>', 'a type of source, for example generic')
    .option('--settings <file>', "the source's own settings as YAML, in place of those configured")
    .option('--body <file>', 'the body of the request; - for standard input')
    .option('--content-type <type>', "the body's type; else by the file's ending, or JSON")
    .addOption(new Option('--query <query>', 'what stands behind the ? of the address'))
    .addOption(jsonOption())
    .action(async (name: string | undefined, options: Options) => ran(await run(name, options)))
}

async function run(name: string | undefined, options: Options): Promise<number> {
  const source = await sourceOf(name, options)
  if (source === undefined) return EXIT.failed
  const { body: file, contentType, query = '' } = options
  const body = file === undefined ? new Uint8Array(0) : await bytesOf(file, '--body')
  const tried = trySource({
    source,
    types: new Map(adapters.sources.map((type) => [type.type, type])),
    request: {
      method: file === undefined ? 'GET' : 'POST',
      path: '',
      query,
      headers: { 'content-type': contentType ?? contentTypeOf(file) },
      body,
    },
    receivedAt: systemClock.now(),
  })
  if (options.json === true) printJson(tried)
  else show(tried, source)
  return tried.kind === 'events' ? EXIT.ok : EXIT.failed
}

/** The configured source, or one of the type alone; undefined where what is wrong has been printed. */
async function sourceOf(
  name: string | undefined,
  options: Options,
): Promise<SourceConfiguration | undefined> {
  const { type, settings } = options
  if (type !== undefined && settings !== undefined)
    return given({ name: name ?? type, type }, settings)
  const isBare = type !== undefined && name === undefined && options.config === 'tocsin.yaml'
  const configuration = isBare ? undefined : await loadWithoutSecrets(options.config)
  if (!isBare && configuration === undefined) return undefined
  const fitting = (configuration?.sources ?? []).filter(
    (source) =>
      (name === undefined || source.name === name) && (type === undefined || source.type === type),
  )
  const [found, another] = fitting
  if (found === undefined && isBare) return given({ name: type, type }, undefined)
  if (found === undefined || another !== undefined) {
    const known = (configuration?.sources ?? []).map((source) => source.name).join(', ')
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected the name of one source of the configuration, found ${another ? 'several that fit' : 'none that fits'}. ${known === '' ? 'There is none.' : `There are: ${known}.`}`,
    )
  }
  return settings === undefined ? found : given(found, settings)
}

async function given(
  { name, type }: { readonly name: string; readonly type: string },
  file: string | undefined,
): Promise<SourceConfiguration | undefined> {
  const bytes = file === undefined ? undefined : await bytesOf(file, '--settings')
  const settings = bytes === undefined ? {} : new TextDecoder().decode(bytes)
  const read = await readSource({ name, type, settings }, adapters)
  if (read.kind === 'source') return read.source
  for (const problem of read.problems) print(problem)
  return undefined
}

async function bytesOf(file: string, option: string): Promise<Uint8Array> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file)
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected ${option} with a file that can be read, found ${JSON.stringify(file)}, which cannot.`,
      { cause: error },
    )
  }
}

function contentTypeOf(file: string | undefined): string {
  return file !== undefined && extname(file) === '.form'
    ? 'application/x-www-form-urlencoded'
    : 'application/json'
}

function show(tried: TriedSource, { name, type }: SourceConfiguration): void {
  if (tried.kind === 'unparsable') {
    print(colors.red(`The source ${name} (${type}) cannot read this.`))
    print(tried.problem)
    return
  }
  const { events, entries } = tried
  print(
    colors.bold(
      `The source ${name} (${type}) makes ${events.length === 1 ? '1 event' : `${events.length} events`} of this. Nothing is stored.`,
    ),
  )
  const traces = entries.length > 0 ? entries : events.map((_, event) => ({ event, parts: [] }))
  for (const [index, trace] of traces.entries()) {
    print()
    showEntry(trace, { number: index + 1, event: events[trace.event ?? -1] })
  }
}

function showEntry(
  { parts }: Pick<EntryTrace, 'parts'>,
  { number, event }: { readonly number: number; readonly event: Event | undefined },
): void {
  print(colors.bold(event === undefined ? `${number}. is ignored` : `${number}. ${headOf(event)}`))
  if (event !== undefined) for (const line of table(factsOf(event))) print(`   ${line}`)
  if (parts.length === 0) return
  print('   Where it came from:')
  const rows = parts.map(({ part, value = '', by, from }) => [part, BY[by], from, value])
  for (const line of table(rows)) print(`     ${line}`)
  for (const { part, problems } of parts)
    for (const problem of problems)
      print(colors.yellow(`     ${part}: ${inLanguage(problem, 'en')}`))
}

const BY = { setting: 'by the setting', guess: 'guessed from', default: 'by default' } as const

function headOf({ kind, severity, title }: Event): string {
  return `${kind}  ${severity}  ${inLanguage(title, 'en')}`
}

function factsOf(event: Event): readonly (readonly string[])[] {
  const { sourceAt, labels, fields, links } = event
  return [
    ['key', event.dedupKey],
    ['time', sourceAt === undefined ? 'none of its own' : isoTime(sourceAt)],
    ...Object.entries(labels).map(([label, value]) => [`label ${label}`, value]),
    ...fields.map(({ label, value }) => [inLanguage(label, 'en'), inLanguage(value, 'en')]),
    ...links.map(({ text, url }) => [inLanguage(text, 'en'), url]),
  ]
}
