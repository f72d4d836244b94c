/**
 * Nanoseconds per evaluation and per compilation of expressions, the minimum over rounds.
 * `node bench/languages-expr.ts [cases.json]`: the cases' file is optional; the own cases always run.
 * Go's minima are of expr 1.17.8 on go1.26.11, measured on a machine of two cores.
 */
import { readFileSync } from 'node:fs'
import { ManualClock } from '../src/base/clock.ts'
import { argoCdNames, compile } from '../src/languages/expr/expr.ts'
import { parseJson } from '../src/languages/values/json.ts'
import { isMap, mapGet } from '../src/languages/values/kind.ts'

type Case = { name: string; expr: string; env: unknown }

const GO_RUN_NS: Readonly<Record<string, number>> = {
  'literal-true': 27,
  degraded: 210,
  'sync-failed': 405,
  'deployed-full': 3596,
  'deployed-seed': 443,
  oncePer: 250,
  'any-conditions': 405,
  arith: 39,
  'filter-map-1000': 72_458,
  matches: 517,
}

const clock = new ManualClock(Date.parse('2024-03-05T14:30:00Z'))
const argoCd = argoCdNames({
  clock,
  repository: {
    commitMetadata: () => ({ problem: 'none' }),
    appDetails: () => ({ problem: 'none' }),
  },
})

const APP = {
  metadata: { name: 'guestbook', annotations: { team: 'payments' } },
  status: {
    health: { status: 'Healthy', lastTransitionTime: '2024-03-05T14:00:10Z' },
    sync: { status: 'Synced', revision: '53e28ff' },
    operationState: {
      phase: 'Succeeded',
      startedAt: '2024-03-05T14:00:00Z',
      finishedAt: '2024-03-05T14:00:29Z',
      syncResult: { revision: '53e28ff' },
    },
  },
}

const OWN: readonly Case[] = [
  ['own/degraded', "app.status.health.status == 'Degraded'"],
  ['own/failed', "app.status.operationState.phase in ['Error', 'Failed']"],
  [
    'own/deployed',
    "app.status.operationState.phase in ['Succeeded'] and app.status.health.status == 'Healthy'",
  ],
  ['own/lasting', 'time.Now().Sub(time.Parse(app.status.operationState.startedAt)).Minutes() >= 5'],
  ['own/once-per', 'app.status.operationState?.syncResult?.revision'],
].map(([name = '', expr = '']) => ({ name, expr, env: { app: APP, ...argoCd } }))

const ROUNDS = 12
const ROUND_MS = 40

/** The least time of one call, in nanoseconds. */
function measure(call: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    let calls = 0
    const start = process.hrtime.bigint()
    let passed = 0n
    while (passed < BigInt(ROUND_MS) * 1_000_000n) {
      for (let index = 0; index < 20; index++) call()
      calls += 20
      passed = process.hrtime.bigint() - start
    }
    least = Math.min(least, Number(passed) / calls)
  }
  return least
}

function readCases(path: string): Case[] {
  const file = parseJson(readFileSync(path, 'utf8'))
  const exprs = isMap(file) ? mapGet(file, 'conditions') : []
  return (Array.isArray(exprs) ? exprs : []).filter(isMap).map((entry) => {
    const env = mapGet(entry, 'env')
    return {
      name: String(mapGet(entry, 'name')),
      expr: String(mapGet(entry, 'expr')),
      env: { ...(isMap(env) && !(env instanceof Map) ? env : {}), ...argoCd },
    }
  })
}

const [path] = process.argv.slice(2)
console.log(
  'case'.padEnd(20),
  'run ns'.padStart(10),
  'Go ns'.padStart(8),
  'times'.padStart(6),
  'compile ns'.padStart(12),
)
for (const { name, expr, env } of [...(path ? readCases(path) : []), ...OWN]) {
  const program = compile(expr, { clock })
  const run = measure(() => program.run(env))
  const build = measure(() => compile(expr, { clock }))
  const go = GO_RUN_NS[name]
  const times = go === undefined ? '' : (run / go).toFixed(2)
  console.log(
    name.padEnd(20),
    run.toFixed(0).padStart(10),
    String(go ?? '').padStart(8),
    times.padStart(6),
    build.toFixed(0).padStart(12),
  )
}
