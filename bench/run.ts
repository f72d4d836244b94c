// Side-by-side measurements: `npm run bench`, or `npm run bench -- --quick` for a short look.
import { benchIngest } from './ingest.ts'
import { benchLatency } from './latency.ts'

const quick = process.argv.includes('--quick')

console.log(`Node ${process.version}, ${quick ? 'quick' : 'full'} run. Ratios are within this run; the machine may be shared.\n`)
for (const line of await benchIngest(quick ? { rounds: 1, requests: 4_000 } : { rounds: 7, requests: 20_000 })) console.log(line)
console.log()
for (const line of await benchLatency({ events: quick ? 60 : 400 })) console.log(line)
