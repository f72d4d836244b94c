import { fail } from './failure.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Go's base64.StdEncoding: padded, line breaks are skipped. Throws a Failure with Go's text. */
export function decodeBase64(text: string): Uint8Array {
  const bytes: number[] = []
  let at = 0
  const skipBreaks = () => {
    while (text[at] === '\n' || text[at] === '\r') at++
  }
  const corrupt = (offset: number): never => fail(`illegal base64 data at input byte ${offset}`)
  for (;;) {
    const digits: number[] = []
    let isPadded = false
    while (digits.length < 4 && !isPadded) {
      skipBreaks()
      if (at >= text.length) {
        if (digits.length === 0) return Uint8Array.from(bytes)
        return corrupt(at - digits.length)
      }
      const char = text[at] ?? ''
      const digit = ALPHABET.indexOf(char)
      at++
      if (digit >= 0) {
        digits.push(digit)
        continue
      }
      if (char !== '=' || digits.length < 2) return corrupt(at - 1)
      if (digits.length === 2) {
        skipBreaks()
        if (at >= text.length) return corrupt(text.length)
        if (text[at] !== '=') return corrupt(at)
        at++
      }
      skipBreaks()
      if (at < text.length) return corrupt(at)
      isPadded = true
    }
    const [a = 0, b = 0, c = 0, d = 0] = digits
    const group = (a << 18) | (b << 12) | (c << 6) | d
    bytes.push(...[group >> 16, (group >> 8) & 0xff, group & 0xff].slice(0, digits.length - 1))
    if (isPadded) return Uint8Array.from(bytes)
  }
}
