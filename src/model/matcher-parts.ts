export type MatchOperator = '=' | '!=' | '=~' | '!~'

/** A matcher as it was read, before its value was looked at. */
export type MatcherParts = {
  readonly label: string
  readonly operator: MatchOperator
  readonly value: string
}

/** Why a matcher cannot be read, in Alertmanager's words. */
export class MatcherSyntaxError extends Error {
  override readonly name = 'MatcherSyntaxError'
}
