// In: texts. Out: their base64 and base32 forms, and back.
// Must hold: a broken form gives Go's error as the text, as sprig's functions do.

import { fromBytes, toBytes } from '../../values/text.ts'

export function base64Encode(text: string): string {
  return Buffer.from(toBytes(text)).toString('base64')
}

/** The text of a base64 form in the standard alphabet with padding, or Go's error. */
export function base64Decode(text: string): string {
  const bytes = base64Bytes(text)
  return bytes instanceof Uint8Array ? fromBytes(bytes) : bytes
}

/** The bytes of a base64 form, or the text of Go's error. */
export function base64Bytes(text: string): Uint8Array | string {
  const wrong = findCorruptBase64(text)
  if (wrong !== undefined) return `illegal base64 data at input byte ${wrong}`
  return Buffer.from(text, 'base64')
}

const base64Char = /[A-Za-z0-9+/]/

/** The place of the first byte that Go's decoder refuses. */
function findCorruptBase64(text: string): number | undefined {
  let at = 0
  while (at < text.length) {
    let count = 0
    while (count < 4) {
      if (at === text.length) return count === 0 ? undefined : at - count
      const char = text[at] ?? ''
      at += 1
      if (base64Char.test(char)) count += 1
      else if (char === '=') return checkPadding(text, { at, count })
      else if (char !== '\n' && char !== '\r') return at - 1
    }
  }
  return undefined
}

function checkPadding(text: string, place: { at: number; count: number }): number | undefined {
  if (place.count < 2) return place.at - 1
  let at = skipNewlines(text, place.at)
  if (place.count === 2) {
    if (at === text.length) return text.length
    if (text[at] !== '=') return at - 1
    at = skipNewlines(text, at + 1)
  }
  return at < text.length ? at : undefined
}

function skipNewlines(text: string, from: number): number {
  let at = from
  while (text[at] === '\n' || text[at] === '\r') at += 1
  return at
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function base32Encode(text: string): string {
  let bits = 0
  let size = 0
  let encoded = ''
  for (const byte of toBytes(text)) {
    bits = ((bits << 8) | byte) & 0xfff
    size += 8
    for (; size >= 5; size -= 5) encoded += BASE32[(bits >> (size - 5)) & 31]
  }
  if (size > 0) encoded += BASE32[(bits << (5 - size)) & 31]
  return encoded.padEnd(Math.ceil(encoded.length / 8) * 8, '=')
}

/** The text of a base32 form in the standard alphabet with padding, or Go's error. */
export function base32Decode(text: string): string {
  const source = text.replace(/[\r\n]/g, '')
  const wrong = findCorruptBase32(source)
  if (wrong !== undefined) return `illegal base32 data at input byte ${wrong}`
  const bytes: number[] = []
  let bits = 0
  let size = 0
  for (const char of source.replace(/=+$/, '')) {
    bits = ((bits << 5) | BASE32.indexOf(char)) & 0xfff
    size += 5
    if (size < 8) continue
    size -= 8
    bytes.push((bits >> size) & 0xff)
  }
  return fromBytes(Uint8Array.from(bytes))
}

function findCorruptBase32(source: string): number | undefined {
  const { length } = source
  for (let start = 0; start < length; start += 8) {
    for (let count = 0; count < 8; count++) {
      const at = start + count
      if (at >= length) return length - count
      const char = source[at] ?? ''
      const left = length - at - 1
      if (char === '=' && count >= 2 && left < 8) return checkPadding32(source, { at, count })
      if (!BASE32.includes(char)) return at
    }
  }
  return undefined
}

function checkPadding32(source: string, place: { at: number; count: number }): number | undefined {
  const { at, count } = place
  const left = source.length - at - 1
  if (left + count < 7) return source.length
  for (let index = 0; index < 7 - count; index++) {
    const char = source[at + 1 + index]
    if (char !== undefined && char !== '=') return at + index
  }
  return count === 3 || count === 6 ? at : undefined
}
