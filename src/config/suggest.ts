import { nearestName } from '../base/similar.ts'

/**
 * ` Did you mean "channels"?` when one of `known` is close to `written`, else the empty string.
 * It begins with a space, so that it can follow a sentence.
 */
export function didYouMean(written: string, known: Iterable<string>): string {
  const nearest = nearestName(written, known)
  return nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`
}
