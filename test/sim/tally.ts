/** What happened how often: a part of the simulation that never strikes proves nothing. */
export class Tally {
  readonly #counts = new Map<string, number>()

  count(what: string, times = 1): void {
    if (times > 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + times)
  }

  add(counts: Readonly<Record<string, number>>): void {
    for (const [what, times] of Object.entries(counts)) this.count(what, times)
  }

  /** In the order of their names. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)))
  }
}
