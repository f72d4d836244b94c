// In: the text of a number, character or string literal. Out: its value, by strconv's rules.
// Must hold: what strconv refuses is refused with Go's error text.

import {
  floatOverflows,
  type Int64,
  int64,
  parseFloatText,
  parseInteger,
} from '../values/number.ts'
import { quote, rejoin } from '../values/text.ts'

/** A number literal with every reading that Go's parser finds for it. */
export type NumberLiteral = {
  readonly text: string
  readonly int?: Int64
  readonly uint?: bigint
  readonly float?: number
  readonly complex?: { readonly real: number; readonly imaginary: number }
}

/** A literal's value, or the text of the error. */
export type Read<T> = { value: T } | { error: string }

/** Reads a number, complex number or character constant. */
export function readNumber(
  text: string,
  kind: 'number' | 'complex' | 'charConstant',
): Read<NumberLiteral> {
  if (kind === 'charConstant') return readCharacter(text)
  if (kind === 'complex') return readComplex(text)
  if (text.endsWith('i')) {
    const imaginary = parseFloatText(text.slice(0, -1))
    if (imaginary !== undefined && !floatOverflows(text.slice(0, -1), imaginary)) {
      return { value: simplify(text, 0, imaginary) }
    }
  }
  return readReal(text)
}

function readCharacter(text: string): Read<NumberLiteral> {
  const inside = text.slice(1)
  const first = unquoteChar(inside, 0, "'")
  if (first === undefined) return { error: 'invalid syntax' }
  if (inside.slice(first.end) !== "'") return { error: `malformed character constant: ${text}` }
  const code = first.code
  return { value: { text, int: code, uint: BigInt(code), float: code } }
}

function readComplex(text: string): Read<NumberLiteral> {
  const split = /^(.*[^eEpP])([+-].*)i$/.exec(text)
  const real = parseFloatText(split?.[1] ?? '')
  const imaginary = parseFloatText(split?.[2] ?? '')
  if (real === undefined || imaginary === undefined)
    return { error: 'syntax error scanning complex number' }
  return { value: simplify(text, real, imaginary) }
}

function simplify(text: string, real: number, imaginary: number): NumberLiteral {
  const complex = { real, imaginary }
  if (imaginary !== 0) return { text, complex }
  return { text, complex, float: real, ...integersOf(real) }
}

function integersOf(float: number): { int?: Int64; uint?: bigint } {
  if (!Number.isInteger(float)) return {}
  const value = BigInt(float)
  const int = value >= -(2n ** 63n) && value < 2n ** 63n ? int64(value) : undefined
  const uint = value >= 0n && value < 2n ** 64n ? value : undefined
  return { int, uint }
}

function readReal(text: string): Read<NumberLiteral> {
  const unsigned = parseInteger(text, 0, true)
  const signed = parseInteger(text, 0)
  if (signed.kind === 'integer') {
    const uint = unsigned.kind === 'integer' ? unsigned.value : signed.value === 0n ? 0n : undefined
    return { value: { text, int: int64(signed.value), uint, float: Number(signed.value) } }
  }
  if (unsigned.kind === 'integer') {
    return { value: { text, uint: unsigned.value, float: Number(unsigned.value) } }
  }
  const float = parseFloatText(text)
  if (float === undefined || floatOverflows(text, float)) {
    return { error: `illegal number syntax: ${quote(text)}` }
  }
  if (!/[.eEpP]/.test(text)) return { error: `integer overflow: ${quote(text)}` }
  return { value: { text, float, ...integersOf(float) } }
}

/** strconv.Unquote of a string literal in double quotes or backquotes. */
export function unquote(literal: string): Read<string> {
  const inside = literal.slice(1, -1)
  if (literal.startsWith('`')) return { value: inside.replaceAll('\r', '') }
  if (!inside.includes('\\')) return { value: inside }
  let text = ''
  for (let at = 0; at < inside.length; ) {
    if (inside[at] !== '\\') {
      text += inside[at]
      at += 1
      continue
    }
    const char = unquoteChar(inside, at, '"')
    if (char === undefined) return { error: 'invalid syntax' }
    text +=
      char.isByte && char.code >= 0x80
        ? String.fromCharCode(0xdc00 + char.code)
        : String.fromCodePoint(char.code)
    at = char.end
  }
  return { value: rejoin(text) }
}

type Unquoted = { code: number; end: number; isByte: boolean }

const SHORT: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
}

/** strconv.UnquoteChar at `at`: undefined for bad syntax. */
function unquoteChar(text: string, at: number, quoteChar: string): Unquoted | undefined {
  const code = text.codePointAt(at)
  if (code === undefined || text[at] === quoteChar) return undefined
  if (text[at] !== '\\') return { code, end: at + (code > 0xffff ? 2 : 1), isByte: false }
  const letter = text[at + 1] ?? ''
  const short = SHORT[letter]
  if (short !== undefined) return { code: short, end: at + 2, isByte: false }
  if (letter === quoteChar) return { code: letter.charCodeAt(0), end: at + 2, isByte: false }
  const hexDigits = { x: 2, u: 4, U: 8 }[letter]
  if (hexDigits !== undefined) return hexEscape(text, at, hexDigits)
  const octal = /^[0-7]{3}/.exec(text.slice(at + 1, at + 4))
  if (octal === null || Number.parseInt(octal[0], 8) > 255) return undefined
  return { code: Number.parseInt(octal[0], 8), end: at + 4, isByte: true }
}

function hexEscape(text: string, at: number, digits: number): Unquoted | undefined {
  const hex = text.slice(at + 2, at + 2 + digits)
  if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) return undefined
  const code = Number.parseInt(hex, 16)
  const isRune = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  if (!isRune) return undefined
  return { code, end: at + 2 + digits, isByte: digits === 2 }
}
