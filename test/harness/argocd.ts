import { readFileSync } from 'node:fs'
import type { ArgoDelivery, ArgoService } from '../../src/argocd/argocd.ts'
import type { ArgocdOptions } from '../../src/argocd-cluster.ts'
import type { Application, ArgocdHub, Notifier } from '../../src/argocd-hub/argocd-hub.ts'
import { STATE_ANNOTATION } from '../../src/argocd-hub/argocd-hub.ts'
import { startHub, type TestHub } from './hub.ts'

/** One of the twelve states in which an Application may be found, by the beginning of its file's name. */
export function applicationIn(state: string): Application {
  const file = STATES.find((name) => name.startsWith(state))
  if (file === undefined) throw new Error(`no such state: ${state}`)
  const app = JSON.parse(
    readFileSync(new URL(`../../examples/argocd/applications/${file}`, import.meta.url), 'utf8'),
  ) as Application // the fixtures are Applications
  return { ...app, metadata: { ...app.metadata, uid: `uid-of-${app.metadata.name}` } }
}

const STATES = [
  '01-synced-healthy.json',
  '02-sync-failed-quotes.json',
  '03-running.json',
  '04-new-no-operation.json',
  '05-multi-source.json',
  '06-degraded-conditions.json',
  '07-unknown-comparison-error.json',
  '08-deleting.json',
  '09-empty-status.json',
  '10-old-health-transition.json',
  '11-transition-during-sync-window.json',
  '12-operation-error-no-syncresult.json',
]

/** An Application of this name, as the API server gives it. */
export function application(name: string, change: Partial<Application> = {}): Application {
  return {
    metadata: { name, namespace: 'argocd', uid: `uid-of-${name}` },
    spec: { project: 'default', source: { repoURL: 'https://git.example.com/apps.git' } },
    status: { sync: { status: 'Synced', revision: 'abc123' }, health: { status: 'Healthy' } },
    ...change,
  }
}

export function annotated(app: Application, annotation: string | undefined): Application {
  const { [STATE_ANNOTATION]: _, ...others } = app.metadata.annotations ?? {}
  const annotations =
    annotation === undefined ? others : { ...others, [STATE_ANNOTATION]: annotation }
  return { ...app, metadata: { ...app.metadata, annotations } }
}

/** A body as a template for DingTalk makes it. */
export function markdown(title: string, text: string): string {
  return JSON.stringify({ msgtype: 'markdown', markdown: { title, text } })
}

/** What a trigger owes the robot `service.webhook.<service>` about the Application. */
export function owed(
  app: Application,
  change: Partial<ArgoDelivery> & { readonly body?: string; readonly at?: string } = {},
): ArgoDelivery {
  const { body = markdown('Argo CD', `${app.metadata.name} was synced`), ...rest } = change
  const trigger = rest.trigger ?? 'on-sync-succeeded'
  const service = rest.service ?? { name: 'dingtalk', type: 'webhook' }
  const { name, namespace, uid } = app.metadata
  return {
    key: `${trigger}:[0].hash:${service.name}:${rest.recipient ?? ''}`,
    configNamespace: 'argocd',
    app: { name, namespace, uid },
    trigger,
    templates: ['app-sync-succeeded'],
    service,
    recipient: '',
    content: { message: '', part: { method: 'POST', body, path: '' } },
    ...rest,
  }
}

/** The state that says that these have fired at that second. */
export function stateOf(deliveries: readonly ArgoDelivery[], second = 1_772_676_901): string {
  return JSON.stringify(Object.fromEntries(deliveries.map(({ key }) => [key, second])))
}

export type ArgocdTestHub = {
  readonly hub: TestHub
  readonly argocd: ArgocdHub
  readonly notifier: Notifier
}

/** A hub that looks at Applications, with the services of a ConfigMap in the namespace `argocd`. */
export async function startArgocdHub(
  yaml: string,
  services?: (sandbox: string) => readonly ArgoService[],
  options: Pick<ArgocdOptions, 'server' | 'isSelfService'> = {},
): Promise<ArgocdTestHub> {
  const hub = await startHub(yaml, { argocd: { namespace: 'argocd', ...options } })
  const found: ArgocdTestHub = {
    hub,
    get argocd() {
      return found.notifier.hub
    },
    get notifier() {
      if (!hub.app.argocd) throw new Error('the hub was started for Argo CD')
      return hub.app.argocd
    },
  }
  if (services) found.argocd.configure('argocd', { services: services(`${hub.app.url}/sandbox`) })
  return found
}

/** The robot with this token as `service.webhook.<name>`. */
export function robot(
  sandbox: string,
  token: string,
  extra: ArgoService['options'] = {},
): ArgoService {
  const url = `${sandbox}/dingtalk/robot/send?access_token=${token}`
  return { name: token, type: 'webhook', options: { url, ...extra } }
}
