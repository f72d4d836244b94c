import type { Command } from 'commander'
import colors from 'picocolors'
import {
  type ArgoConfig,
  type ArgoDelivery,
  type ArgoPass,
  evaluateApplication,
} from '../../argocd/argocd.ts'
import { ArgocdOneOffs } from '../../argocd-one-off.ts'
import { systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { inLanguage } from '../../model/text.ts'
import { readConfigFiles, readResource } from '../argocd-files.ts'
import { addArgocdOptions } from '../cluster-options.ts'
import { EXIT } from '../exit.ts'
import { CONFIG_FILE, jsonOption } from '../options.ts'
import { indented, print, printJson } from '../output.ts'
import { argocdLintCommand } from './argocd-lint.ts'
import { argocdTemplateCommand } from './argocd-template.ts'
import { argocdTriggerCommand } from './argocd-trigger.ts'
import { addServeOptions, type ServeOptions, serve } from './serve.ts'

type FileOptions = {
  readonly config?: string
  readonly secret?: string
  readonly app?: string
  readonly project?: string
  readonly strict?: boolean
  readonly json?: boolean
}

/**
 * `tocsin argocd`: runs a hub that watches the Applications of a cluster, as `tocsin serve --argocd` does; with files, says
 * what argocd-notifications-cm would do for an Application, without a cluster.
 */
export function argocdCommand(program: Command, ran: (status: number) => void): void {
  const argocd = program
    .command('argocd')
    .description(
      "run Argo CD's notifications; with --config and --app say what they would do, and send nothing",
    )
    .option('--config <file>', 'to look only: argocd-notifications-cm, as YAML or JSON')
    .option('--secret <file>', 'to look only: argocd-notifications-secret')
    .option('--app <file>', 'to look only: the Application, as JSON or YAML')
    .option('--project <file>', 'to look only: its AppProject')
    .option('--strict', 'to look only: as upstream does in everything')
    .addOption(jsonOption())
    .action(async (options: FileOptions & Omit<ServeOptions, 'config'>) => {
      const { config, secret, app, project } = options
      const files = [config, secret, app, project]
      ran(files.every((file) => file === undefined) ? await watch(options) : await look(options))
    })
  addServeOptions(argocd)
  addArgocdOptions(argocd)
  argocdTriggerCommand(argocd, ran)
  argocdTemplateCommand(argocd, ran)
  argocdLintCommand(argocd, ran)
}

/** The hub's own file is named by its variable here: `--config` is Argo CD's. */
async function watch(options: Omit<ServeOptions, 'config'>): Promise<number> {
  const named = process.env['TOCSIN_CONFIG']
  const config = named ?? CONFIG_FILE
  return await serve({ ...options, argocd: true, config }, { mayLackFile: named === undefined })
}

async function look(options: FileOptions): Promise<number> {
  const { config: configMap, app: appFile, project: projectFile, ...rest } = options
  if (configMap === undefined || appFile === undefined)
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected --config with argocd-notifications-cm and --app with an Application beside --secret and --project. Without all four the hub runs and watches a cluster.',
    )
  const config = await readConfigFiles({ ...rest, configMap })
  const app = await readResource(appFile)
  const project = projectFile === undefined ? undefined : await readResource(projectFile)
  const look = { app, now: systemClock.now(), ...(project === undefined ? {} : { project }) }
  const pass = evaluateApplication(config, look)
  const { problems } = config
  if (options.json === true) printJson({ ...pass, configuration: problems })
  else show({ config, app, pass })
  const isBroken = pass.deliveries.some(({ content }) => 'problem' in content)
  return isBroken || problems.length > 0 || pass.problems.length > 0 ? EXIT.failed : EXIT.ok
}

type Shown = { readonly config: ArgoConfig; readonly app: unknown; readonly pass: ArgoPass }
type Drawn = ReturnType<ArgocdOneOffs['draw']>

function show({ config, app, pass }: Shown): void {
  const oneOffs = new ArgocdOneOffs({ environment: {} })
  for (const { key, problem } of config.problems) print(`${colors.red(key)}  ${problem}`)
  for (const problem of pass.problems) print(colors.red(problem))
  if (pass.skipped !== undefined) print(`Processing skipped: ${pass.skipped}`)
  for (const {
    trigger,
    index,
    triggered,
    error,
    oncePerProblem,
    destinations,
  } of pass.evaluations) {
    const result = triggered ? colors.green('true') : 'false'
    print(
      `${colors.bold(`${trigger}[${index}]`)}  ${result}${error === undefined ? '' : `  ${error}`}`,
    )
    if (oncePerProblem !== undefined) print(colors.yellow(`    ${oncePerProblem}`))
    for (const { service, recipient, state } of destinations)
      print(`    ${nameOf(service, recipient)}: ${state}`)
  }
  for (const delivery of pass.deliveries) {
    print()
    const drawn = oneOffs.draw({ config, app, delivery })
    print(colors.bold(`${delivery.trigger} to ${placeOf(delivery, drawn)}:`))
    print(contentOf(delivery, drawn))
  }
  print()
  print(`${pass.deliveries.length} messages. Nothing is sent.`)
}

function nameOf(service: string, recipient: string): string {
  return recipient === '' ? service : `${service}:${recipient}`
}

function placeOf({ service, recipient }: ArgoDelivery, drawn: Drawn): string {
  const place = nameOf(service.name, recipient)
  if ('problems' in drawn || drawn.channel === 'argocd') return `${place} (${service.type})`
  return `${place} (a robot of ${drawn.channel}${drawn.isSigned ? ', signed' : ''})`
}

/** What is posted, with the indents of JSON. */
function contentOf({ content }: ArgoDelivery, drawn: Drawn): string {
  if ('problem' in content) return colors.red(content.problem)
  if ('problems' in drawn)
    return colors.red(drawn.problems.map((problem) => inLanguage(problem, 'en')).join('\n'))
  if (drawn.channel !== 'argocd') return indented(drawn.body)
  if (content.part === undefined) return content.message
  return `${content.message === '' ? '' : `${content.message}\n`}${JSON.stringify(content.part, undefined, 2)}`
}
