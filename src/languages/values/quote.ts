const encoder = new TextEncoder()

/** The text in double quotes as Go's time package quotes it: what is not printable ASCII as \xNN bytes. */
export function quoteForTime(text: string): string {
  let quoted = '"'
  for (const char of text) {
    if (char < ' ' || char >= '\u0080') quoted += hexBytes(char)
    else if (char === '"' || char === '\\') quoted += `\\${char}`
    else quoted += char
  }
  return `${quoted}"`
}

function hexBytes(char: string): string {
  let escaped = ''
  for (const byte of encoder.encode(char)) escaped += `\\x${byte.toString(16).padStart(2, '0')}`
  return escaped
}
