import type { Invariant } from './feature.ts'
import { KEEPING } from './invariants/keeping.ts'
import { SENDING } from './invariants/sending.ts'
import { TELLING } from './invariants/telling.ts'

/** What must always hold, whatever happens to machine, disk, network and platforms. Features add their own. */
export const INVARIANTS: readonly Invariant[] = [...KEEPING, ...SENDING, ...TELLING]
