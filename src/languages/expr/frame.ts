// The state of one run: the environment, the variables, the loop that a predicate is in, and the budgets.
import type { Clock } from '../../base/clock.ts'
import { EXPR_LIMITS } from '../../base/limits.ts'
import { type GoTime, timeFromMs } from '../values/time.ts'
import type { Context } from './builtin.ts'
import { fail } from './failure.ts'

/** A compiled node: what it gives in a run. */
export type Run = (frame: Frame) => unknown

/** What a run may use up. */
export type Budgets = {
  readonly memoryMax: number
  readonly stepsMax: number
  /** Milliseconds by the clock; undefined for no bound. */
  readonly timeMaxMs: number | undefined
  readonly clock: Clock
}

export class Frame implements Context {
  readonly env: unknown
  readonly variables: unknown[] = []
  /** What the innermost loop goes over, and where it is. */
  collection: unknown = undefined
  index = 0
  /** What reduce has so far. */
  accumulator: unknown = undefined
  steps = 0
  /** When `steps` reaches it, the budgets are looked at. */
  stepsCheckedAt: number
  readonly #budgets: Budgets
  readonly #endsAt: number
  #memory = 0

  constructor(env: unknown, budgets: Budgets) {
    this.env = env
    this.#budgets = budgets
    const { timeMaxMs } = budgets
    this.#endsAt =
      timeMaxMs === undefined ? Number.POSITIVE_INFINITY : budgets.clock.now() + timeMaxMs
    this.stepsCheckedAt = Math.min(EXPR_LIMITS.stepsPerClockRead, budgets.stepsMax)
  }

  now(): GoTime {
    return timeFromMs(this.#budgets.clock.now())
  }

  grow(amount: number): void {
    this.#memory += amount
    if (this.#memory >= this.#budgets.memoryMax) fail('memory budget exceeded')
  }

  step(count: number): void {
    this.steps += count
    if (this.steps >= this.stepsCheckedAt) this.checkBudgets()
  }

  /** Fails when the steps or the time are used up. */
  checkBudgets(): void {
    const { stepsMax, clock } = this.#budgets
    if (this.steps >= stepsMax) fail('step budget exceeded')
    if (this.#endsAt !== Number.POSITIVE_INFINITY && clock.now() > this.#endsAt) {
      fail('time budget exceeded')
    }
    this.stepsCheckedAt = Math.min(this.steps + EXPR_LIMITS.stepsPerClockRead, stepsMax)
  }
}

/** Counts the steps of work over the whole of a value, where there is much of it. */
export function countWork(frame: Frame, value: unknown): void {
  if (typeof value === 'string') {
    if (value.length > SHORT) frame.step(Math.floor(value.length / EXPR_LIMITS.unitsPerStep))
  } else if (Array.isArray(value) || value instanceof Uint8Array) {
    if (value.length > SHORT) frame.step(value.length)
  }
}

/** Counts the steps that making a result took, and gives it; absent is nil. */
export function counted(frame: Frame, result: unknown): unknown {
  if (typeof result === 'string' && result.length > SHORT) {
    frame.step(Math.floor(result.length / EXPR_LIMITS.unitsMadePerStep))
  }
  return result ?? null
}

/** Work on less is not worth counting. */
const SHORT = 256

/** What a chain gives when one of its `?.` finds nil. */
export const SKIP: unique symbol = Symbol('the rest of the chain')
