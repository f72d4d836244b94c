// The shapes of what the API says of Argo CD's Applications and configuration.
import type { WireHold, WireNotification, WireText } from './wire.ts'

/** How Argo CD Notifications runs in this hub. */
export type WireArgocd = {
  readonly namespaces: readonly WireArgocdNamespace[]
  /** Applications of which something is known. */
  readonly applications: number
  /** Of these: what was decided of them is kept, and the cluster may not have it in its annotation yet. */
  readonly unconfirmed: number
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
