import type { IncomingEvent } from './store.ts'

/** What of an Application's state makes events where it changes, in Argo CD's words. */
export type NotedState = {
  readonly phase?: string
  readonly health?: string
  readonly sync?: string
  /** Which operation it is: when it began and ended. */
  readonly operation?: string
}

/** What the hub knows of one Application of Argo CD. */
export type KnownApplication = {
  /** The cluster's own id: another Application of the same name has another. */
  readonly uid: string
  readonly namespace: string
  readonly name: string
  readonly project: string
  /**
   * Its state annotation as it was decided last, in `text` (undefined: none), while the cluster may not have it yet: it
   * counts in place of the cluster's.
   */
  readonly decided?: { readonly text?: string }
  /** As it was when its changes were noted last; absent: they never were. */
  readonly noted?: NotedState
  /** When it was looked at last and something was to be written, UTC milliseconds. */
  readonly at: number
}

/** What is known of Applications of Argo CD. */
export interface ApplicationStore {
  application(uid: string): Promise<KnownApplication | undefined>
  /** All of them, by namespace and name; at most ARGOCD_HUB_LIMITS.applicationsMax. */
  applications(): Promise<readonly KnownApplication[]>
  /**
   * Stores the events of one look at an Application, and what is known of it from then on, in one transaction: no event
   * without the state that says that it was made. Rejects as appendEvents does.
   */
  takeLook(events: readonly IncomingEvent[], application: KnownApplication): Promise<void>
  /** The cluster has the annotation. */
  confirmAnnotation(uid: string): Promise<void>
  /** Stores the events of the end of an Application, and forgets it. */
  forgetApplication(events: readonly IncomingEvent[], uid: string): Promise<void>
}
