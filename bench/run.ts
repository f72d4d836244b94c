// Side-by-side measurements. `npm run bench` runs the hub's; `-- --quick` a short look at them;
// `-- languages [bench-cases.json]` the two languages, beside Go's own figures.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { benchIngest } from './ingest.ts'
import { benchLatency } from './latency.ts'

const [first, ...rest] = process.argv.slice(2)
const quick = first === '--quick'

if (first === 'languages') {
  for (const language of ['gotemplate', 'expr']) {
    const script = fileURLToPath(new URL(`languages-${language}.ts`, import.meta.url))
    console.log(`\n${language}`)
    const ended = spawnSync(process.execPath, [script, ...rest], { stdio: 'inherit' })
    if (ended.status !== 0) process.exitCode = 1
  }
} else {
  console.log(
    `Node ${process.version}, ${quick ? 'quick' : 'full'} run. Ratios are within this run; the machine may be shared.\n`,
  )
  const ingest = quick ? { rounds: 1, requests: 4_000 } : { rounds: 7, requests: 20_000 }
  for (const line of await benchIngest(ingest)) console.log(line)
  console.log()
  for (const line of await benchLatency({ events: quick ? 60 : 400 })) console.log(line)
}
