import type { Command } from 'commander'

/** Where the configuration is: in files, or in a cluster. */
export type GivenFiles = {
  /** Absent: both are read from the cluster. */
  readonly configMap?: string
  /** `:empty`, or absent beside a ConfigMap's file: no Secret. */
  readonly secret?: string
  readonly strict?: boolean
  readonly namespace?: string
  readonly kubeconfig?: string
  readonly context?: string
  readonly configMapName?: string
  readonly secretName?: string
}

/** The files of the configuration, under upstream's names; without them the cluster's own are meant. */
export function configFileOptions(command: Command): Command {
  return command
    .option(
      '--config-map <file>',
      "argocd-notifications-cm, as YAML or JSON; - for standard input; the cluster's by default",
    )
    .option('--secret <file>', 'argocd-notifications-secret; :empty for none')
    .option('--strict', 'as upstream does in everything')
    .option('-n, --namespace <name>', "where Argo CD runs; the kubeconfig's by default")
    .option('--kubeconfig <file>', 'how the cluster is reached; else as kubectl does')
    .option('--context <name>', 'which context of the kubeconfig')
    .option('--config-map-name <name>', 'the ConfigMap in the cluster', CONFIG_MAP_NAME)
    .option('--secret-name <name>', 'the Secret in the cluster', SECRET_NAME)
}

export const CONFIG_MAP_NAME = 'argocd-notifications-cm'
export const SECRET_NAME = 'argocd-notifications-secret'
