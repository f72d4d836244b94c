/** Reads a string in double quotes as Go's strconv.Unquote does; undefined where it is none, or not UTF-8. */
export function unquoteGo(literal: string): string | undefined {
  if (literal.length < 2 || !literal.startsWith('"') || !literal.endsWith('"')) return undefined
  const bytes: Uint8Array[] = []
  const inner = literal.slice(1, -1)
  for (let at = 0; at < inner.length; ) {
    const backslash = inner.indexOf('\\', at)
    const plain = inner.slice(at, backslash === -1 ? inner.length : backslash)
    if (/["\n]/.test(plain)) return undefined
    bytes.push(ENCODER.encode(plain))
    if (backslash === -1) break
    const read = readEscape(inner.slice(backslash + 1, backslash + LONGEST_ESCAPE))
    if (read === undefined) return undefined
    bytes.push(read.bytes)
    at = backslash + 1 + read.length
  }
  try {
    return DECODER.decode(Buffer.concat(bytes))
  } catch {
    return undefined
  }
}

const ENCODER = new TextEncoder()
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const LONGEST_ESCAPE = 10

const SIGNS: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

/** What stands behind a backslash: a sign, `xNN` and `NNN` for a byte, `uNNNN` and `UNNNNNNNN`. */
function readEscape(text: string): { bytes: Uint8Array; length: number } | undefined {
  const sign = Object.hasOwn(SIGNS, text[0] ?? '') ? SIGNS[text[0] ?? ''] : undefined
  if (sign !== undefined) return { bytes: ENCODER.encode(sign), length: 1 }
  const byte = /^(?:x([0-9a-fA-F]{2})|([0-3][0-7]{2}))/.exec(text)
  if (byte) {
    const value = byte[1] === undefined ? Number.parseInt(byte[2] ?? '', 8) : Number(`0x${byte[1]}`)
    return { bytes: Uint8Array.of(value), length: byte[0].length }
  }
  const point = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(text)
  if (!point) return undefined
  const value = Number(`0x${point[1] ?? point[2]}`)
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return undefined
  return { bytes: ENCODER.encode(String.fromCodePoint(value)), length: point[0].length }
}
