import type { Command } from 'commander'

export type GivenFiles = {
  readonly configMap: string
  readonly secret?: string
  readonly strict?: boolean
}

/** The files of the configuration, under upstream's names. */
export function configFileOptions(command: Command): Command {
  return command
    .requiredOption(
      '--config-map <file>',
      'argocd-notifications-cm, as YAML or JSON; - for standard input',
    )
    .option('--secret <file>', 'argocd-notifications-secret; :empty for none')
    .option('--strict', 'as upstream does in everything')
}
