import type { Subject } from './environment.ts'
import type { Repository } from './repository.ts'

/** States in which Applications are found, to try a configuration on: each with what is odd about it. */
export type Sample = { readonly name: string; readonly app: object }

const AT = '2026-01-05T08:00:00Z'
const LATER = '2026-01-05T08:00:30Z'
const SOURCE = { repoURL: 'https://git.example.com/apps.git', path: 'app', targetRevision: 'HEAD' }

/** Signs that have to be escaped in JSON. */
const ODD_TEXT = 'it said "no"\nand \\ went'

function sample(
  name: string,
  status: object,
  spec: object = { project: 'default', source: SOURCE },
): Sample {
  const metadata = { name: 'sample', namespace: 'argocd', uid: 'sample', creationTimestamp: AT }
  return {
    name,
    app: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata, spec, status },
  }
}

function operation(phase: string, more: object = {}): object {
  return {
    phase,
    message: ODD_TEXT,
    startedAt: AT,
    ...(phase === 'Running' ? {} : { finishedAt: LATER }),
    operation: { sync: { revision: 'abc' } },
    syncResult: { revision: 'abc' },
    ...more,
  }
}

const SYNCED = { status: 'Synced', revision: 'abc' }
const HEALTHY = { status: 'Healthy' }

export const MULTI_SOURCE = sample(
  'with several sources',
  {
    sync: { status: 'Synced', revisions: ['abc', 'def'] },
    health: HEALTHY,
    reconciledAt: LATER,
    operationState: operation('Succeeded', { syncResult: { revisions: ['abc', 'def'] } }),
  },
  { project: 'default', sources: [SOURCE, SOURCE] },
)

const NEW = sample('that was never synced', {
  sync: { status: 'OutOfSync', revision: 'abc' },
  health: { status: 'Missing' },
  reconciledAt: LATER,
})

export const SAMPLES: readonly Sample[] = [
  sample('that was synced and is healthy', {
    sync: SYNCED,
    health: HEALTHY,
    reconciledAt: LATER,
    operationState: operation('Succeeded'),
  }),
  sample('that could not be synced', {
    sync: { status: 'OutOfSync', revision: 'abc' },
    health: HEALTHY,
    reconciledAt: LATER,
    operationState: operation('Failed'),
  }),
  sample('whose operation ended with an error', {
    sync: { status: 'OutOfSync', revision: 'abc' },
    health: HEALTHY,
    reconciledAt: LATER,
    operationState: { phase: 'Error', message: ODD_TEXT, startedAt: AT, finishedAt: LATER },
  }),
  sample('that is being synced', {
    sync: { status: 'OutOfSync', revision: 'abc' },
    health: HEALTHY,
    reconciledAt: LATER,
    operationState: operation('Running'),
  }),
  sample('that is degraded', {
    sync: SYNCED,
    health: { status: 'Degraded', message: ODD_TEXT },
    reconciledAt: LATER,
    operationState: operation('Succeeded'),
  }),
  sample('that cannot be compared', {
    sync: { status: 'Unknown' },
    health: { status: 'Unknown' },
    conditions: [{ type: 'ComparisonError', message: ODD_TEXT, lastTransitionTime: AT }],
    reconciledAt: LATER,
  }),
  NEW,
  MULTI_SOURCE,
]

/** Answers whatever is asked: whether somebody can be asked is not said by the configuration. */
const REPOSITORY: Repository = {
  commit: () => ({ message: ODD_TEXT, author: 'Sample <sample@example.com>', date: AT, tags: [] }),
  details: () => ({
    type: 'Helm',
    helm: {
      name: 'x',
      valueFiles: [],
      parameters: [],
      values: '',
      fileParameters: [],
      overrides: [],
    },
  }),
}

/** What conditions and templates are tried on. */
export function subjectOf({ app }: Pick<Sample, 'app'>): Subject {
  return { app, project: {}, repository: REPOSITORY }
}
