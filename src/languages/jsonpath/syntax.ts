// What a path is once read. A value of type Nothing (RFC 9535, 2.4.1) is `undefined` throughout.

export type Query = {
  /** `$` is the whole document, `@` the value that a filter looks at. */
  readonly root: '$' | '@'
  readonly segments: readonly Segment[]
}

export type Segment = {
  /** `..`: the value itself and all that is inside it. */
  readonly isDescendant: boolean
  readonly selectors: readonly Selector[]
}

export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'index'; readonly index: number }
  | {
      readonly kind: 'slice'
      readonly start: number | undefined
      readonly end: number | undefined
      readonly step: number
    }
  | { readonly kind: 'filter'; readonly test: Test }

/** What a filter decides by. */
export type Test =
  | { readonly kind: 'or' | 'and'; readonly of: readonly Test[] }
  | { readonly kind: 'not'; readonly of: Test }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'holds'; readonly call: Call }
  | {
      readonly kind: 'compare'
      readonly operator: Comparison
      readonly left: Comparable
      readonly right: Comparable
    }

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>='

/** A side of a comparison; a query there finds one value or none. */
export type Comparable =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'call'; readonly call: Call }

/** A call of one of the standard functions, its arguments of the kinds that it takes. */
export type Call =
  | { readonly name: 'length'; readonly of: Comparable }
  | { readonly name: 'count' | 'value'; readonly of: Query }
  | { readonly name: 'match' | 'search'; readonly text: Comparable; readonly pattern: Comparable }

/** Whether a query can find one value at most. */
export function isSingular({ segments }: Query): boolean {
  return segments.every(
    ({ isDescendant, selectors: [first, ...others] }) =>
      !isDescendant && others.length === 0 && (first?.kind === 'name' || first?.kind === 'index'),
  )
}
