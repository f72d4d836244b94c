import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Command } from 'commander'
import { TocsinError } from '../../base/errors.ts'
import { propertyOf } from '../../base/property.ts'
import { createHubClient, problemOf } from '../client.ts'
import { EXIT } from '../exit.ts'
import { jsonOption, urlOption } from '../options.ts'
import { print, printJson } from '../output.ts'

type Options = { url: string; key: string; json?: boolean }

/** `tocsin send`: posts event files to a source, as its sender would. */
export function sendCommand(program: Command, ran: (status: number) => void): void {
  program
    .command('send')
    .description('post event files to a source of a running hub')
    .argument('<file...>', 'JSON, or .form for form-encoded bodies; - is standard input')
    .requiredOption('--key <key>', 'ingest key of the source')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (files: readonly string[], options: Options) => ran(await send(files, options)))
}

async function send(files: readonly string[], options: Options): Promise<number> {
  const client = createHubClient(options.url)
  const results: { file: string; status: number; events?: unknown; problem?: string }[] = []
  for (const file of files) {
    const contentType =
      extname(file) === '.form' ? 'application/x-www-form-urlencoded' : 'application/json'
    const answer = await client.send('POST', `/in/${encodeURIComponent(options.key)}`, {
      body: await read(file),
      contentType,
    })
    const taken = answer.status >= 200 && answer.status < 300
    results.push(
      taken
        ? { file, status: answer.status, events: propertyOf(answer.body, 'events') }
        : { file, status: answer.status, problem: problemOf(answer) },
    )
  }
  if (options.json) printJson(results)
  else
    for (const { file, events, problem } of results)
      print(
        problem === undefined
          ? `${file}: taken as ${[events].flat().join(', ')}`
          : `${file}: refused. ${problem}`,
      )
  return results.every(({ problem }) => problem === undefined) ? EXIT.ok : EXIT.failed
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file)
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_USAGE',
      `Expected a file that can be read, found ${JSON.stringify(file)}, which cannot.`,
      { cause: error },
    )
  }
}
