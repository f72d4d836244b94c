import type { ClusterObject } from './cluster-object.ts'

/** The ConfigMap and the Secret of one namespace; each may be missing. */
export type NotificationConfiguration = {
  readonly namespace: string
  /** Not the controller's namespace: its keys in the state carry the namespace. */
  readonly isSelfService: boolean
  readonly configMap?: ClusterObject
  readonly secret?: ClusterObject
  /** Another text for other contents: what was read of them may be kept by it. */
  readonly version: string
}

/** What an Application is looked at with. */
export type LookContext = {
  /** The controller's namespace first, then the Application's own where self-service is on and it has one. */
  readonly configurations: readonly NotificationConfiguration[]
  /** The AppProject that it names, from the controller's namespace: Argo CD keeps all of them there. */
  readonly project?: ClusterObject
  /** Aborted when this replica is to stop. What was made durable until then counts. */
  readonly signal: AbortSignal
}

/** What the state annotation is to be; undefined removes it. */
export type AnnotationChange = { readonly annotation: string | undefined }

/** What is done with Applications. The controller hands each in, one look at a time, and changes the annotation afterwards. */
export interface ApplicationHandler {
  /** A namespace is configured so from now on. Called before the first Application, and at each change. */
  configured(configuration: NotificationConfiguration): void
  /**
   * Looks at an Application. What it owes must be durable when this resolves; then the annotation is changed. A rejection
   * is logged, and the Application comes again. It may be called again with what it was called with before.
   */
  look(application: ClusterObject, context: LookContext): Promise<AnnotationChange | undefined>
  /** An Application is gone, with a `deletionTimestamp` also where it never had one. At least once. */
  ended(application: ClusterObject, context: LookContext): Promise<void>
}
