import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** What the hub counts about itself, in the Prometheus text format. */
export interface Metrics {
  /** A request to a source, by what became of it. */
  countRequest(outcome: string): void
  /** A try to tell somebody what a trigger of Argo CD Notifications owes them. */
  countDelivery(delivery: { trigger: string; service: string; succeeded: boolean }): void
  /** A condition of a trigger that was evaluated. */
  countTrigger(evaluation: { name: string; triggered: boolean }): void
  /** The text of `/metrics`; `rows` by kind, and whatever else is read at this moment. */
  render(
    rows: Readonly<Record<string, number>>,
    readings?: readonly MetricReading[],
  ): Promise<string>
}

/** A metric that is kept elsewhere, with its values of now. */
export type MetricReading = {
  readonly name: string
  readonly help: string
  /** A counter only grows while the process runs. */
  readonly type: 'gauge' | 'counter'
  readonly values: readonly {
    readonly labels?: Readonly<Record<string, string>>
    readonly value: number
  }[]
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
    async render(counts, readings = []) {
      rows.reset()
      for (const [kind, value] of Object.entries(counts)) rows.set({ kind }, value)
      for (const reading of readings) show(reading, registry)
      return registry.metrics()
    },
  }
}

/** Takes the place of what was read before: what is there no more is shown no more. */
function show({ name, help, type, values }: MetricReading, registry: Registry): void {
  registry.removeSingleMetric(name)
  if (values.length === 0) return
  const labelNames = Object.keys(values[0]?.labels ?? {})
  const options = { name, help, labelNames, registers: [registry] }
  const metric = type === 'gauge' ? new Gauge(options) : new Counter(options)
  for (const { labels = {}, value } of values) metric.inc(labels, value)
}
