// Who takes turns, and how the order goes on when somebody comes or leaves.
import { type Rotation, turnsWithin } from './rotation.ts'

/** Whose turn it is; null is nobody, on purpose. */
export type Member = string | null

/** From `at` on (UTC milliseconds) these take turns: whoever holds the turn goes on, or else the next of the old order. */
export type RosterChange = { readonly at: number; readonly contacts: readonly Member[] }

/** A roster and the number of the turn that its first contact has. */
type Stretch = {
  readonly from: number
  readonly contacts: readonly Member[]
  readonly first: number
}

/** Looks up whose turn the turn with a number is at an instant; undefined where the roster is empty then. */
export type Roster = (turn: { readonly index: number; readonly at: number }) => Member | undefined

/** The roster of a rotation: `contacts` first, then each change from its instant on. */
export function rosterOf(
  {
    rotation,
    contacts,
    changes = [],
  }: {
    readonly rotation: Rotation
    readonly contacts: readonly Member[]
    readonly changes?: readonly RosterChange[]
  },
  zone: string,
): Roster {
  const stretches: Stretch[] = [{ from: -Infinity, contacts, first: 0 }]
  for (const change of changes) {
    const [turn] = turnsWithin(rotation, zone, { from: change.at, until: change.at + 1 })
    const before = stretches.at(-1)
    if (turn === undefined || before === undefined) continue
    const place = placeOfHeir(before, turn.index, change.contacts)
    stretches.push({ from: change.at, contacts: change.contacts, first: turn.index - place })
  }
  return ({ index, at }) => {
    const now = stretches.findLast(({ from }) => from <= at)
    return now?.contacts[placeIn(now, index)]
  }
}

/**
 * Where among those who stay the order goes on: with whoever holds the turn, if still there; else with the first behind
 * that one who is; the first where nobody is.
 */
function placeOfHeir(
  { contacts, first }: Stretch,
  index: number,
  staying: readonly Member[],
): number {
  const holder = placeIn({ contacts, first }, index)
  const order = [...contacts.keys()].map((step) => (holder + step) % contacts.length)
  for (const place of order) {
    const heir = contacts[place]
    const places = [...staying.keys()].filter((at) => staying[at] === heir)
    // Whoever has several turns in a round goes on with the same of them.
    const earlier = contacts.slice(0, place).filter((contact) => contact === heir).length
    const found = places[Math.min(earlier, places.length - 1)]
    if (found !== undefined) return found
  }
  return 0
}

function placeIn({ contacts, first }: Omit<Stretch, 'from'>, index: number): number {
  const { length } = contacts
  return length === 0 ? 0 : (((index - first) % length) + length) % length
}
