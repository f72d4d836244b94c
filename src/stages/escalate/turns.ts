/** Whose turn it is in escalation policies, while several runs begin before any of them is on disk. */
export class Turns {
  readonly #next = new Map<string, number>()

  /** The place of a new run among all that the escalation policy has had; `had` is what the store knows. */
  take(plan: string, had: ReadonlyMap<string, number> | undefined): number {
    const turn = Math.max(this.#next.get(plan) ?? 0, had?.get(plan) ?? 0)
    this.#next.set(plan, turn + 1)
    return turn
  }
}
