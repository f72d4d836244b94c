import { KUBERNETES_LIMITS } from '../base/limits.ts'
import type { ApiClient } from './api-client.ts'
import { ApiFailure } from './api-failure.ts'
import { APPLICATIONS, type ClusterObject } from './cluster-object.ts'
import type { Leading } from './election.ts'

/** Where Argo CD Notifications keeps what it has told. */
export const STATE_ANNOTATION = 'notified.notifications.argoproj.io'

export type AnnotationOutcome =
  | { readonly kind: 'changed'; readonly application: ClusterObject }
  /** It is gone, or is another one of that name. */
  | { readonly kind: 'gone' }
  /** Somebody else changed the same annotation: it is to be looked at again. */
  | { readonly kind: 'overtaken' }
  /** The lease is not ours any more. */
  | { readonly kind: 'stopped' }

/**
 * Sets the state annotation of an Application, or removes it for undefined, and changes nothing else.
 * The version that was looked at must be the server's. Where others came before, the same change is made
 * to what they left, unless they changed this annotation. Rejects with ApiFailure.
 */
export async function changeAnnotation(
  application: ClusterObject,
  text: string | undefined,
  { client, leading }: { readonly client: ApiClient; readonly leading: Leading },
): Promise<AnnotationOutcome> {
  const { namespace, name, uid } = application.metadata
  const before = annotationOf(application)
  let { resourceVersion } = application.metadata
  for (let attempt = 1; attempt <= KUBERNETES_LIMITS.patchAttemptsMax; attempt++) {
    if (!leading.holds()) return { kind: 'stopped' }
    const annotations = { [STATE_ANNOTATION]: text ?? null }
    const fields = { metadata: { uid, resourceVersion, annotations } }
    const place = { namespace, name }
    try {
      const changed = await client.mergePatch(APPLICATIONS, { place, fields })
      return { kind: 'changed', application: changed }
    } catch (error) {
      const status = error instanceof ApiFailure ? error.status : undefined
      if (status === 404) return { kind: 'gone' }
      if (status !== 409) throw error
    }
    const now = await client.get(APPLICATIONS, place)
    if (now?.metadata.uid !== uid) return { kind: 'gone' }
    if (annotationOf(now) === text) return { kind: 'changed', application: now }
    if (annotationOf(now) !== before) return { kind: 'overtaken' }
    resourceVersion = now.metadata.resourceVersion
  }
  return { kind: 'overtaken' }
}

function annotationOf({ metadata }: ClusterObject): string | undefined {
  return metadata.annotations?.[STATE_ANNOTATION]
}
