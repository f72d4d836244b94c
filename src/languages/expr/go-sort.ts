// In: a list's length, its order and how to swap. Out: the list sorted as Go's sort.Sort sorts it.
// Equal elements end where Go's pattern-defeating quicksort leaves them, and comparisons happen in
// its order, which shows in the error when two elements have no order.

/** What is sorted: Go's sort.Interface. */
interface Sortable {
  readonly length: number
  less(i: number, j: number): boolean
  swap(i: number, j: number): void
}

const INSERTION_MAX = 12
const NINTHER_MIN = 50
const PARTIAL_STEPS = 5
const PARTIAL_MIN = 50

type Hint = 'unknown' | 'increasing' | 'decreasing'

/** Sorts in place. */
export function sort(list: Sortable): void {
  const { length } = list
  const limit = length === 0 ? 0 : 32 - Math.clz32(length)
  quickSort(list, { from: 0, to: length, limit })
}

type Range = { from: number; to: number; limit: number }

function quickSort(list: Sortable, range: Range): void {
  let { from, to, limit } = range
  let wasBalanced = true
  let wasPartitioned = true
  for (;;) {
    const size = to - from
    if (size <= INSERTION_MAX) {
      insertionSort(list, from, to)
      return
    }
    if (limit === 0) {
      heapSort(list, from, to)
      return
    }
    if (!wasBalanced) {
      breakPatterns(list, from, to)
      limit--
    }
    let { pivot, hint } = choosePivot(list, from, to)
    if (hint === 'decreasing') {
      reverseRange(list, from, to)
      pivot = to - 1 - (pivot - from)
      hint = 'increasing'
    }
    if (wasBalanced && wasPartitioned && hint === 'increasing') {
      if (partialInsertionSort(list, from, to)) return
    }
    // A pivot equal to what lies before the range: everything equal to it is done.
    if (from > 0 && !list.less(from - 1, pivot)) {
      from = partitionEqual(list, { from, to, pivot })
      continue
    }
    const parted = partition(list, { from, to, pivot })
    wasPartitioned = parted.wasPartitioned
    const left = parted.middle - from
    const right = to - parted.middle
    const balance = Math.floor(size / 8)
    if (left < right) {
      wasBalanced = left >= balance
      quickSort(list, { from, to: parted.middle, limit })
      from = parted.middle + 1
    } else {
      wasBalanced = right >= balance
      quickSort(list, { from: parted.middle + 1, to, limit })
      to = parted.middle
    }
  }
}

function insertionSort(list: Sortable, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    for (let j = i; j > from && list.less(j, j - 1); j--) list.swap(j, j - 1)
  }
}

function siftDown(list: Sortable, root: number, heap: { size: number; first: number }): void {
  const { size, first } = heap
  let at = root
  for (;;) {
    let child = 2 * at + 1
    if (child >= size) return
    if (child + 1 < size && list.less(first + child, first + child + 1)) child++
    if (!list.less(first + at, first + child)) return
    list.swap(first + at, first + child)
    at = child
  }
}

function heapSort(list: Sortable, from: number, to: number): void {
  const size = to - from
  for (let i = Math.floor((size - 1) / 2); i >= 0; i--) siftDown(list, i, { size, first: from })
  for (let i = size - 1; i >= 0; i--) {
    list.swap(from, from + i)
    siftDown(list, 0, { size: i, first: from })
  }
}

type Pivoted = { from: number; to: number; pivot: number }

function partition(list: Sortable, range: Pivoted): { middle: number; wasPartitioned: boolean } {
  const { from, to, pivot } = range
  list.swap(from, pivot)
  let i = from + 1
  let j = to - 1
  while (i <= j && list.less(i, from)) i++
  while (i <= j && !list.less(j, from)) j--
  if (i > j) {
    list.swap(j, from)
    return { middle: j, wasPartitioned: true }
  }
  list.swap(i, j)
  i++
  j--
  for (;;) {
    while (i <= j && list.less(i, from)) i++
    while (i <= j && !list.less(j, from)) j--
    if (i > j) break
    list.swap(i, j)
    i++
    j--
  }
  list.swap(j, from)
  return { middle: j, wasPartitioned: false }
}

function partitionEqual(list: Sortable, range: Pivoted): number {
  const { from, to, pivot } = range
  list.swap(from, pivot)
  let i = from + 1
  let j = to - 1
  for (;;) {
    while (i <= j && !list.less(from, i)) i++
    while (i <= j && list.less(from, j)) j--
    if (i > j) return i
    list.swap(i, j)
    i++
    j--
  }
}

/** Sorts a range that is nearly sorted; says whether it succeeded. */
function partialInsertionSort(list: Sortable, from: number, to: number): boolean {
  let i = from + 1
  for (let step = 0; step < PARTIAL_STEPS; step++) {
    while (i < to && !list.less(i, i - 1)) i++
    if (i === to) return true
    if (to - from < PARTIAL_MIN) return false
    list.swap(i, i - 1)
    if (i - from >= 2) {
      for (let j = i - 1; j >= 1; j--) {
        if (!list.less(j, j - 1)) break
        list.swap(j, j - 1)
      }
    }
    if (to - i >= 2) {
      for (let j = i + 1; j < to; j++) {
        if (!list.less(j, j - 1)) break
        list.swap(j, j - 1)
      }
    }
  }
  return false
}

/** Scatters some elements; the numbers come from the length, as in Go. */
function breakPatterns(list: Sortable, from: number, to: number): void {
  const size = to - from
  if (size < 8) return
  let random = BigInt(size)
  const modulus = 2 ** (32 - Math.clz32(size))
  const middle = from + Math.floor(size / 4) * 2 - 1
  for (let i = 0; i < 3; i++) {
    random ^= BigInt.asUintN(64, random << 13n)
    random ^= random >> 7n
    random ^= BigInt.asUintN(64, random << 17n)
    let other = Number(random & BigInt(modulus - 1))
    if (other >= size) other -= size
    list.swap(middle - 1 + i, from + other)
  }
}

function choosePivot(list: Sortable, from: number, to: number): { pivot: number; hint: Hint } {
  const size = to - from
  const quarter = Math.floor(size / 4)
  const swaps = { count: 0 }
  let i = from + quarter
  let j = from + quarter * 2
  let k = from + quarter * 3
  if (size >= 8) {
    if (size >= NINTHER_MIN) {
      i = medianOf(list, [i - 1, i, i + 1], swaps)
      j = medianOf(list, [j - 1, j, j + 1], swaps)
      k = medianOf(list, [k - 1, k, k + 1], swaps)
    }
    j = medianOf(list, [i, j, k], swaps)
  }
  const mostSwaps = 4 * 3
  if (swaps.count === 0) return { pivot: j, hint: 'increasing' }
  if (swaps.count === mostSwaps) return { pivot: j, hint: 'decreasing' }
  return { pivot: j, hint: 'unknown' }
}

function medianOf(
  list: Sortable,
  indexes: readonly [number, number, number],
  swaps: { count: number },
): number {
  let [a, b, c] = indexes
  const order = (x: number, y: number): [number, number] => {
    if (!list.less(y, x)) return [x, y]
    swaps.count++
    return [y, x]
  }
  ;[a, b] = order(a, b)
  ;[b, c] = order(b, c)
  ;[a, b] = order(a, b)
  return b
}

function reverseRange(list: Sortable, from: number, to: number): void {
  for (let i = from, j = to - 1; i < j; i++, j--) list.swap(i, j)
}
