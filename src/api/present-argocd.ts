import { isoTime } from '../base/clock.ts'
import type { LocalText } from '../model/text.ts'
import { presentText } from './present.ts'
import type { WireArgocd } from './wire-argocd.ts'

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
}

export function presentArgocd({ namespaces, applications, unconfirmed }: ArgocdState): WireArgocd {
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
  }
}
