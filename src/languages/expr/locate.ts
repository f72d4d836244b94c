import { GoDurationError } from '../values/duration.ts'
import { ValueError } from '../values/kind.ts'
import { GoTimeError } from '../values/layout-read.ts'
import { GoRegexpError } from '../values/regexp.ts'
import { GoZoneError } from '../values/zone.ts'
import { Failure } from './failure.ts'

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
