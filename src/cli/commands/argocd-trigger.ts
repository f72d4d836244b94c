import { type Command, Option } from 'commander'
import { type ArgoConfig, runTrigger } from '../../argocd/argocd.ts'
import { systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { readApplication, readConfigFiles } from '../argocd-files.ts'
import { OUTPUTS, type Output, printNamed } from '../argocd-get.ts'
import { configFileOptions, type GivenFiles } from '../argocd-options.ts'
import { upstreamTable } from '../argocd-table.ts'
import { EXIT } from '../exit.ts'
import { print } from '../output.ts'

/** `tocsin argocd trigger`: triggers as upstream's command line shows and tries them. */
export function argocdTriggerCommand(parent: Command, ran: (status: number) => void): void {
  const trigger = parent.command('trigger').description('show triggers, or try one')
  const get = trigger.command('get').description('show the triggers, or one').argument('[name]')
  configFileOptions(get)
    .addOption(new Option('-o, --output <form>', 'how').choices(OUTPUTS).default('wide'))
    .action(async (name: string | undefined, options: GivenFiles & { output: Output }) => {
      ran(show(await readConfigFiles(options), name, options.output))
    })
  const run = trigger
    .command('run')
    .description('say which conditions of a trigger an Application meets')
    .argument('<name>')
    .argument('<application>', 'a file with it, as JSON or YAML, or its name in the cluster')
  configFileOptions(run).action(async (name: string, file: string, options: GivenFiles) => {
    ran(tryOut(await readConfigFiles(options), name, await readApplication(file, options)))
  })
}

function show(config: ArgoConfig, name: string | undefined, output: Output): number {
  if (name !== undefined) named(config, name)
  const triggers = [...config.triggers].filter(([one]) => name === undefined || one === name)
  printNamed(new Map(triggers), {
    output,
    header: ['NAME', 'TEMPLATE', 'CONDITION'],
    rows: (one, { conditions }) =>
      conditions.map(({ send, when }, index) => [index === 0 ? one : '', send.join(', '), when]),
    value: ({ conditions }) =>
      conditions.map(({ oncePer, when, description, send }) => ({
        ...(oncePer === undefined ? {} : { oncePer }),
        ...(when === '' ? {} : { when }),
        ...(description === undefined ? {} : { description }),
        ...(send.length === 0 ? {} : { send }),
      })),
  })
  return EXIT.ok
}

function tryOut(config: ArgoConfig, name: string, app: unknown): number {
  named(config, name)
  const results = runTrigger(config, name, { app, now: systemClock.now() })
  const rows = results.map(({ when, triggered }) => [when, String(triggered)])
  for (const line of upstreamTable([['CONDITION', 'RESULT'], ...rows])) print(line)
  const errors = results.flatMap(({ error }) => error ?? [])
  for (const error of errors) process.stderr.write(`failed to execute when condition: ${error}\n`)
  return errors.length === 0 ? EXIT.ok : EXIT.failed
}

/** Throws TOCSIN_NOT_FOUND with upstream's words. */
function named({ triggers, problems }: ArgoConfig, name: string): void {
  if (triggers.has(name)) return
  const broken = problems.find(({ key }) => key === `trigger.${name}`)
  const names = [...triggers.keys()].toSorted().join(', ')
  throw new TocsinError(
    'TOCSIN_NOT_FOUND',
    broken?.problem ?? `trigger with name '${name}' does not exist (found ${names})`,
  )
}
