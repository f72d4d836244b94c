// In come small files with one fault each, copied into a tree that has the project's own lint settings.
// Out goes the proof that each fault is reported by the rule that is meant to see it, and by no other.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const planted = join(root, 'test', 'planted', 'lint')
const tree = mkdtempSync(join(tmpdir(), 'tocsin-lint-'))
afterAll(() => rmSync(tree, { recursive: true, force: true }))

const FAULTS: Record<string, string> = {
  'CamelCase.ts': 'useFilenamingConvention',
  'as-any.ts': 'noExplicitAny',
  'await-thenable.ts': 'await-thenable',
  'barrel.ts': 'noBarrelFile',
  'console-log.ts': 'noConsole',
  'date-now.ts': 'noRestrictedGlobals',
  'default-export.ts': 'noDefaultExport',
  'enum.ts': 'noEnum',
  'environment.ts': 'noProcessEnv',
  'floating-promise.ts': 'no-floating-promises',
  'four-parameters.ts': 'useMaxParams',
  'global-fetch.ts': 'noRestrictedGlobals',
  'leaked-any.ts': 'no-unsafe-return',
  'long-file.ts': 'noExcessiveLinesPerFile',
  'long-function.ts': 'noExcessiveLinesPerFunction',
  'misused-promise.ts': 'no-misused-promises',
  'missing-case.ts': 'switch-exhaustiveness-check',
  'missing-extension.ts': 'useImportExtensions',
  'non-null.ts': 'noNonNullAssertion',
  'set-timeout.ts': 'noRestrictedGlobals',
  'value-import.ts': 'useImportType',
}

/** Where planted files are put: a stage, which may nothing; and the one file that may ask the time. */
function plant(): Map<string, string[]> {
  const stage = join(tree, 'src', 'stages', 'planted')
  mkdirSync(stage, { recursive: true })
  mkdirSync(join(tree, 'src', 'base'), { recursive: true })
  for (const file of ['biome.json', '.oxlintrc.json', 'tsconfig.json']) {
    cpSync(join(root, file), join(tree, file))
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'dir')
  for (const file of readdirSync(planted)) {
    cpSync(join(planted, file), join(stage, file.replace(/\.txt$/, '')))
  }
  cpSync(join(planted, 'date-now.ts.txt'), join(tree, 'src', 'base', 'clock.ts'))
  return reported()
}

/** What both linters say, as rule names by path. */
function reported(): Map<string, string[]> {
  const biome = diagnosticsOf('biome', ['lint', '--reporter=json', '--max-diagnostics=none', 'src'])
  const oxlint = diagnosticsOf('oxlint', ['--type-aware', '--format=json', 'src'])
  const found = new Map<string, string[]>()
  for (const diagnostic of [...biome, ...oxlint]) {
    const path = String(diagnostic.filename ?? diagnostic.location?.path)
    const rule =
      /[\w-]+(?=\)?$)/.exec(String(diagnostic.code ?? diagnostic.category))?.[0] ?? 'unknown'
    found.set(path, [...(found.get(path) ?? []), rule])
  }
  return found
}

type Diagnostic = {
  filename?: string
  code?: string
  category?: string
  location?: { path?: string }
}

function diagnosticsOf(tool: string, args: string[]): Diagnostic[] {
  const file = join(root, 'node_modules', '.bin', tool)
  const { stdout } = spawnSync(file, args, { cwd: tree, encoding: 'utf8', maxBuffer: 2 ** 26 })
  return JSON.parse(stdout).diagnostics
}

const found = plant()

test('every planted fault is in the table, and every line of the table is planted', () => {
  const files = readdirSync(planted).map((file) => basename(file, '.txt'))
  expect(files.toSorted()).toEqual(Object.keys(FAULTS).toSorted())
})

test.each(Object.entries(FAULTS))('%s is reported by %s, and nothing else', (file, rule) => {
  expect(found.get(`src/stages/planted/${file}`)).toEqual([rule])
})

test('what only base may do is not reported in base', () => {
  expect(found.get('src/base/clock.ts')).toBeUndefined()
})
