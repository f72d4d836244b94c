import type { Random } from './random.ts'
import type { Robot } from './setting.ts'
import type { World } from './world.ts'

/** A configuration that is being written: sections of `tocsin.yaml`, to which every feature may add. */
export type Drafting = {
  readonly random: Random
  readonly robots: Robot[]
  readonly sources: Record<string, object>
  readonly contacts: Record<string, DraftContact>
  readonly contactGroups: Record<string, string[]>
  readonly policies: Record<string, DraftRules>
  /** Whatever else stands at the top of the file. */
  readonly rest: Record<string, unknown>
}

export type DraftContact = {
  language?: string
  mobile?: string
  endpoints: DraftEndpoint[]
  rules?: object[]
}
/** With the settings of its channel: `url` of a robot, `address` and the server of a mailbox. */
export type DraftEndpoint = {
  channel: string
  url?: string
  secret?: string
  pool?: string
  standby?: boolean
  [setting: string]: unknown
}

/** A policy, or a route of one. */
export type DraftRules = {
  match: string[]
  group?: object
  notify?: object[]
  recoveries?: boolean
  routes?: DraftRules[]
  [key: string]: unknown
}

/** Something that may happen while the hub runs; the heavier the more often. */
export type Action = {
  readonly name: string
  readonly weight: number
  readonly act: (world: World, random: Random) => void | Promise<void>
}

/**
 * When an invariant must hold: `always` is looked at between any two things that happen; `rest` after everything has
 * been well for a while and problems go on; `end` when all of them are over; `old` when that was weeks ago, in a world
 * that keeps things for days.
 */
export type Moment = 'always' | 'rest' | 'end' | 'old'

/** What must hold. `broken` gives a sentence for each violation; none where it holds. */
export type Invariant = {
  readonly name: string
  readonly when: Moment
  readonly broken: (world: World) => readonly string[]
}

/** A part of the product in the simulation: what it adds to the configuration, to what happens, and to what must hold. */
export type Feature = {
  readonly name: string
  readonly draft?: (drafting: Drafting) => void
  readonly actions?: readonly Action[]
  /** Ends what it has begun: nothing fires any more when that is done. */
  readonly ends?: (world: World) => Promise<void>
  readonly invariants?: readonly Invariant[]
}
