// In: parts of an ASN.1 structure. Out: its DER bytes, and back as far as keys and certificates need.
// Must hold: lengths and integers are in their shortest form.

/** One DER value. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.of(tag), lengthBytes(content.length), content])
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length)
  const bytes = bigEndian(BigInt(length))
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes])
}

function bigEndian(value: bigint): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, ...parts)
}

/** A non-negative integer. */
export function integer(value: bigint): Buffer {
  const bytes = bigEndian(value)
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes)
}

/** An object identifier from its dotted text. */
export function identifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const part of rest) {
    const groups = [part & 0x7f]
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return der(0x06, Uint8Array.from(bytes))
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return der(0x03, Buffer.of(unusedBits), bytes)
}

export function octetString(bytes: Uint8Array): Buffer {
  return der(0x04, bytes)
}

export const TRUE: Buffer = der(0x01, Buffer.of(0xff))

/** A DER value as it was read. */
export type DerValue = { readonly tag: number; readonly content: Buffer; readonly whole: Buffer }

/** The DER values that follow each other in some bytes; undefined when they are broken. */
export function readAll(bytes: Buffer): DerValue[] | undefined {
  const values: DerValue[] = []
  for (let at = 0; at < bytes.length; ) {
    const value = readOne(bytes, at)
    if (value === undefined) return undefined
    values.push(value)
    at += value.whole.length
  }
  return values
}

function readOne(bytes: Buffer, at: number): DerValue | undefined {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) return undefined
  const lengthSize = first < 0x80 ? 0 : first & 0x7f
  if (lengthSize > 4 || at + 2 + lengthSize > bytes.length) return undefined
  const length = lengthSize === 0 ? first : bytes.readUIntBE(at + 2, lengthSize)
  const start = at + 2 + lengthSize
  if (start + length > bytes.length) return undefined
  return {
    tag,
    content: bytes.subarray(start, start + length),
    whole: bytes.subarray(at, start + length),
  }
}

/** The value of an integer's content. */
export function integerOfContent(content: Buffer): bigint {
  return BigInt(`0x${content.toString('hex') || '0'}`)
}

/** PEM with lines of 64 characters. */
export function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.map((line) => `${line}\n`).join('')}-----END ${label}-----\n`
}

/** The first PEM block of a text. */
export function readPem(text: string): { label: string; bytes: Buffer } | undefined {
  const found = /-----BEGIN ([^\n-]+)-----\r?\n([A-Za-z0-9+/=\r\n]*)-----END \1-----/.exec(text)
  if (found === null) return undefined
  return { label: found[1] ?? '', bytes: Buffer.from(found[2] ?? '', 'base64') }
}
