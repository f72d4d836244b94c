// Side-by-side measurements. `npm run bench` runs the hub's; `-- --quick` a short look at them; `-- ingest`,
// `-- latency`, `-- routing`, `-- history`, `-- memory`, `-- delivery` and `-- console` one of them; `-- languages [bench-cases.json]` the two languages, beside Go's own figures.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { benchConsole } from './console.ts'
import { benchDelivery } from './delivery.ts'
import { benchHistory } from './history.ts'
import { benchIngest } from './ingest.ts'
import { benchLatency } from './latency.ts'
import { benchMemory } from './memory.ts'
import { benchRouting } from './routing.ts'

const names = process.argv.slice(2)
const quick = names.includes('--quick')

const BENCHES = {
  ingest: () =>
    benchIngest(quick ? { rounds: 1, requests: 4_000 } : { rounds: 7, requests: 20_000 }),
  latency: () => benchLatency({ events: quick ? 60 : 400 }),
  routing: () =>
    benchRouting(quick ? { rounds: 1, requests: 3_000 } : { rounds: 5, requests: 10_000 }),
  history: () =>
    benchHistory(
      quick
        ? { counts: [1_000, 50_000], rounds: 1, requests: 3_000 }
        : { counts: [1_000, 100_000, 1_000_000], rounds: 5, requests: 10_000 },
    ),
  memory: () => benchMemory({ alerts: quick ? 10_000 : 100_000 }),
  delivery: () =>
    benchDelivery(
      quick ? { rounds: 1, notifications: 8_000 } : { rounds: 5, notifications: 30_000 },
    ),
  console: () =>
    benchConsole(quick ? { alerts: 10_000, rounds: 1 } : { alerts: 100_000, rounds: 5 }),
} as const

if (names[0] === 'languages') {
  for (const language of ['gotemplate', 'expr']) {
    const script = fileURLToPath(new URL(`languages-${language}.ts`, import.meta.url))
    console.log(`\n${language}`)
    const ended = spawnSync(process.execPath, [script, ...names.slice(1)], { stdio: 'inherit' })
    if (ended.status !== 0) process.exitCode = 1
  }
} else {
  console.log(
    `Node ${process.version}, ${quick ? 'quick' : 'full'} run. Ratios are within this run; the machine may be shared.\n`,
  )
  const some = Object.entries(BENCHES).filter(([name]) => names.includes(name))
  for (const [, bench] of some.length > 0 ? some : Object.entries(BENCHES)) {
    for (const line of await bench()) console.log(line)
    console.log()
  }
}
