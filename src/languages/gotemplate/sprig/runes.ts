// In: characters. Out: Go's unicode properties and simple case mappings of them.
// Must hold: every mapping is from one rune to one rune, unlike JavaScript's on whole strings.

const space = /^\p{White_Space}$/u
const letter = /^\p{L}$/u
const upper = /^\p{Lu}$/u
const lower = /^\p{Ll}$/u
const title = /^\p{Lt}$/u
const digit = /^\p{Nd}$/u
const number = /^\p{N}$/u
const punctuation = /^\p{P}$/u

export function isSpace(char: string): boolean {
  return space.test(char)
}

export function isLetter(char: string): boolean {
  return letter.test(char)
}

export function isUpper(char: string): boolean {
  return upper.test(char)
}

export function isLower(char: string): boolean {
  return lower.test(char)
}

export function isTitle(char: string): boolean {
  return title.test(char)
}

export function isDigit(char: string): boolean {
  return digit.test(char)
}

export function isNumber(char: string): boolean {
  return number.test(char)
}

export function isPunctuation(char: string): boolean {
  return punctuation.test(char)
}

/** The Greek letters with iota subscript, whose one-rune capitals JavaScript does not use. */
const iotaCapitals: ReadonlyMap<number, number> = new Map([
  ...[0x1f80, 0x1f90, 0x1fa0].flatMap((start) =>
    Array.from({ length: 8 }, (_, index): [number, number] => [start + index, start + index + 8]),
  ),
  [0x1fb3, 0x1fbc],
  [0x1fc3, 0x1fcc],
  [0x1ff3, 0x1ffc],
])

/** unicode.ToUpper. */
export function upperRune(char: string): string {
  const raised = char.toUpperCase()
  if (raised.length === char.length && [...raised].length === 1) return raised
  const code = char.codePointAt(0) ?? 0
  const capital = iotaCapitals.get(code)
  if (capital !== undefined) return String.fromCodePoint(capital)
  return [...raised].length === 1 ? raised : char
}

/** unicode.ToLower. */
export function lowerRune(char: string): string {
  const [first = char] = char.toLowerCase()
  return first
}

/** The letters that have a title case of their own: their last and first code, and the title's. */
const digraphs: readonly (readonly [number, number])[] = [
  [0x1c4, 0x1c5],
  [0x1c7, 0x1c8],
  [0x1ca, 0x1cb],
  [0x1f1, 0x1f2],
]

/** unicode.ToTitle. */
export function titleRune(char: string): string {
  const code = char.codePointAt(0) ?? 0
  for (const [first, titled] of digraphs) {
    if (code >= first && code <= first + 2) return String.fromCodePoint(titled)
  }
  if (code >= 0x10d0 && code <= 0x10ff) return char
  return upperRune(char)
}

const asciiOnly = /^[^\u0080-\uffff]*$/

/** strings.ToUpper. */
export function toUpper(text: string): string {
  return asciiOnly.test(text) ? text.toUpperCase() : mapRunes(text, upperRune)
}

/** strings.ToLower. */
export function toLower(text: string): string {
  return asciiOnly.test(text) ? text.toLowerCase() : mapRunes(text, lowerRune)
}

/** strings.Map. */
export function mapRunes(text: string, map: (char: string) => string): string {
  let mapped = ''
  for (const char of text) mapped += map(char)
  return mapped
}

/** strings.TrimSpace. */
export function trimSpace(text: string): string {
  return text
    .replace(/^\p{White_Space}+/u, '')
    .replace(/(?<!\p{White_Space})\p{White_Space}+$/u, '')
}
