import { REVISION_LIMITS } from './limits.ts'

/** One line of a comparison. */
export type DiffLine = {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** Lines that differ, with some around them; `before` and `after` are the numbers of its first line in each text, from 1. */
export type Hunk = {
  readonly before: number
  readonly after: number
  readonly lines: readonly DiffLine[]
}

/** What differs between two texts, line by line: the fewest changes, as long as there are not very many. */
export function compareLines(before: string, after: string): readonly Hunk[] {
  return hunksOf(linesOf(before, after))
}

/** The same as a text, as `diff -u` writes it, without a head; empty where nothing differs. */
export function unifiedDiff(before: string, after: string): string {
  return compareLines(before, after)
    .map(({ before: from, after: to, lines }) => {
      const count = (kind: DiffLine['kind']): number =>
        lines.filter((line) => line.kind !== kind).length
      const head = `@@ -${from},${count('added')} +${to},${count('removed')} @@`
      return [head, ...lines.map(({ kind, text }) => `${SIGNS[kind]}${text}`)].join('\n')
    })
    .join('\n')
}

const SIGNS = { same: ' ', removed: '-', added: '+' } as const

function linesOf(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [splitLines(before), splitLines(after)]
  let start = 0
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start += 1
  let end = 0
  while (
    end < Math.min(old.length, now.length) - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  )
    end += 1
  return [
    ...old.slice(0, start).map(same),
    ...changes(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...old.slice(old.length - end).map(same),
  ]
}

function splitLines(text: string): readonly string[] {
  if (text === '') return []
  return text.replace(/\n$/, '').split('\n')
}

function same(text: string): DiffLine {
  return { kind: 'same', text }
}

/** Myers' greedy walk: how far one gets on each diagonal with so many changes; then the way back. */
function changes(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  const walked: Int32Array[] = []
  const most = Math.min(old.length + now.length, REVISION_LIMITS.differencesMax)
  let reached = new Int32Array(2 * most + 3)
  for (let count = 0; count <= most; count += 1) {
    walked.push(reached.slice(most + 1 - count - 1, most + 1 + count + 2))
    for (let diagonal = -count; diagonal <= count; diagonal += 2) {
      const at = most + 1 + diagonal
      let x = isDown(reached, at, { diagonal, count })
        ? (reached[at + 1] ?? 0)
        : (reached[at - 1] ?? 0) + 1
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x += 1
      reached[at] = x
      if (x >= old.length && x - diagonal >= now.length) return wayBack(walked, old, now)
    }
    reached = reached.slice()
  }
  return [
    ...old.map((text): DiffLine => ({ kind: 'removed', text })),
    ...now.map((text): DiffLine => ({ kind: 'added', text })),
  ]
}

/** Whether the furthest way to a diagonal comes from the one above: by a line that is added. */
function isDown(
  reached: Int32Array,
  at: number,
  { diagonal, count }: { readonly diagonal: number; readonly count: number },
): boolean {
  if (diagonal === -count) return true
  return diagonal !== count && (reached[at - 1] ?? 0) < (reached[at + 1] ?? 0)
}

function wayBack(
  walked: readonly Int32Array[],
  old: readonly string[],
  now: readonly string[],
): readonly DiffLine[] {
  const lines: DiffLine[] = []
  let [x, y] = [old.length, now.length]
  for (let count = walked.length - 1; count >= 0; count -= 1) {
    const reached = walked[count] ?? new Int32Array()
    const diagonal = x - y
    const at = diagonal + count + 1
    const down = isDown(reached, at, { diagonal, count })
    const from = down ? diagonal + 1 : diagonal - 1
    const fromX = count === 0 ? 0 : (reached[from + count + 1] ?? 0)
    const fromY = count === 0 ? 0 : fromX - from
    while (x > fromX && y > fromY && old[x - 1] === now[y - 1]) {
      lines.push(same(old[x - 1] ?? ''))
      x -= 1
      y -= 1
    }
    if (count === 0) break
    lines.push(
      down
        ? { kind: 'added', text: now[fromY] ?? '' }
        : { kind: 'removed', text: old[fromX] ?? '' },
    )
    ;[x, y] = [fromX, fromY]
  }
  return lines.toReversed()
}

function hunksOf(lines: readonly DiffLine[]): readonly Hunk[] {
  const context = REVISION_LIMITS.contextLines
  const hunks: { before: number; after: number; lines: DiffLine[] }[] = []
  let [before, after, shownUpTo] = [1, 1, 0]
  const changed = lines.flatMap(({ kind }, place) => (kind === 'same' ? [] : [place]))
  const isShown = new Uint8Array(lines.length)
  for (const place of changed) isShown.fill(1, Math.max(0, place - context), place + context + 1)
  for (const [place, line] of lines.entries()) {
    if (isShown[place] === 1) {
      if (shownUpTo !== place || hunks.length === 0) hunks.push({ before, after, lines: [] })
      hunks.at(-1)?.lines.push(line)
      shownUpTo = place + 1
    }
    if (line.kind !== 'added') before += 1
    if (line.kind !== 'removed') after += 1
  }
  return hunks
}
