// In: the arguments of html, js and urlquery. Out: their text, escaped as Go escapes it.
// Must hold: bytes that are not UTF-8 pass html unchanged, as they do in Go.

import { sprint } from '../values/print.ts'
import { isPrint, toBytes } from '../values/text.ts'

/** The arguments of an escaper as one text; absent ones read `<no value>`. */
export function textOfArguments(values: readonly unknown[]): string {
  const [only] = values
  if (values.length === 1 && typeof only === 'string') return only
  return sprint(values.map((value) => value ?? '<no value>'))
}

const htmlSpecial = /['"&<>\0]/g
const htmlEscapes: Readonly<Record<string, string>> = {
  "'": '&#39;',
  '"': '&#34;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\ufffd',
}

/** Go's HTMLEscapeString. */
export function escapeHtml(text: string): string {
  return text.replace(htmlSpecial, (char) => htmlEscapes[char] ?? char)
}

const jsPlain = /^[ !#-%(-;?-[\]-~]*$/
const jsEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
}

/** Go's JSEscapeString. */
export function escapeJs(text: string): string {
  if (jsPlain.test(text)) return text
  let escaped = ''
  for (const char of text) escaped += jsEscapes[char] ?? escapeJsRune(char)
  return escaped
}

function escapeJsRune(char: string): string {
  const code = char.codePointAt(0) ?? 0
  if (code >= 0x20 && code < 0x7f) return char
  if (code === 0x7f) return char
  if (code >= 0xdc80 && code <= 0xdcff) return '\\uFFFD'
  if (code >= 0x80 && isPrint(char)) return char
  return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
}

const queryPlain = /^[A-Za-z0-9_.~-]*$/

/** Go's url.QueryEscape. */
export function escapeQuery(text: string): string {
  if (queryPlain.test(text)) return text
  let escaped = ''
  for (const byte of toBytes(text)) {
    const char = String.fromCharCode(byte)
    if (byte < 0x80 && queryPlain.test(char)) escaped += char
    else if (byte === 0x20) escaped += '+'
    else escaped += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return escaped
}
