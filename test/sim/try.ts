import { simulate } from './simulate.ts'
const [from = '1', count = '5', trace] = process.argv.slice(2)
for (let seed = Number(from); seed < Number(from) + Number(count); seed++) {
  const t = performance.now()
  const run = await simulate(seed)
  console.log(seed, run.digest.slice(0, 8), Math.round(performance.now() - t), 'ms', run.lines.length, JSON.stringify(run.counts), run.broken?.invariant ?? '', run.broken?.how.slice(0, 3).join('\n') ?? '')
  if (trace) console.log(run.lines.slice(-Number(trace)).join('\n'))
}
