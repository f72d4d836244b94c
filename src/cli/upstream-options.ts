import { type Command, Option } from 'commander'
import { TocsinError } from '../base/errors.ts'
import type { LogLevel } from '../base/log.ts'

const KUBECONFIG = 'Write it into a kubeconfig, and give that with --kubeconfig.'
const REPO_SERVER =
  "Argo CD's repo server is not asked, but the API of its server is: give --argocd-server, and a token in ARGOCD_AUTH_TOKEN, where templates use repo.GetCommitMetadata or repo.GetAppDetails."

/** Options of argocd-notifications-controller that mean nothing here, and what to do in their place. */
const REFUSED: readonly (readonly [flags: string, instead: string])[] = [
  [
    '--metrics-port <port>',
    'Metrics are served as /metrics of the hub: let Prometheus ask there, and say where the hub listens with --listen.',
  ],
  ['--argocd-repo-server <address>', REPO_SERVER],
  ['--argocd-repo-server-plaintext', REPO_SERVER],
  ['--argocd-repo-server-strict-tls', REPO_SERVER],
  ...[
    '--as <name>',
    '--as-group <name>',
    '--as-uid <uid>',
    '--certificate-authority <file>',
    '--client-certificate <file>',
    '--client-key <file>',
    '--cluster <name>',
    '--disable-compression',
    '--insecure-skip-tls-verify',
    '--password <password>',
    '--proxy-url <url>',
    '--request-timeout <duration>',
    '--server <address>',
    '--tls-server-name <name>',
    '--token <token>',
    '--user <name>',
    '--username <name>',
  ].map((flags) => [flags, KUBECONFIG] as const),
]

/** Options of the controller that upstream names otherwise than we do. */
export type UpstreamWords = {
  readonly loglevel?: LogLevel
}

/** Takes what upstream's command line takes, so that what is not done can be said; see `refuseUpstreamOptions`. */
export function addUpstreamOptions(command: Command): void {
  command
    .addOption(
      new Option('--loglevel <level>', "upstream's name of --log-level")
        .env('ARGOCD_NOTIFICATIONS_CONTROLLER_LOGLEVEL')
        .choices(['debug', 'info', 'warn', 'error']),
    )
    .addOption(new Option('--logformat <format>', 'the log is JSON always').choices(['json']))
  for (const [flags] of REFUSED) command.addOption(new Option(flags).hideHelp())
}

/** Throws TOCSIN_USAGE for the first of upstream's options that means nothing here. */
export function refuseUpstreamOptions(words: Readonly<Record<string, unknown>>): void {
  for (const [flags, instead] of REFUSED) {
    const option = new Option(flags)
    if (words[option.attributeName()] === undefined) continue
    throw new TocsinError('TOCSIN_USAGE', `${option.long} has no meaning here. ${instead}`)
  }
}
