// Side-by-side measurements. `npm run bench` runs them all; `-- --quick` a short look at them; `-- --write` puts what it
// prints into docs/performance.md as well; a name of BENCHES only that one; `-- languages [bench-cases.json]` the two
// languages, beside Go's own figures.
import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { benchConsole } from './console.ts'
import { benchDelivery } from './delivery.ts'
import { benchHistory } from './history.ts'
import { benchIngest } from './ingest.ts'
import { benchLatency } from './latency.ts'
import { benchMemory } from './memory.ts'
import { benchPeerIngest } from './peer-ingest.ts'
import { benchPeerTelling } from './peer-telling.ts'
import { benchRouting } from './routing.ts'

const names = process.argv.slice(2)
const quick = names.includes('--quick')
const MARK = '<!-- written by npm run bench -- --write -->'

const BENCHES = {
  ingest: () =>
    benchIngest(quick ? { rounds: 1, requests: 2_000 } : { rounds: 7, requests: 20_000 }),
  latency: () => benchLatency({ events: quick ? 60 : 400 }),
  peers: () =>
    benchPeerIngest(
      quick
        ? { rounds: 1, connections: [8], alerts: [1_000, 3_000, 6_000] }
        : { rounds: 3, connections: [1, 8, 32], alerts: [2_000, 10_000, 30_000] },
    ),
  telling: () =>
    benchPeerTelling(
      quick
        ? { idle: 30, rates: [1_000], seconds: 1, groups: 1_000 }
        : { idle: 300, rates: [1_000, 2_000], seconds: 10, groups: 10_000 },
    ),
  routing: () =>
    benchRouting(quick ? { rounds: 1, requests: 1_500 } : { rounds: 5, requests: 10_000 }),
  history: () =>
    benchHistory(
      quick
        ? { counts: [1_000, 20_000], rounds: 1, requests: 1_500 }
        : { counts: [1_000, 100_000, 1_000_000], rounds: 5, requests: 10_000 },
    ),
  memory: () => benchMemory({ counts: quick ? [10_000] : [10_000, 100_000] }),
  delivery: () =>
    benchDelivery(
      quick ? { rounds: 1, notifications: 4_000 } : { rounds: 5, notifications: 30_000 },
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
  const lines: string[] = []
  const say = (line: string): void => {
    lines.push(line)
    console.log(line)
  }
  say(
    `Node ${process.version}, ${cpus().length} processors, ${quick ? 'quick' : 'full'} run, ${new Date().toISOString().slice(0, 10)}. Ratios are within this run; the machine may be shared.`,
  )
  const some = Object.entries(BENCHES).filter(([name]) => names.includes(name))
  for (const [, bench] of some.length > 0 ? some : Object.entries(BENCHES)) {
    say('')
    for (const line of await bench()) say(line)
  }
  if (names.includes('--write')) await writeDown(lines)
}

/** Replaces what stands between the marks of docs/performance.md. */
async function writeDown(lines: readonly string[]): Promise<void> {
  const path = fileURLToPath(new URL('../docs/performance.md', import.meta.url))
  const [before, , after] = (await readFile(path, 'utf8')).split(MARK)
  if (before === undefined || after === undefined)
    throw new Error(`${path} has not two lines ${MARK}`)
  await writeFile(
    path,
    `${before}${MARK}\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n\n${MARK}${after}`,
  )
}
