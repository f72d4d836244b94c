import { GoDurationError } from '../values/duration.ts'
import { ValueError } from '../values/kind.ts'
import { GoTimeError } from '../values/layout-read.ts'
import { GoRegexpError } from '../values/regexp.ts'
import { GoZoneError } from '../values/zone.ts'
import { describe } from './access.ts'
import { Failure, fail } from './failure.ts'
import type { Frame } from './frame.ts'

/** An error as a failure at a place, unless it has one; what is no failure of the language stays as it is. */
export function locate(error: unknown, at: number): unknown {
  if (error instanceof Failure) {
    error.at ??= at
    return error
  }
  const isOfLanguage =
    error instanceof ValueError ||
    error instanceof GoTimeError ||
    error instanceof GoZoneError ||
    error instanceof GoDurationError ||
    error instanceof GoRegexpError
  return isOfLanguage ? new Failure(error.message, at) : error
}

/** Takes from the memory budget on behalf of a node. */
export function grow(frame: Frame, amount: number, at: number): void {
  try {
    frame.grow(amount)
  } catch (error) {
    throw locate(error, at)
  }
}

export function notBool(value: unknown, at: number): never {
  return fail(`interface conversion: interface {} is ${describe(value)}, not bool`, at)
}
