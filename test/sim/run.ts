// In: `--seeds <count>` from `--from <seed>` on, or `--seed <seed>` with `--trace`. Out: each seed that breaks an invariant,
// and how often what happened.
// Must hold: the status is 0 only when every seed keeps every invariant.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { reportOf } from './report.ts'
import { type Run, simulate } from './simulate.ts'
import { Tally } from './tally.ts'

/** What a worker says of a seed. */
type Said = {
  readonly seed: number
  readonly counts: Run['counts']
  readonly report?: string
}

const REPORTS_MAX = 5
const PROGRESS_EVERY = 100

if (isMainThread) await main()
else await work()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      trace: { type: 'boolean', default: false },
    },
  })
  const isBroken =
    values.seed === undefined
      ? await runMany({ from: Number(values.from), count: Number(values.seeds) })
      : await runOne(Number(values.seed), values.trace)
  process.exitCode = isBroken ? 1 : 0
}

async function runOne(seed: number, hasTrace: boolean): Promise<boolean> {
  const run = await simulate(seed)
  if (hasTrace) process.stdout.write(`${run.lines.join('\n')}\n`)
  process.stdout.write(`${reportOf(run)}\n${linesOf(run.counts)}\ndigest ${run.digest}\n`)
  return run.broken !== undefined
}

/** On all processors. The first broken seeds are shown whole; more of them would say little. */
async function runMany(range: { from: number; count: number }): Promise<boolean> {
  const startedAt = performance.now()
  const broken: number[] = []
  const tally = new Tally()
  let done = 0
  const count = Math.min(range.count, availableParallelism())
  const workers = Array.from({ length: count }, (_, index) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { ...range, index, step: count },
    })
    worker.on('message', ({ seed, counts, report }: Said) => {
      done += 1
      tally.add(counts)
      if (report !== undefined) broken.push(seed)
      if (report !== undefined && broken.length <= REPORTS_MAX) process.stdout.write(`${report}\n`)
      if (done % PROGRESS_EVERY === 0) process.stdout.write(`${done} of ${range.count} seeds\n`)
    })
    return new Promise<void>((resolve, reject) => {
      worker.on('error', reject)
      worker.on('exit', () => resolve())
    })
  })
  await Promise.all(workers)
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  const said =
    broken.length === 0 ? 'none breaks' : `these break: ${broken.sort(byNumber).join(' ')}`
  process.stdout.write(`${linesOf(tally.counts)}\n`)
  process.stdout.write(`${done} seeds in ${seconds} s; ${said}\n`)
  return broken.length > 0
}

function linesOf(counts: Run['counts']): string {
  return Object.entries(counts)
    .map(([what, times]) => `${String(times).padStart(8)}  ${what}`)
    .join('\n')
}

function byNumber(one: number, other: number): number {
  return one - other
}

async function work(): Promise<void> {
  const { from, count, index, step } = Object(workerData)
  for (let seed = from + index; seed < from + count; seed += step) {
    const run = await simulate(seed)
    const { counts } = run
    const said: Said = run.broken ? { seed, counts, report: reportOf(run) } : { seed, counts }
    parentPort?.postMessage(said)
  }
}
