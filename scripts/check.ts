// In comes the working tree. Out goes one line for each check, and all that a failed one said.
// What must hold: every check runs even when an earlier one failed, and the status is 0 only when all passed.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string): string => join(root, 'node_modules', '.bin', name)

type Check = { name: string; proves: string; command: string[] }

const CHECKS: Check[] = [
  { name: 'types', proves: 'tsc', command: [bin('tsc'), '-p', 'tsconfig.json'] },
  {
    name: 'console',
    proves: 'types of web/, tsc',
    command: [bin('tsc'), '-p', 'web/tsconfig.json'],
  },
  {
    name: 'style',
    proves: 'lint and format, biome',
    command: [bin('biome'), 'check', '--error-on-warnings', '--max-diagnostics=100'],
  },
  {
    name: 'promises',
    proves: 'lint that needs types, oxlint',
    command: [bin('oxlint'), '--type-aware', '--deny-warnings'],
  },
  {
    name: 'imports',
    proves: 'who may import whom, scripts/import-rules.ts',
    command: [process.execPath, join(root, 'scripts', 'check-imports.ts')],
  },
  {
    name: 'unused',
    proves: 'files, exports and packages nobody uses, knip',
    command: [bin('knip'), '--no-progress'],
  },
  {
    name: 'documents',
    proves: 'pages, names and planted faults, test/*.test.ts',
    command: [
      process.execPath,
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...['docs', 'tidy', 'imports', 'lint'].map((name) => `test/${name}.test.ts`),
    ],
  },
]

const results = CHECKS.map((check) => ({ check, passed: runCheck(check) }))
const failed = results.filter((result) => !result.passed).map((result) => result.check.name)
console.log(
  failed.length === 0
    ? `All ${CHECKS.length} checks passed.`
    : `${failed.length} of ${CHECKS.length} checks failed: ${failed.join(', ')}.`,
)
process.exitCode = failed.length === 0 ? 0 : 1

function runCheck({ name, proves, command }: Check): boolean {
  const [file = '', ...args] = command
  const startedAt = performance.now()
  const result = spawnSync(file, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  const passed = result.status === 0
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(
    `${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds.padStart(5)} s  ${proves}`,
  )
  if (passed) return true
  const output = [result.error?.message ?? '', result.stdout ?? '', result.stderr ?? '']
  console.log(output.filter((text) => text.trim() !== '').join('\n'))
  return false
}
