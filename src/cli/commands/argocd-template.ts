import { type Command, Option } from 'commander'
import { type ArgoConfig, previewTemplate } from '../../argocd/argocd.ts'
import { TocsinError } from '../../base/errors.ts'
import { readApplication, readConfigFiles } from '../argocd-files.ts'
import { OUTPUTS, type Output, printNamed } from '../argocd-get.ts'
import { notifyAll } from '../argocd-notify.ts'
import { configFileOptions, type GivenFiles } from '../argocd-options.ts'
import { EXIT } from '../exit.ts'

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
    .description('fill a template in for an Application, and print it or send it to its recipients')
    .argument('<name>')
    .argument('<application>', 'a file with it, as JSON or YAML, or its name in the cluster')
  configFileOptions(notify)
    .addOption(
      new Option(
        '--recipient <service:recipient>',
        'whom it is sent to; may be given again; console:stdout by default, which prints it',
      ).argParser((text: string, before: readonly string[] = []) => [...before, text]),
    )
    .action(async (name: string, file: string, options: NotifyOptions) => {
      const config = await readConfigFiles(options)
      named(config, name)
      const app = await readApplication(file, options)
      const { recipient: recipients = ['console:stdout'] } = options
      ran(await notifyAll(config, { template: name, app, recipients }))
    })
}

type NotifyOptions = GivenFiles & { readonly recipient?: readonly string[] }

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
