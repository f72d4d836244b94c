// In: a configuration, an Application and the time. Out: what conditions and templates see.
import { argoCdNames } from '../languages/expr/expr.ts'
import { argocdData } from '../languages/gotemplate/gotemplate.ts'
import { typedMap, ValueError } from '../languages/values/kind.ts'
import type { ArgoConfig } from './configuration.ts'
import type { Destination } from './destinations.ts'

/** An Application as Kubernetes has it, and its project; `{}` for a project that does not exist. */
export type Subject = { readonly app: unknown; readonly project: unknown }

const NO_REPOSITORY =
  "this needs Argo CD's repo server, which is not asked here; use what the Application itself says, for example .app.status.sync.revision"

/** What a condition sees. */
export function conditionEnvironment(
  config: ArgoConfig,
  { app, project }: Subject,
): ReadonlyMap<string, unknown> {
  const names = argoCdNames({
    clock: config.clock,
    repository: {
      commitMetadata: () => ({ problem: NO_REPOSITORY }),
      appDetails: () => ({ problem: NO_REPOSITORY }),
    },
  })
  const context = { notificationType: '', ...config.context }
  return new Map<string, unknown>([
    ['app', app],
    ['appProject', project],
    ['context', typedMap('string', new Map(Object.entries(context)))],
    ...(config.secrets === undefined
      ? []
      : [['secrets', typedMap('[]uint8', new Map(config.secrets))] as const]),
    ...Object.entries(names),
  ])
}

/** What a template sees. */
export function templateData(
  config: ArgoConfig,
  { app, project, service, recipient }: Subject & Destination,
): ReadonlyMap<string, unknown> {
  return argocdData({
    app,
    appProject: project,
    context: { ...config.context },
    ...(config.secrets === undefined ? {} : { secrets: new Map(config.secrets) }),
    serviceType: service,
    recipient,
    now: () => config.clock.now(),
    ...(config.zone === undefined ? {} : { zone: config.zone }),
    commitMetadata: noRepository,
    appDetails: noRepository,
  })
}

function noRepository(): never {
  throw new ValueError(NO_REPOSITORY)
}
