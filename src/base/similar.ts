import { CONFIG_SHAPE_LIMITS } from './limits.ts'

/** The one of `known` that `written` was most likely meant to be. */
export function nearestName(written: string, known: Iterable<string>): string | undefined {
  if (written.length > CONFIG_SHAPE_LIMITS.nameLengthMax * 2) return undefined
  const plain = simplify(written)
  let nearest: string | undefined
  // Two letters are near to any two others, so that only their case may differ.
  let least = plain.length <= 2 ? 1 : Math.max(1, Math.floor(plain.length / 3)) + 1
  let looked = 0
  for (const name of known) {
    looked += 1
    if (looked > CONFIG_SHAPE_LIMITS.suggestAmongMax) break
    const begun = plain.length >= 3 && simplify(name).startsWith(plain)
    if (!begun && Math.abs(name.length - written.length) > least) continue
    const distance = begun ? 1 : editDistance(plain, simplify(name))
    if (distance < least) {
      least = distance
      nearest = name
    }
  }
  return nearest
}

/** `contact_groups`, `contact-groups` and `contactGroups` are one word to somebody who types. */
function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '')
}

/**
 * How many letters have to be inserted, removed, replaced or swapped with their neighbour to make
 * `one` into `other` (optimal string alignment).
 */
export function editDistance(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row++) {
    const current = [row]
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1]
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      if (swapped && row > 1 && column > 1) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1)
      current.push(best)
    }
    beforeLast = last
    last = current
  }
  return last[other.length] ?? 0
}
