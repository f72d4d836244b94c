import type { ArgocdState } from './api/api.ts'
import type { MetricReading } from './base/metrics.ts'

/** What upstream's metrics do not say: whether somebody works, what is broken, and what waits. */
export function argocdMetrics(state: ArgocdState | undefined): readonly MetricReading[] {
  if (state === undefined) return []
  const { namespaces, unconfirmed, controller } = state
  return [
    {
      name: 'tocsin_argocd_configuration_problems',
      help: 'Keys of a namespace’s ConfigMap and Secret that are not as they should be.',
      type: 'gauge',
      values: namespaces.map(({ namespace, problems }) => ({
        labels: { namespace },
        value: problems.length,
      })),
    },
    gauge(
      'annotations_unconfirmed',
      'Applications whose annotation the cluster may not have yet.',
      unconfirmed,
    ),
    ...(controller === undefined ? [] : controllerMetrics(controller)),
  ]
}

function controllerMetrics(
  controller: NonNullable<ArgocdState['controller']>,
): readonly MetricReading[] {
  const { isLeading, kinds, waiting, working, patched, failed } = controller
  const byKind = (value: (kind: (typeof kinds)[number]) => number): MetricReading['values'] =>
    kinds.map((one) => ({ labels: { kind: one.kind }, value: value(one) }))
  return [
    gauge('leading', 'Whether this replica is the one that works.', Number(isLeading)),
    {
      name: 'tocsin_argocd_objects',
      help: 'Objects of the cluster that are watched, by kind.',
      type: 'gauge',
      values: byKind(({ objects }) => objects),
    },
    {
      name: 'tocsin_argocd_watch_healthy',
      help: 'Whether all objects of a kind were listed, and nothing is wrong with watching them.',
      type: 'gauge',
      values: byKind(({ isReady, trouble }) => Number(isReady && trouble === undefined)),
    },
    gauge('looks_waiting', 'Applications that wait to be looked at.', waiting),
    gauge('looks_working', 'Applications that are looked at.', working),
    counter('annotations_patched', 'Annotations of Applications that were changed.', patched),
    counter('looks_failed', 'Looks at Applications that failed and come again.', failed),
  ]
}

function gauge(name: string, help: string, value: number): MetricReading {
  return { name: `tocsin_argocd_${name}`, help, type: 'gauge', values: [{ value }] }
}

function counter(name: string, help: string, value: number): MetricReading {
  return { name: `tocsin_argocd_${name}_total`, help, type: 'counter', values: [{ value }] }
}
