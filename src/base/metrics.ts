import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** What the hub counts about itself, in the Prometheus text format. */
export interface Metrics {
  /** A request to a source, by what became of it. */
  countRequest(outcome: string): void
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
  return {
    countRequest: (outcome) => requests.inc({ outcome }),
    async render(gauges) {
      for (const [kind, value] of Object.entries(gauges)) rows.set({ kind }, value)
      return registry.metrics()
    },
  }
}
