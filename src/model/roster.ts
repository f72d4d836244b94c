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
    const heir = heirOf(before, turn.index, change.contacts)
    const place = heir === undefined ? 0 : change.contacts.indexOf(heir)
    stretches.push({
      from: change.at,
      contacts: change.contacts,
      first: turn.index - place,
    })
  }
  return ({ index, at }) => {
    const now = stretches.findLast(({ from }) => from <= at)
    return now?.contacts[placeIn(now, index)]
  }
}

/** Whoever holds the turn, if still there; else the first behind that one who is. */
function heirOf(
  { contacts, first }: Stretch,
  index: number,
  staying: readonly Member[],
): Member | undefined {
  const holder = placeIn({ contacts, first }, index)
  const order = contacts.map((_, step) => contacts[(holder + step) % contacts.length])
  return order.find((contact) => contact !== undefined && staying.includes(contact))
}

function placeIn({ contacts, first }: Omit<Stretch, 'from'>, index: number): number {
  const { length } = contacts
  return length === 0 ? 0 : (((index - first) % length) + length) % length
}
