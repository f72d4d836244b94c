import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** What the hub counts about itself, in the Prometheus text format. */
export interface Metrics {
  /** A request to a source, by what became of it. */
  countRequest(outcome: string): void
  /** A try to tell somebody what a trigger of Argo CD Notifications owes them. */
  countDelivery(delivery: { trigger: string; service: string; succeeded: boolean }): void
  /** A condition of a trigger that was evaluated. */
  countTrigger(evaluation: { name: string; triggered: boolean }): void
  /** The text of `/metrics`; `gauges` are read at this moment, by name without the prefix. */
  render(gauges: Readonly<Record<string, number>>): Promise<string>
}

/** A registry of its own, so that two hubs in one process do not share their numbers. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'tocsin_ingest_requests_total',
    help: 'Requests to sources, by what became of them.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  const rows = new Gauge({
    name: 'tocsin_rows',
    help: 'What the store holds, by kind.',
    labelNames: ['kind'],
    registers: [registry],
  })
  // Named as Argo CD Notifications names them: dashboards go on.
  const deliveries = new Counter({
    name: 'argocd_notifications_deliveries_total',
    help: 'Number of delivered notifications.',
    labelNames: ['trigger', 'service', 'succeeded'],
    registers: [registry],
  })
  const evaluations = new Counter({
    name: 'argocd_notifications_trigger_eval_total',
    help: 'Number of trigger evaluations.',
    labelNames: ['name', 'triggered'],
    registers: [registry],
  })
  return {
    countDelivery: ({ trigger, service, succeeded }) =>
      deliveries.inc({ trigger, service, succeeded: String(succeeded) }),
    countTrigger: ({ name, triggered }) => evaluations.inc({ name, triggered: String(triggered) }),
    countRequest: (outcome) => requests.inc({ outcome }),
    async render(gauges) {
      for (const [kind, value] of Object.entries(gauges)) rows.set({ kind }, value)
      return registry.metrics()
    },
  }
}
