// In: what Argo CD Notifications is configured to do, and Applications. Out: what is owed to whom, as values.
// Must hold: pure; it thinks only. Nothing is thrown for what users write.
import { type ConditionResult, runCondition } from './conditions.ts'
import { type ArgoConfig, readArgoConfig } from './configuration.ts'
import type { ArgoDelivery, ArgoPass, JsonValue } from './delivery.ts'
import { type Destination, destinationsFor } from './destinations.ts'
import { conditionEnvironment } from './environment.ts'
import { factsOf } from './facts.ts'
import { lintArgoConfig } from './lint.ts'
import { Pass } from './pass.ts'
import { renderFor, renderWhole } from './render.ts'
import type { CommitFacts, DetailFacts, Repository, Unknown } from './repository.ts'
import { robotOf } from './robot.ts'
import { whySkipped } from './skip.ts'
import { NOTIFIED_ANNOTATION } from './state.ts'

export type {
  ArgoConfig,
  ArgoService,
  ConfigMapFacts,
  SecretFacts,
} from './configuration.ts'
export type { ArgoDelivery, ArgoPass, JsonValue } from './delivery.ts'
export type { ArgoFinding } from './lint-finding.ts'
export type { CommitFacts, DetailFacts, Repository, Unknown }
export { lintArgoConfig, readArgoConfig, robotOf }

export type ApplicationLook = {
  /** The Application as Kubernetes has it; numbers as parseJson or JSON.parse reads them. */
  readonly app: unknown
  /** Its AppProject; absent where there is none. */
  readonly project?: unknown
  /** Milliseconds since 1970. */
  readonly now: number
  /** The state, where it is another than in the Application's annotations: `text` undefined for none. */
  readonly state?: { readonly text: string | undefined }
  /** What is known of its repositories; nothing by default. */
  readonly repository?: Repository
}

/** Evaluates one Application. Never throws for what users write. */
export function evaluateApplication(config: ArgoConfig, look: ApplicationLook): ArgoPass {
  const facts = factsOf(look.app)
  const before = look.state === undefined ? facts.annotations[NOTIFIED_ANNOTATION] : look.state.text
  const untouched = {
    deliveries: [],
    annotation: before,
    annotationChanged: false,
    evaluations: [],
  }
  const skipped = whySkipped(look.app)
  if (skipped !== undefined) return { ...untouched, problems: [], skipped }
  config.clock.set(look.now)
  const project = look.project ?? {}
  const { destinations, problems } = destinationsFor(config, {
    labels: facts.labels,
    annotations: facts.annotations,
    projectAnnotations: factsOf(project).annotations,
  })
  if (destinations.size === 0 && (config.strict || before === undefined))
    return { ...untouched, problems }
  const pass = new Pass(config, {
    subject: { app: look.app, project, repository: look.repository },
    facts,
    now: look.now,
    before,
  })
  pass.run(destinations)
  const annotation = pass.annotation()
  return {
    deliveries: pass.deliveries,
    annotation,
    annotationChanged: annotation !== (before === '' ? undefined : before),
    evaluations: pass.evaluations,
    problems: [...problems, ...pass.problems],
  }
}

/** What to show of templates. */
export type TemplateLook = Pick<ApplicationLook, 'app' | 'project'> & {
  readonly templates: readonly string[]
  readonly destination: Destination
  readonly now?: number
}

/** Everything that templates say of an Application, for all services; or why they cannot. */
export function showTemplates(
  config: ArgoConfig,
  { app, project = {}, templates, destination, now = 0 }: TemplateLook,
): { readonly notification: Readonly<Record<string, JsonValue>> } | { readonly problem: string } {
  config.clock.set(now)
  return renderWhole(config, { subject: { app, project }, templates, destination })
}

/** What templates owe one recipient, whether or not any trigger fires. */
export function deliverTemplates(
  config: ArgoConfig,
  { app, project = {}, templates, destination, now = 0 }: TemplateLook,
): ArgoDelivery {
  config.clock.set(now)
  const { service: name, recipient } = destination
  const said = templates.join(', ')
  return {
    key: `${said}:${name}:${recipient}`,
    configNamespace: config.namespace,
    app: factsOf(app).identity,
    trigger: said,
    templates,
    service: { name, type: config.services.get(name)?.type ?? '' },
    recipient,
    content: renderFor(config, { subject: { app, project }, templates, destination }),
  }
}

/** What the conditions of one trigger say of an Application; none for a trigger that is not there. */
export function runTrigger(
  config: ArgoConfig,
  name: string,
  { app, project = {}, now }: Pick<ApplicationLook, 'app' | 'project' | 'now'>,
): readonly (ConditionResult & { readonly when: string })[] {
  config.clock.set(now)
  const env = conditionEnvironment(config, { app, project })
  const conditions = config.triggers.get(name)?.conditions ?? []
  return conditions.map((one) => ({ when: one.when, ...runCondition(one, env) }))
}

/** The first line of a template, as upstream's lists show it. */
export function previewTemplate(source: Readonly<Record<string, JsonValue>>): string {
  const { message } = source
  const text = typeof message === 'string' && message !== '' ? message : JSON.stringify(source)
  const line = text.split('\n')[0] ?? ''
  const bytes = Buffer.from(line)
  return bytes.length > 100 ? `${bytes.subarray(0, 99).toString('utf8')}...` : line
}
