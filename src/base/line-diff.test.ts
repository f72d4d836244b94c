import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { REVISION_LIMITS } from './limits.ts'
import { compareLines, unifiedDiff } from './line-diff.ts'

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, place) => `${place}`)
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

describe('a comparison of two texts', () => {
  test.each([
    ['nothing and nothing', [], [], ''],
    ['the same', ['a', 'b'], ['a', 'b'], ''],
    ['something new', [], ['a'], '@@ -1,0 +1,1 @@\n+a'],
    ['something gone', ['a'], [], '@@ -1,1 +1,0 @@\n-a'],
    ['a line changed', ['a', 'b', 'c'], ['a', 'x', 'c'], '@@ -1,3 +1,3 @@\n a\n-b\n+x\n c'],
    ['a line between', ['a', 'c'], ['a', 'b', 'c'], '@@ -1,2 +1,3 @@\n a\n+b\n c'],
  ])('of %s', (_, before, after, expected) => {
    expect(unifiedDiff(text(before), text(after))).toBe(expected)
  })

  test('shows what stands around each change, and places far apart by themselves', () => {
    const changed = numbered(30)
    changed[5] = 'five'
    changed.splice(20, 1)
    const hunks = compareLines(text(numbered(30)), text(changed))
    expect(hunks.map(({ before, after, lines }) => [before, after, lines.length])).toEqual([
      [3, 3, 8],
      [18, 18, 7],
    ])
  })

  test('of any two texts makes the second of the first, with no more changes than needed', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const shown = compareLines(text(before), text(after)).flatMap((hunk) => hunk.lines)
        const removed = shown.filter(({ kind }) => kind === 'removed').length
        const added = shown.filter(({ kind }) => kind === 'added').length
        expect(removed + added).toBe(
          before.length + after.length - 2 * longestShared(before, after),
        )
        expect(before.length - removed + added).toBe(after.length)
        expect(patched(before, compareLines(text(before), text(after)))).toEqual(after)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test('of texts that have nothing in common takes all of it as changed', () => {
    const { differencesMax } = REVISION_LIMITS
    const before = numbered(differencesMax)
    const after = before.map((line) => `x${line}`)
    const [hunk, ...others] = compareLines(text(before), text(after))
    expect(others).toEqual([])
    expect(hunk?.lines.map((line) => line.kind)).toEqual([
      ...before.map(() => 'removed'),
      ...after.map(() => 'added'),
    ])
  })
})

function longestShared(one: readonly string[], other: readonly string[]): number {
  const row = new Array<number>(other.length + 1).fill(0)
  for (const line of one) {
    let diagonal = 0
    for (const [place, candidate] of other.entries()) {
      const above = row[place + 1] ?? 0
      row[place + 1] = line === candidate ? diagonal + 1 : Math.max(above, row[place] ?? 0)
      diagonal = above
    }
  }
  return row[other.length] ?? 0
}

/** The text that the hunks make of `before`. */
function patched(
  before: readonly string[],
  hunks: ReturnType<typeof compareLines>,
): readonly string[] {
  const after: string[] = []
  let taken = 0
  for (const hunk of hunks) {
    after.push(...before.slice(taken, hunk.before - 1))
    taken = hunk.before - 1
    for (const { kind, text: line } of hunk.lines) {
      if (kind !== 'added') taken += 1
      if (kind !== 'removed') after.push(line)
    }
  }
  return [...after, ...before.slice(taken)]
}
