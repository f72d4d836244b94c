import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONFIG_LIMITS } from '../base/limits.ts'
import type { Loading } from './load.ts'
import { loadText } from './testing/adapters.ts'
import { ENVIRONMENT, fixtureText, loadFixture, printed, SENTINEL } from './testing/fixtures.ts'

const GOOD = fixtureText('good.yaml')
const RICH = `${GOOD.replace(
  '    endpoints:',
  '    name: "运维 ${WHO:-x}"\n    mobile: "013800000000"\n    language: zh\n    endpoints:',
)
  .replace('"${OPS_SECRET}"', '{ file: secrets/sec }')
  .replace(
    '    notify:',
    '    group: { by: [region, "标签"], wait: 1h30m }\n    recoveries: false\n    notify:',
  )}`

/** Pieces that make YAML go wrong in ways that letters alone rarely do. */
const PIECES = [
  '\n',
  '\t',
  ' ',
  '  ',
  ': ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '!x ',
  '|\n',
  '>\n',
  '---\n',
  '...\n',
  '%',
  '@',
  '${',
  '}',
  '$${A}',
  '${A:-',
  '\r',
  '\u0000',
  '\ufeff',
  '\u2028',
  '😀',
  '0',
  'null',
  '~',
  '<<: *a',
  '? ',
]

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(12),
  insert: fc.oneof(fc.constant(''), fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })),
})

function mutate(
  text: string,
  edits: readonly { at: number; remove: number; insert: string }[],
): string {
  let result = text
  for (const { at, remove, insert } of edits) {
    const from = Math.floor(at * result.length)
    result = result.slice(0, from) + insert + result.slice(from + remove)
  }
  return result
}

function expectSound(text: string, loading: Loading): void {
  const lines = text.replace(/^\ufeff/, '').split('\n')
  const found = loading.kind === 'broken' ? loading.problems : loading.warnings
  if (loading.kind === 'broken') expect(found.length).toBeGreaterThan(0)
  expect(found.length).toBeLessThanOrEqual(CONFIG_LIMITS.problemsMax)
  for (const { line, column, message } of found) {
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines.length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
    expect(message).toMatch(/^\S.*[.?]$/s)
  }
  const order = found.map(({ line, column }) => line * 1e6 + column)
  expect(order).toEqual([...order].sort((one, other) => one - other))
}

test('any text gives a configuration or problems at places inside it', async () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 40 })
      .map((parts) => parts.join('')),
  )
  const property = fc.asyncProperty(anyText, async (text) => {
    // Half of a surrogate pair cannot be written to a file.
    const written = text.toWellFormed()
    expectSound(written, await loadText(written))
  })
  await fc.assert(property, { numRuns: 500 })
})

test('a good file with mistakes gives a configuration or problems, and tells no secret', async () => {
  const property = fc.asyncProperty(
    fc.array(edit, { minLength: 1, maxLength: 4 }),
    async (edits) => {
      const text = mutate(RICH, edits).toWellFormed()
      const loading = await loadFixture(text)
      expectSound(text, loading)
      expect(printed(loading)).not.toContain(SENTINEL)
      expect(JSON.stringify(loading)).not.toContain(SENTINEL)
      expect(inspect(loading, { depth: 20 })).not.toContain(SENTINEL)
    },
  )
  await fc.assert(property, { numRuns: 1000 })
})

test('any bytes give a configuration or problems', async () => {
  const property = fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
    const loading = await loadText(bytes)
    expect(loading.kind === 'loaded' || loading.problems.length > 0).toBe(true)
  })
  await fc.assert(property, { numRuns: 200 })
})

test('a secret written in place is told by no message, wherever else the file is broken', async () => {
  const inPlace = GOOD.replace('"${OPS_SECRET}"', `"SEC${SENTINEL}"`)
  const secretAt = inPlace.indexOf('secret:')
  const secretEnd = inPlace.indexOf(SENTINEL) + SENTINEL.length + 1
  const property = fc.asyncProperty(
    fc.array(edit, { minLength: 1, maxLength: 3 }),
    async (edits) => {
      const before = mutate(inPlace.slice(0, secretAt), edits)
      const after = mutate(inPlace.slice(secretEnd), edits)
      const text = `${before}${inPlace.slice(secretAt, secretEnd)}${after}`.toWellFormed()
      const loading = await loadText(text, { environment: ENVIRONMENT })
      expect(printed(loading)).not.toContain(SENTINEL)
    },
  )
  await fc.assert(property, { numRuns: 1000 })
})
