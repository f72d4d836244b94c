import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { type Command, Option } from 'commander'
import colors from 'picocolors'
import { adapters } from '../../adapters.ts'
import { systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { PREVIEW_KINDS, type Previewed, type PreviewKind, preview } from '../../preview.ts'
import { EXIT } from '../exit.ts'
import { loadOrReport } from '../load.ts'
import { configOption, jsonOption } from '../options.ts'
import { indented, print, printJson } from '../output.ts'

type Options = {
  config: string
  endpoint: string
  template?: string
  kind?: PreviewKind
  event?: string
  source?: string
  json?: boolean
}

/** `tocsin preview`: what an endpoint would be sent, without sending it. */
export function previewCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('preview')
    .description('show a message as an endpoint would be sent it, and as plain text; sends nothing')
    .addOption(configOption())
    .requiredOption(
      '--endpoint <contact>',
      'whose: a contact, or contact/2 for its second endpoint',
    )
    .option('--template <name>', "a template of the configuration; else the contact's own")
    .addOption(new Option('--kind <kind>', 'what kind of message').choices(PREVIEW_KINDS))
    .option('--event <file>', 'JSON, or .form, as its sender posts it; else an example')
    .option('--source <name>', 'the source that reads the event; else the first')
    .addOption(jsonOption())
    .action(async (options: Options) => ran(await run(options)))
}

async function run(options: Options): Promise<number> {
  const configuration = await loadOrReport(options.config)
  if (configuration === undefined) return EXIT.failed
  const { endpoint, template, kind, source } = options
  const event = options.event === undefined ? undefined : await read(options.event)
  const { channels, sources } = adapters
  const facts = { configuration, channels, sources, endpoint, template, kind, event, source }
  const previewed = preview({ ...facts, clock: systemClock })
  if (options.json === true) printJson(asJson(previewed))
  else show(previewed)
  return previewed.said.fault === undefined ? EXIT.ok : EXIT.failed
}

async function read(file: string): Promise<{ body: Uint8Array; contentType: string }> {
  const isForm = extname(file) === '.form'
  const contentType = isForm ? 'application/x-www-form-urlencoded' : 'application/json'
  try {
    return { body: await readFile(file), contentType }
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected --event with a file that can be read, found ${JSON.stringify(file)}, which cannot.`,
      { cause: error },
    )
  }
}

function asJson({ endpoint, kind, template, said, plain }: Previewed): object {
  const { body, cut, fault } = said
  const { contact, channel, language } = endpoint
  return { contact, channel, language, kind, template, body, cut, fault, plain }
}

function show({ endpoint, kind, template, said, plain }: Previewed): void {
  const by = template === undefined ? 'the default message' : `the template ${template}`
  print(
    colors.bold(
      `${kind} for ${endpoint.contact} on ${endpoint.channel}, by ${by}. Nothing is sent.`,
    ),
  )
  if (said.fault !== undefined) print(colors.red(`The template failed: ${said.fault.reason}`))
  print()
  print(colors.bold(`The body${said.cut ? ', shortened to what the platform takes' : ''}:`))
  print(indented(said.body))
  for (const language of ['zh', 'en'] as const) {
    print()
    print(colors.bold(`As plain text, ${language}:`))
    print(plain[language])
  }
}
