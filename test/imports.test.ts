// In come small trees with one forbidden import each, and the project's own tree. Out goes the proof that
// every rule of scripts/import-rules.ts sees its violation, and that nothing else is reported.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkImports, importsOf, OTHER_RULES } from '../scripts/check-imports.ts'
import { IMPORT_RULES } from '../scripts/import-rules.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const planted = join(root, 'test', 'planted', 'imports')
const rules = [...IMPORT_RULES.map((rule) => rule.name), ...OTHER_RULES]

test('every rule has a planted violation, and every planted tree a rule', () => {
  expect(readdirSync(planted).toSorted()).toEqual(rules.toSorted())
})

test.each(rules)('the planted violation of %s is reported, and nothing else', (rule) => {
  const found = checkImports(join(planted, rule))
  expect(found.map((violation) => violation.rule)).toEqual([rule])
})

test('what the rules allow is not reported', () => {
  expect(checkImports(join(root, 'test', 'planted', 'imports-allowed'))).toEqual([])
})

test('the project keeps its own import rules', () => {
  expect(checkImports(root)).toEqual([])
})

describe('every form of import is seen', () => {
  test.each([
    { form: 'a value', text: `import { x } from './b.ts'`, target: 'src/a/b.ts' },
    {
      form: 'a type',
      text: `import type { X } from './b.ts'`,
      target: 'src/a/b.ts',
      typeOnly: true,
    },
    {
      form: 'a type among values, which still loads the module',
      text: `import { type X } from './b.ts'`,
      target: 'src/a/b.ts',
    },
    { form: 'a side effect', text: `import '../b.ts'`, target: 'src/b.ts' },
    { form: 'a re-export', text: `export { x } from './b.ts'`, target: 'src/a/b.ts' },
    { form: 'a re-export of everything', text: `export * from './b.ts'`, target: 'src/a/b.ts' },
    {
      form: 'a re-export of a type',
      text: `export type { X } from './b.ts'`,
      target: 'src/a/b.ts',
      typeOnly: true,
    },
    {
      form: 'a dynamic import',
      text: `export const x = () => import('./b.ts')`,
      target: 'src/a/b.ts',
    },
    {
      form: 'a type in place',
      text: `export type X = import('./b.ts').X`,
      target: 'src/a/b.ts',
      typeOnly: true,
    },
    {
      form: 'the type of a module',
      text: `export type X = typeof import('./b.ts')`,
      target: 'src/a/b.ts',
      typeOnly: true,
    },
    {
      form: 'a worker',
      text: `new Worker(new URL('./b.ts', import.meta.url))`,
      target: 'src/a/b.ts',
    },
    { form: 'a package', text: `import { Pool } from 'pg/lib/index.js'`, target: 'npm:pg' },
    {
      form: 'a package with a scope',
      text: `import '@kubernetes/client-node/x.js'`,
      target: 'npm:@kubernetes/client-node',
    },
    { form: 'a built-in without its prefix', text: `import fs from 'fs'`, target: 'node:fs' },
  ])('$form', ({ text, target, typeOnly = false }) => {
    const expected = { from: 'src/a/a.ts', target, line: 1, typeOnly }
    expect(importsOf('src/a/a.ts', text)).toEqual([expected])
  })

  test('an import with a computed name is refused', () => {
    expect(() => importsOf('src/a/a.ts', 'export const x = (n: string) => import(n)')).toThrow(
      'computed name',
    )
  })

  test('a file that cannot be parsed is refused', () => {
    expect(() => importsOf('src/a/a.ts', 'import {')).toThrow('src/a/a.ts cannot be parsed')
  })
})
