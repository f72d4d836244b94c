import { open, readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import colors from 'picocolors'
import { adapters } from '../../adapters.ts'
import { TocsinError } from '../../base/errors.ts'
import {
  diskReader,
  formatProblem,
  type Importing,
  importConfiguration,
  loadConfiguration,
  type ReadFile,
} from '../../config/config.ts'
import { EXIT } from '../exit.ts'
import { jsonOption } from '../options.ts'
import { print, printJson } from '../output.ts'

type Options = { out?: string; json?: boolean }

type Imported = Extract<Importing, { kind: 'imported' }>

/** `tocsin import`: another program's configuration as one of ours, and line by line what has no equivalent. */
export function importCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('import')
    .description(
      "translate an alertmanager.yml or Argo CD's argocd-notifications-cm, and say line by line what has no equivalent",
    )
    .argument('<file>', 'the foreign configuration')
    .option(
      '--out <file>',
      'where to write the configuration; it must not exist. Else it is printed',
    )
    .addOption(jsonOption())
    .action(async (file: string, options: Options) => ran(await run(file, options)))
}

async function run(file: string, options: Options): Promise<number> {
  const importing = importConfiguration(await textOf(file))
  if (importing.kind === 'refused') {
    if (options.json === true) printJson({ ok: false, reason: importing.reason })
    else print(colors.red(`${file} cannot be imported: ${importing.reason}`))
    return EXIT.failed
  }
  const problems = await problemsOf(importing)
  if (options.out !== undefined) await write(options.out, importing.yaml)
  if (options.json === true) {
    const { from, yaml, notes, secrets } = importing
    printJson({ ok: problems.length === 0, from, yaml, notes, secrets, problems })
  } else {
    // The configuration alone goes to standard output, so that it can be piped.
    if (options.out === undefined) print(importing.yaml.trimEnd())
    for (const line of reportOf(file, importing, problems)) process.stderr.write(`${line}\n`)
  }
  return problems.length === 0 ? EXIT.ok : EXIT.failed
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected a file that can be read, found ${JSON.stringify(file)}, which cannot.`,
      { cause: error },
    )
  }
}

async function write(file: string, yaml: string): Promise<void> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(yaml)
    await handle.close()
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected --out with a file that does not exist yet in a folder that may be written to, found ${JSON.stringify(file)}. Nothing was written over.`,
      { cause: error },
    )
  }
}

/** What `tocsin check` would still find wrong, secrets left aside: what the foreign file itself has wrong for us. */
async function problemsOf({ yaml, secrets }: Imported): Promise<readonly string[]> {
  const path = 'imported'
  const readFileOf: ReadFile = async (wanted, limits) =>
    wanted === path
      ? { kind: 'read', bytes: new TextEncoder().encode(yaml) }
      : diskReader(wanted, limits)
  const loading = await loadConfiguration({
    path,
    environment: Object.fromEntries(
      secrets.flatMap(({ variable, isText }) => (isText ? [[variable, variable]] : [])),
    ),
    readFile: readFileOf,
    adapters,
    withoutSecrets: true,
  })
  if (loading.kind === 'loaded') return []
  return loading.problems.map((problem) => formatProblem(problem, { colour: false }))
}

const KINDS = { dropped: 'no equivalent', changed: 'differs', stays: 'stays there' } as const

function reportOf(file: string, imported: Imported, problems: readonly string[]): string[] {
  const { from, notes, secrets } = imported
  const count = notes.filter(({ kind }) => kind === 'dropped').length
  return [
    '',
    colors.bold(
      `Imported ${file} (${from}). ${count === 0 ? 'Everything has an equivalent.' : `${count} ${count === 1 ? 'thing has' : 'things have'} none.`}`,
    ),
    ...notes.flatMap(({ line, place, kind, text }) => [
      '',
      `${file}:${line}  ${colors.bold(KINDS[kind])}  ${place}`,
      `  ${text}`,
    ]),
    '',
    'Set these in the environment before it is used; the values are not in the configuration:',
    ...secrets.map(
      ({ variable, line, place, as }) =>
        `  ${variable}  ${[place === '' ? '' : `${file}:${line} ${place}`, as ?? ''].filter(Boolean).join(': ')}`,
    ),
    ...(problems.length > 0 ? ['', 'It is not good yet:', ...problems] : []),
  ]
}
