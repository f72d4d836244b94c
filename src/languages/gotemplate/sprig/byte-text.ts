import { fromBytes, isAscii, toBytes } from '../../values/text.ts'

/**
 * A Go string with one UTF-16 unit for each byte, so that string functions count bytes as Go's do.
 * `fromByteText` turns it back.
 */
export function toByteText(text: string): string {
  return isAscii(text) ? text : Buffer.from(toBytes(text)).toString('latin1')
}

export function fromByteText(text: string): string {
  return isAscii(text) ? text : fromBytes(Buffer.from(text, 'latin1'))
}
