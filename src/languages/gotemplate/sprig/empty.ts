import { isTrue } from '../truth.ts'

/** Whether sprig takes a value for empty: nil, false, zero, or without elements. */
export function isEmpty(value: unknown): boolean {
  return !isTrue(value)
}
