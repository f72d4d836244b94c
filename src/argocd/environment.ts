// In: a configuration, an Application and the time. Out: what conditions and templates see.
import { argoCdNames } from '../languages/expr/expr.ts'
import { argocdData } from '../languages/gotemplate/gotemplate.ts'
import { typedMap } from '../languages/values/kind.ts'
import type { ArgoConfig } from './configuration.ts'
import type { Destination } from './destinations.ts'
import { forConditions, forTemplates, NO_REPOSITORY, type Repository } from './repository.ts'

/** An Application as Kubernetes has it, and its project; `{}` for a project that does not exist. */
export type Subject = {
  readonly app: unknown
  readonly project: unknown
  /** What may be asked about its repositories; nothing by default. */
  readonly repository?: Repository | undefined
}

/** What a condition sees. */
export function conditionEnvironment(
  config: ArgoConfig,
  { app, project, repository = NO_REPOSITORY }: Subject,
): ReadonlyMap<string, unknown> {
  const names = argoCdNames({ clock: config.clock, repository: forConditions(repository) })
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
  { app, project, repository = NO_REPOSITORY, service, recipient }: Subject & Destination,
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
    ...forTemplates(repository),
  })
}
