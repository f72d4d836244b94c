import type { Command } from 'commander'
import colors from 'picocolors'
import {
  type ArgoConfig,
  type ArgoDelivery,
  type ArgoPass,
  evaluateApplication,
  type JsonValue,
  robotOf,
  textBody,
} from '../../argocd/argocd.ts'
import { systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { readConfigFiles, readResource } from '../argocd-files.ts'
import { EXIT } from '../exit.ts'
import { jsonOption } from '../options.ts'
import { print, printJson } from '../output.ts'
import { argocdLintCommand } from './argocd-lint.ts'
import { argocdTemplateCommand } from './argocd-template.ts'
import { argocdTriggerCommand } from './argocd-trigger.ts'

type Options = {
  readonly config?: string
  readonly secret?: string
  readonly app?: string
  readonly project?: string
  readonly strict?: boolean
  readonly json?: boolean
}

/** `tocsin argocd`: what argocd-notifications-cm would do for an Application, without a cluster. */
export function argocdCommand(program: Command, ran: (status: number) => void): void {
  const argocd = program
    .command('argocd')
    .description("say what Argo CD's notifications would do for an Application; sends nothing")
    .option('--config <file>', 'argocd-notifications-cm, as YAML or JSON')
    .option('--secret <file>', 'argocd-notifications-secret')
    .option('--app <file>', 'the Application, as JSON or YAML')
    .option('--project <file>', 'its AppProject')
    .option('--strict', 'as upstream does in everything')
    .addOption(jsonOption())
    .action(async (options: Options) => ran(await run(options)))
  argocdTriggerCommand(argocd, ran)
  argocdTemplateCommand(argocd, ran)
  argocdLintCommand(argocd, ran)
}

async function run(options: Options): Promise<number> {
  const { config: configMap, app: appFile, project: projectFile, ...rest } = options
  // Commander would ask for them of the commands below this one too.
  if (configMap === undefined || appFile === undefined)
    throw new TocsinError(
      'TOCSIN_USAGE',
      'Expected --config with argocd-notifications-cm and --app with an Application, or one of the commands trigger, template and lint.',
    )
  const config = await readConfigFiles({ ...rest, configMap })
  const app = await readResource(appFile)
  const project = projectFile === undefined ? undefined : await readResource(projectFile)
  const look = { app, now: systemClock.now(), ...(project === undefined ? {} : { project }) }
  const pass = evaluateApplication(config, look)
  const { problems } = config
  if (options.json === true) printJson({ ...pass, configuration: problems })
  else show(config, pass)
  const isBroken = pass.deliveries.some(({ content }) => 'problem' in content)
  return isBroken || problems.length > 0 || pass.problems.length > 0 ? EXIT.failed : EXIT.ok
}

function show(config: ArgoConfig, pass: ArgoPass): void {
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
    print(colors.bold(`${delivery.trigger} to ${placeOf(config, delivery)}:`))
    print(contentOf(config, delivery))
  }
  print()
  print(`${pass.deliveries.length} messages. Nothing is sent.`)
}

function nameOf(service: string, recipient: string): string {
  return recipient === '' ? service : `${service}:${recipient}`
}

/** The robot's channel where a webhook is one. */
function robotFor({ services }: ArgoConfig, { service, content }: ArgoDelivery) {
  const found = services.get(service.name)
  if (found?.type !== 'webhook') return undefined
  const path = 'part' in content ? textAt(content.part, 'path') : ''
  const { options, extras } = found
  const reading = robotOf({ options, path, ...(extras === undefined ? {} : { extras }) })
  return reading.kind === 'robot' ? reading : undefined
}

function placeOf(config: ArgoConfig, delivery: ArgoDelivery): string {
  const { service, recipient } = delivery
  const robot = robotFor(config, delivery)
  const signed = robot?.settings.secret === undefined ? '' : ', signed'
  const kind = robot === undefined ? service.type : `a robot of ${robot.channel}${signed}`
  return `${nameOf(service.name, recipient)} (${kind})`
}

/** What is posted, with the indents of JSON. */
function contentOf(config: ArgoConfig, delivery: ArgoDelivery): string {
  const { content } = delivery
  if ('problem' in content) return colors.red(content.problem)
  const robot = robotFor(config, delivery)
  const body = textAt(content.part, 'body')
  if (robot !== undefined) return indented(body || textBody(robot.channel, content.message))
  if (content.part === undefined) return content.message
  return `${content.message === '' ? '' : `${content.message}\n`}${JSON.stringify(content.part, undefined, 2)}`
}

function textAt(value: JsonValue | undefined, name: string): string {
  if (typeof value !== 'object' || value === null) return ''
  const found = new Map<string, JsonValue>(Object.entries(value)).get(name)
  return typeof found === 'string' ? found : ''
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2)
  } catch {
    // What is no JSON is shown as it would be posted.
    return body
  }
}
