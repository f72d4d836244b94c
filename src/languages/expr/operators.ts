/** Precedence and associativity, as upstream has them. */

export type Operator = { readonly precedence: number; readonly isRight?: boolean }

export const UNARY: ReadonlyMap<string, Operator> = new Map([
  ['not', { precedence: 50 }],
  ['!', { precedence: 50 }],
  ['-', { precedence: 90 }],
  ['+', { precedence: 90 }],
])

const COMPARISON = 20

export const BINARY: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['|', { precedence: 0 }],
  ['or', { precedence: 10 }],
  ['||', { precedence: 10 }],
  ['and', { precedence: 15 }],
  ['&&', { precedence: 15 }],
  ['==', { precedence: COMPARISON }],
  ['!=', { precedence: COMPARISON }],
  ['<', { precedence: COMPARISON }],
  ['>', { precedence: COMPARISON }],
  ['>=', { precedence: COMPARISON }],
  ['<=', { precedence: COMPARISON }],
  ['in', { precedence: COMPARISON }],
  ['matches', { precedence: COMPARISON }],
  ['contains', { precedence: COMPARISON }],
  ['startsWith', { precedence: COMPARISON }],
  ['endsWith', { precedence: COMPARISON }],
  ['..', { precedence: 25 }],
  ['+', { precedence: 30 }],
  ['-', { precedence: 30 }],
  ['*', { precedence: 60 }],
  ['/', { precedence: 60 }],
  ['%', { precedence: 60 }],
  ['**', { precedence: 100, isRight: true }],
  ['^', { precedence: 100, isRight: true }],
  ['??', { precedence: 500 }],
])

/** Whether `not` may stand before it, as in `not in`. */
export function canBeNegated(operator: string): boolean {
  return ['contains', 'matches', 'startsWith', 'endsWith', 'in'].includes(operator)
}

/** Whether it may be chained, as in `1 < x < 9`. */
export function isComparison(operator: string): boolean {
  return operator === '<' || operator === '>' || operator === '<=' || operator === '>='
}

/** Whether it joins conditions. */
export function isBoolean(operator: string): boolean {
  return operator === 'and' || operator === 'or' || operator === '&&' || operator === '||'
}
