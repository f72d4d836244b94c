import { isoTime } from '../base/clock.ts'
import type { LocalText } from '../model/text.ts'
import { presentText } from './present.ts'
import type { WireArgocd, WireArgocdController } from './wire-argocd.ts'

/** How Argo CD's configuration and Applications are. */
export type ArgocdState = {
  readonly namespaces: readonly {
    readonly namespace: string
    readonly readAt: number
    readonly services: readonly { readonly name: string; readonly type: string }[]
    readonly problems: readonly {
      readonly key: string
      readonly problem: LocalText
      readonly since?: number
      readonly usesLastGood?: boolean
    }[]
  }[]
  readonly applications: number
  readonly unconfirmed: number
  readonly controller?: {
    readonly isLeading: boolean
    readonly leader?: string
    readonly kinds: readonly {
      readonly kind: string
      readonly objects: number
      readonly isReady: boolean
      readonly trouble?: string
    }[]
    readonly applications: number
    readonly waiting: number
    readonly working: number
    readonly ended: number
    readonly patched: number
    readonly failed: number
    readonly lastFailure?: {
      readonly at: number
      readonly application: string
      readonly text: string
    }
  }
}

export function presentArgocd(state: ArgocdState): WireArgocd {
  const { namespaces, applications, unconfirmed, controller } = state
  return {
    namespaces: namespaces.map(({ namespace, readAt, services, problems }) => ({
      namespace,
      readAt: isoTime(readAt),
      services,
      problems: problems.map(({ key, problem, since, usesLastGood }) => ({
        key,
        problem: presentText(problem),
        since: since === undefined ? undefined : isoTime(since),
        usesLastGood,
      })),
    })),
    applications,
    unconfirmed,
    ...(controller === undefined ? {} : { controller: presentController(controller) }),
  }
}

function presentController({
  isLeading,
  kinds,
  lastFailure,
  ...numbers
}: NonNullable<ArgocdState['controller']>): WireArgocdController {
  const { leader, applications, waiting, working, ended, patched, failed } = numbers
  return {
    leading: isLeading,
    leader,
    watched: kinds.map(({ kind, objects, isReady, trouble }) => ({
      kind,
      objects,
      ready: isReady,
      trouble,
    })),
    ...{ applications, waiting, working, ended, patched, failed },
    lastFailure: lastFailure && { ...lastFailure, at: isoTime(lastFailure.at) },
  }
}
