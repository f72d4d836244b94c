import { type Command, Option } from 'commander'
import { stringify } from 'yaml'
import { type ArgoConfig, previewTemplate, showTemplates } from '../../argocd/argocd.ts'
import { systemClock } from '../../base/clock.ts'
import { TocsinError } from '../../base/errors.ts'
import { readConfigFiles, readResource } from '../argocd-files.ts'
import { OUTPUTS, type Output, printNamed } from '../argocd-get.ts'
import { configFileOptions, type GivenFiles } from '../argocd-options.ts'
import { EXIT } from '../exit.ts'
import { print } from '../output.ts'

/** `tocsin argocd template`: templates as upstream's command line shows them and fills them in. */
export function argocdTemplateCommand(parent: Command, ran: (status: number) => void): void {
  const template = parent.command('template').description('show templates, or fill one in')
  const get = template.command('get').description('show the templates, or one').argument('[name]')
  configFileOptions(get)
    .addOption(new Option('-o, --output <form>', 'how').choices(OUTPUTS).default('wide'))
    .action(async (name: string | undefined, options: GivenFiles & { output: Output }) => {
      ran(show(await readConfigFiles(options), name, options.output))
    })
  const notify = template
    .command('notify')
    .description('print what a template says of an Application; nothing is sent')
    .argument('<name>')
    .argument('<file>', 'the Application, as JSON or YAML')
  configFileOptions(notify)
    .option('--recipient <service:recipient...>', 'as whom a template sees it', ['console:stdout'])
    .action(
      async (
        name: string,
        file: string,
        options: GivenFiles & { recipient: readonly string[] },
      ) => {
        const config = await readConfigFiles(options)
        ran(fillIn(config, { name, app: await readResource(file), recipients: options.recipient }))
      },
    )
}

function show(config: ArgoConfig, name: string | undefined, output: Output): number {
  if (name !== undefined) named(config, name)
  const templates = [...config.templates].filter(([one]) => name === undefined || one === name)
  printNamed(new Map(templates), {
    output,
    header: ['NAME', 'PREVIEW'],
    rows: (one, { source }) => [[one, previewTemplate(source)]],
    value: ({ source }) => source,
  })
  return EXIT.ok
}

function fillIn(
  config: ArgoConfig,
  facts: { readonly name: string; readonly app: unknown; readonly recipients: readonly string[] },
): number {
  const { name, app, recipients } = facts
  named(config, name)
  let status: number = EXIT.ok
  for (const text of recipients) {
    const [service = '', recipient = ''] = text.split(':')
    const shown = showTemplates(config, {
      app,
      templates: [name],
      destination: { service, recipient },
      now: systemClock.now(),
    })
    if ('problem' in shown) {
      process.stderr.write(`failed to notify '${text}': ${shown.problem}\n`)
      status = EXIT.failed
    } else print(stringify(shown.notification, { sortMapEntries: true, lineWidth: 0 }).trimEnd())
  }
  return status
}

/** Throws TOCSIN_NOT_FOUND with upstream's words. */
function named({ templates, problems }: ArgoConfig, name: string): void {
  if (templates.has(name)) return
  const broken = problems.find(({ key }) => key === `template.${name}`)
  const names = [...templates.keys()].toSorted().join(', ')
  throw new TocsinError(
    'TOCSIN_NOT_FOUND',
    broken?.problem ?? `template with name '${name}' does not exist (found ${names})`,
  )
}
