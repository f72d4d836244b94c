// In comes Vitest's JSON report. Out goes one plain line: `N passed, N failed`, with `, N skipped` where some were.
// What must hold: the numbers are the sums over all files; a file that could not even be loaded counts as one
// failed; a report without a single passed test is no success.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What is read of Vitest's report. A file that does not load is `failed` and has no assertion results. */
export type Report = {
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/** The line for a report, and whether all is well. */
export function countTests(report: Report): { line: string; good: boolean } {
  let passed = 0
  let failed = 0
  let skipped = 0
  for (const file of report.testResults) {
    const statuses = file.assertionResults.map((result) => result.status)
    passed += statuses.filter((status) => status === 'passed').length
    const failedHere = statuses.filter((status) => status === 'failed').length
    failed += file.status === 'failed' ? Math.max(failedHere, 1) : failedHere
    skipped += statuses.filter((status) => status !== 'passed' && status !== 'failed').length
  }
  const line = `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
  return { line, good: failed === 0 && passed > 0 }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const report: Report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
  const { line, good } = countTests(report)
  console.log(line)
  process.exitCode = good ? 0 : 1
}
