/**
 * The other hubs that work on the same store. What they say makes a hub look at once instead of a moment later:
 * nothing may depend on it, for it can be lost.
 */
export interface Neighbours {
  /** Says that something of these kinds was written: at once, or with what comes shortly after. It never fails. */
  tell(kinds: readonly string[]): void
  /** Hears what the others say from now on, until the store is closed. */
  listen(listener: NeighbourListener): void
}

export type NeighbourListener = {
  /** Something of these kinds was written; undefined where something may have been, and nobody could say so. */
  heard(kinds: readonly string[] | undefined): void
  /** Called once, where what is said does not arrive: from then on `heard` is called now and then by itself. */
  deaf(why: string): void
}
