// The shapes of what the API says of Argo CD's Applications and configuration.
import type { WireHold, WireNotification, WireText } from './wire.ts'

/** How Argo CD Notifications runs in this hub. */
export type WireArgocd = {
  readonly namespaces: readonly WireArgocdNamespace[]
  /** Applications of which something is known. */
  readonly applications: number
  /** Of these: what was decided of them is kept, and the cluster may not have it in its annotation yet. */
  readonly unconfirmed: number
  /** What watches the cluster; absent where this hub watches none. */
  readonly controller?: WireArgocdController
}

/** How the watching of a cluster is. */
export type WireArgocdController = {
  /** Whether this replica is the one that works. */
  readonly leading: boolean
  /** Who holds the lease; absent without one, and while nobody does. */
  readonly leader?: string
  /** What is watched: how many objects there are, whether all were listed, and what is wrong at the moment. */
  readonly watched: readonly {
    readonly kind: string
    readonly objects: number
    readonly ready: boolean
    readonly trouble?: string
  }[]
  /** Applications that are watched, that wait for a look, that are looked at, and that ended and wait for their last look. */
  readonly applications: number
  readonly waiting: number
  readonly working: number
  readonly ended: number
  /** Since the start: annotations that were changed, looks that failed, and the last one of these. */
  readonly patched: number
  readonly failed: number
  readonly lastFailure?: {
    readonly at: string
    readonly application: string
    readonly text: string
  }
}

/** One ConfigMap with its Secret. */
export type WireArgocdNamespace = {
  readonly namespace: string
  readonly readAt: string
  readonly services: readonly { readonly name: string; readonly type: string }[]
  readonly problems: readonly WireArgocdProblem[]
}

/** A key that is not as it should be. It is off, or its last good value is used; the others work. */
export type WireArgocdProblem = {
  readonly key: string
  readonly problem: WireText
  readonly since?: string
  readonly usesLastGood?: boolean
}

/** An Application that the hub knows. */
export type WireApplication = {
  readonly namespace: string
  readonly name: string
  readonly project: string
  readonly uid: string
  /** As Argo CD said it last. */
  readonly phase?: string
  readonly health?: string
  readonly sync?: string
  readonly lookedAt: string
}

/** What one trigger owed one recipient, and what became of it. */
export type WireDelivery = {
  readonly eventId: string
  readonly trigger: string
  readonly service: string
  readonly recipient: string
  readonly revision: string
  readonly at: string
  /** Each with its attempts; where it shared a message, that one. */
  readonly told: readonly WireNotification[]
  readonly held: readonly WireHold[]
}
