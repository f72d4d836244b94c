import type { Run } from './simulate.ts'

/** How much of what happened before is shown. */
const LINES_SHOWN = 40

/** A run that broke an invariant, for people: which, how, what came before, and how to see it again. */
export function reportOf({ seed, broken, lines }: Run): string {
  if (!broken) return `seed ${seed} keeps every invariant`
  return [
    `seed ${seed} breaks: ${broken.invariant}`,
    ...broken.how.slice(0, LINES_SHOWN).map((how) => `  ${how}`),
    `the last ${LINES_SHOWN} things that happened:`,
    ...lines.slice(-LINES_SHOWN).map((line) => `  ${line.slice(0, 200)}`),
    `again, with all of it: npm run sim -- --seed ${seed} --trace`,
  ].join('\n')
}
