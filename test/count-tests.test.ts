// In come reports as Vitest writes them. Out goes the proof that the closing line of .ci/run adds them up truthfully.
import { expect, test } from 'vitest'
import { countTests, type Report } from '../scripts/count-tests.ts'

function file(status: string, ...statuses: string[]): Report['testResults'][number] {
  return { status, assertionResults: statuses.map((each) => ({ status: each })) }
}

test.each([
  {
    of: 'two files',
    files: [file('passed', 'passed', 'passed'), file('passed', 'passed')],
    line: '3 passed, 0 failed',
    good: true,
  },
  {
    of: 'a failed test',
    files: [file('failed', 'passed', 'failed')],
    line: '1 passed, 1 failed',
    good: false,
  },
  {
    of: 'a file that does not load',
    files: [file('passed', 'passed'), file('failed')],
    line: '1 passed, 1 failed',
    good: false,
  },
  {
    of: 'tests that were left out',
    files: [file('passed', 'passed', 'skipped', 'todo')],
    line: '1 passed, 0 failed, 2 skipped',
    good: true,
  },
  { of: 'nothing', files: [], line: '0 passed, 0 failed', good: false },
])('the report of $of gives "$line"', ({ files, line, good }) => {
  expect(countTests({ testResults: files })).toEqual({ line, good })
})
