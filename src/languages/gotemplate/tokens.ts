import { byteLength, quote } from '../values/text.ts'

const KEYWORDS = [
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'nil',
  'range',
  'template',
  'with',
] as const

type Keyword = (typeof KEYWORDS)[number]

/** What a token is. A keyword's kind is the keyword itself. */
export type TokenKind =
  | Keyword
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'EOF'
  | 'field'
  | 'dot'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'

export type Token = {
  readonly kind: TokenKind
  readonly value: string
  /** Where it starts, as an index into the template's text. */
  readonly at: number
  readonly line: number
}

/** The keywords by their text. */
export const keywords: ReadonlyMap<string, Keyword> = new Map(KEYWORDS.map((word) => [word, word]))

/** A token as it stands in an error text. */
export function tokenText(token: Token): string {
  if (token.kind === 'EOF') return 'EOF'
  if (token.kind === 'error') return token.value
  if (token.kind === 'dot' || keywords.has(token.kind)) return `<${token.value}>`
  if (byteLength(token.value) <= 10) return quote(token.value)
  return `${quote([...token.value].slice(0, 10).join(''))}...`
}
