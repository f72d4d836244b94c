import type { Operation } from './operations.ts'

/** Argo CD Notifications in the hub. */
export const ARGOCD: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/api/v1/argocd', tag: 'Argo CD', role: 'viewer' },
    summary: 'The configuration that Argo CD Notifications has, with what is wrong with it by key',
    answer: 'WireArgocd',
  },
  {
    ...{ method: 'get', path: '/api/v1/argocd/applications', tag: 'Argo CD', role: 'viewer' },
    summary: 'The Applications of which something is known',
    answer: '{ applications: WireApplication[] }',
  },
  {
    method: 'get',
    path: '/api/v1/argocd/applications/{namespace}/{name}',
    ...{ tag: 'Argo CD', role: 'viewer' },
    summary: 'What was owed because of an Application and what became of it, newest first',
    answer: '{ application?: WireApplication; deliveries: WireDelivery[] }',
  },
]
