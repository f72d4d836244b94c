// In: strings as JavaScript holds them. Out: the bytes and runes that Go's strings have, and back.
// Must hold: a byte that is not UTF-8 travels as the lone surrogate U+DC00 + byte; bytes and text turn into each other without loss.

const BAD_BYTE = 0xdc00
const asciiOnly = /^[^\u0080-\uffff]*$/
const encoder = new TextEncoder()

/** Whether every character is one byte. */
export function isAscii(text: string): boolean {
  return asciiOnly.test(text)
}

/** The bytes of a Go string. */
export function toBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text)
  const parts: Uint8Array[] = []
  for (const run of text.split(/([\udc80-\udcff]+)/u)) {
    parts.push(
      isBadRun(run)
        ? Uint8Array.from(run, (char) => char.charCodeAt(0) & 0xff)
        : encoder.encode(run),
    )
  }
  return concatBytes(parts)
}

function isBadRun(run: string): boolean {
  const first = run.charCodeAt(0)
  return first >= BAD_BYTE + 0x80 && first <= BAD_BYTE + 0xff
}

function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The Go string of some bytes. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return decodeSlowly(bytes)
  }
}

/** A text after something was joined or cut: bytes that now form UTF-8 become characters. */
export function rejoin(text: string): string {
  return text.isWellFormed() ? text : fromBytes(toBytes(text))
}

/** The text for the outside world: each byte that is not UTF-8 becomes U+FFFD, as in Go's JSON. */
export function toValid(text: string): string {
  return text.isWellFormed() ? text : rejoin(text).toWellFormed()
}

function decodeSlowly(bytes: Uint8Array): string {
  let text = ''
  let index = 0
  while (index < bytes.length) {
    const size = sequenceLength(bytes, index)
    if (size === 0) {
      text += String.fromCharCode(BAD_BYTE + (bytes[index] ?? 0))
      index += 1
    } else {
      text += strictDecoder.decode(bytes.subarray(index, index + size))
      index += size
    }
  }
  return text
}

/** The length of the valid UTF-8 sequence at `index`, or 0. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0
  if (first < 0x80) return 1
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || index + size > bytes.length) return 0
  for (let offset = 1; offset < size; offset++) {
    if (((bytes[index + offset] ?? 0) & 0xc0) !== 0x80) return 0
  }
  const second = bytes[index + 1] ?? 0
  if (first === 0xe0 && second < 0xa0) return 0
  if (first === 0xed && second > 0x9f) return 0
  if (first === 0xf0 && second < 0x90) return 0
  if (first === 0xf4 && second > 0x8f) return 0
  return size
}

/** `len` of a Go string. */
export function byteLength(text: string): number {
  if (isAscii(text)) return text.length
  let length = 0
  for (const char of text) length += runeBytes(char)
  return length
}

/** How many bytes one rune (one element of `for…of`) takes. */
function runeBytes(char: string): number {
  const code = char.codePointAt(0) ?? 0
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  if (code >= 0xdc80 && code <= 0xdcff) return 1
  return code < 0x10000 ? 3 : 4
}

/** `text[from:to]` by bytes; the caller has checked the bounds. */
export function sliceBytes(text: string, from: number, to: number): string {
  if (isAscii(text)) return text.slice(from, to)
  return fromBytes(toBytes(text).subarray(from, to))
}

/** The number of runes; a byte that is not UTF-8 counts as one. */
export function runeCount(text: string): number {
  if (isAscii(text)) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

/** Go's unicode.IsPrint. */
export function isPrint(char: string): boolean {
  const code = char.charCodeAt(0)
  if (char.length === 1 && code < 0x7f) return code >= 0x20
  return printable.test(char)
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
}

const plainQuoted = /^[ !#-[\]-~]*$/

/** strconv.Quote (or QuoteToASCII): a Go string literal. */
export function quote(text: string, asciiOnlyOutput = false): string {
  if (plainQuoted.test(text)) return `"${text}"`
  let quoted = '"'
  for (const char of text) quoted += char === '"' ? '\\"' : escapeRune(char, asciiOnlyOutput)
  return `${quoted}"`
}

/** strconv.QuoteRune (or QuoteRuneToASCII): a Go character literal. */
export function quoteRune(char: string, asciiOnlyOutput = false): string {
  return `'${char === "'" ? "\\'" : escapeRune(char, asciiOnlyOutput)}'`
}

function escapeRune(char: string, asciiOnlyOutput: boolean): string {
  const short = shortEscapes[char]
  if (short !== undefined) return short
  const code = char.codePointAt(0) ?? 0
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code & 0xff, 2)}`
  if (isPrint(char) && (!asciiOnlyOutput || code < 0x80)) return char
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
