import { stringify } from 'yaml'
import { type ArgoConfig, deliverTemplates, showTemplates } from '../argocd/argocd.ts'
import { readCertificates } from '../argocd-certificates.ts'
import { ArgocdOneOffs } from '../argocd-one-off.ts'
import { systemClock } from '../base/clock.ts'
import type { Receipt, RetryReason } from '../model/receipt.ts'
import { inLanguage } from '../model/text.ts'
import { EXIT } from './exit.ts'
import { print } from './output.ts'

/** A filled in template for some recipients, each as `service:recipient`. */
export type NotifyFacts = {
  readonly template: string
  /** The Application, as Kubernetes has it. */
  readonly app: unknown
  readonly recipients: readonly string[]
}

/** Upstream's service that prints. */
const CONSOLE = 'console'

/** Tells each recipient in turn, as upstream's command does, and gives the exit status: failed where anybody was not told. */
export async function notifyAll(config: ArgoConfig, facts: NotifyFacts): Promise<number> {
  const oneOffs = new ArgocdOneOffs({
    environment: process.env,
    certificates: await readCertificates(process.env),
  })
  let status: number = EXIT.ok
  try {
    for (const text of facts.recipients) {
      // What stands behind a second colon is dropped, as upstream does.
      const [service = '', recipient = ''] = text.split(':')
      const destination = { service, recipient }
      const problem =
        service === CONSOLE
          ? show(config, facts, destination)
          : await send(oneOffs, { config, facts, destination })
      if (problem !== undefined) {
        process.stderr.write(`failed to notify '${text}': ${problem}\n`)
        status = EXIT.failed
      } else if (service !== CONSOLE) print(`notified '${text}'`)
    }
  } finally {
    await oneOffs.close()
  }
  return status
}

type Destination = { readonly service: string; readonly recipient: string }

/** Prints everything that the template says, for all services. Gives what is wrong. */
function show(
  config: ArgoConfig,
  { template, app }: NotifyFacts,
  destination: Destination,
): string | undefined {
  const now = systemClock.now()
  const shown = showTemplates(config, { app, templates: [template], destination, now })
  if ('problem' in shown) return shown.problem
  print(stringify(shown.notification, { sortMapEntries: true, lineWidth: 0 }).trimEnd())
  return undefined
}

/** Sends it as the hub would. Gives what is wrong, and what to do. */
async function send(
  oneOffs: ArgocdOneOffs,
  {
    config,
    facts: { template, app },
    destination,
  }: {
    readonly config: ArgoConfig
    readonly facts: NotifyFacts
    readonly destination: Destination
  },
): Promise<string | undefined> {
  const now = systemClock.now()
  const look = { app, templates: [template], destination, now }
  const delivery = deliverTemplates(config, look)
  if ('problem' in delivery.content) return delivery.content.problem
  const sent = await oneOffs.send({ config, app, delivery })
  if ('problems' in sent) return sent.problems.map((text) => inLanguage(text, 'en')).join(' ')
  return sent.kind === 'sent' ? undefined : problemOf(sent)
}

/** What went wrong and what to do. A hub would try some of it again; here it was tried once. */
function problemOf({ kind, reason, text, remedy }: Exclude<Receipt, { kind: 'sent' }>): string {
  const again = kind === 'retry' ? AGAIN[reason] : undefined
  return `${text} ${again ?? inLanguage(remedy, 'en')}`.trim()
}

const AGAIN: Readonly<Partial<Record<RetryReason, string>>> = {
  'unknown-outcome': 'It may have arrived all the same. It is not tried again.',
  'rate-limited': 'The limit of the service is used up. It is not tried again.',
  busy: 'The service is busy. It is not tried again.',
}
