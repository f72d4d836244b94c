import { eventBody } from './events.ts'
import { median } from './load.ts'
import { type SettlingHub, startSettlingHub } from './settled.ts'

const COUNTS = [10, 1_000, 10_000] as const

/** Policies of two matchers each, of which none wants the events: what is measured is finding that out. */
function policies(count: number): string {
  const rules = Array.from(
    { length: count },
    (_, number) =>
      `  p${number}: { match: ['product=~"ECS|RDS"', 'instance=~"i-other${number}|i-else${number}"'], notify: [{ to: ops }] }`,
  )
  return rules.join('\n')
}

/** Events taken in and settled a second with few and with thousands of policies, in turns. */
export async function benchRouting({
  rounds,
  requests,
}: {
  rounds: number
  requests: number
}): Promise<readonly string[]> {
  const benches = new Map<number, { hub: SettlingHub; perSecond: number[] }>()
  for (const count of COUNTS) {
    const hub = await startSettlingHub('bench-routing-key', policies(count))
    benches.set(count, { hub, perSecond: [] })
  }
  let number = 0
  for (let round = 0; round <= rounds; round++) {
    for (const { hub, perSecond } of benches.values()) {
      const from = number
      number += requests
      const bodies = Array.from({ length: requests }, (_, index) =>
        eventBody(from + index, 'quiet'),
      )
      const measured = await hub.measure(bodies)
      // The first round warms up.
      if (round > 0) perSecond.push(measured)
    }
  }
  for (const { hub } of benches.values()) await hub.end()
  const few = median(benches.get(COUNTS[0])?.perSecond ?? [])
  return [
    'Events taken in and settled by the number of policies (goal: 10,000 at least 0.70 of 10)',
    ...[...benches].map(([count, { perSecond }]) => {
      const middle = median(perSecond)
      return `  ${`${count.toLocaleString('en-US')} policies`.padEnd(44)} ratio ${(middle / few).toFixed(2)}  ${Math.round(middle).toString().padStart(7)}/s`
    }),
  ]
}
