/**
 * Hands what it is given to `work` in its order, at most `max` at a time. More may be given, or asked for, while some are
 * under way. After the first that gives false or rejects no other is begun.
 */
export class InTurn<T> {
  readonly #max: number
  readonly #work: (one: T) => Promise<boolean>
  readonly #over = Promise.withResolvers<void>()
  #waiting: readonly T[] = []
  #underWay = 0
  #goesOn = true
  #failure: { readonly reason: unknown } | undefined
  #more: (() => Promise<readonly T[]>) | undefined
  #isAsking = false
  #isOver = false

  constructor(max: number, work: (one: T) => Promise<boolean>) {
    this.#max = max
    this.#work = work
  }

  give(all: readonly T[]): void {
    this.#waiting = [...this.#waiting, ...all]
    this.#goOn()
  }

  /** Asks for more as soon as nothing waits and another could be begun, one question at a time; not once it is over. */
  askFor(more: () => Promise<readonly T[]>): void {
    if (this.#isOver) return
    this.#more = more
    this.#goOn()
  }

  /** Resolves once everything begun has ended and nothing waits that may be begun; rejects then with the first rejection. */
  end(): Promise<void> {
    this.#endIfDone()
    return this.#over.promise
  }

  #goOn(): void {
    while (this.#goesOn && this.#underWay < this.#max && this.#waiting.length > 0) {
      const [one] = this.#waiting
      this.#waiting = this.#waiting.slice(1)
      if (one !== undefined) void this.#begin(one)
    }
    const hasRoom = this.#goesOn && this.#underWay < this.#max
    if (hasRoom && this.#more && !this.#isAsking) void this.#ask(this.#more)
  }

  async #begin(one: T): Promise<void> {
    this.#underWay += 1
    try {
      if (!(await this.#work(one))) this.#goesOn = false
    } catch (reason) {
      this.#fail(reason)
    }
    this.#underWay -= 1
    this.#goOn()
    this.#endIfDone()
  }

  async #ask(more: () => Promise<readonly T[]>): Promise<void> {
    this.#more = undefined
    this.#isAsking = true
    try {
      this.#waiting = [...this.#waiting, ...(await more())]
    } catch (reason) {
      this.#fail(reason)
    }
    this.#isAsking = false
    this.#goOn()
    this.#endIfDone()
  }

  #fail(reason: unknown): void {
    this.#goesOn = false
    this.#failure ??= { reason }
  }

  #endIfDone(): void {
    if (this.#underWay > 0 || this.#isAsking) return
    this.#isOver = true
    if (this.#failure) this.#over.reject(this.#failure.reason)
    else this.#over.resolve()
  }
}
