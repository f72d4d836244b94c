/** Tells whoever listens that something has changed, by topic. It keeps nothing: who comes later hears what comes later. */
export class Announcer<Topic extends string> {
  readonly #listeners = new Set<(topics: readonly Topic[]) => void>()
  readonly #listenersMax: number

  constructor(listenersMax: number) {
    this.#listenersMax = listenersMax
  }

  say(topics: readonly Topic[]): void {
    for (const listener of this.#listeners) listener(topics)
  }

  /** Gives what ends the listening, or undefined where too many listen already. */
  listen(listener: (topics: readonly Topic[]) => void): (() => void) | undefined {
    if (this.#listeners.size >= this.#listenersMax) return undefined
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
