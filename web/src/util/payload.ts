// What a sender wrote, easier to read. Not one character of a value is changed: numbers keep all their digits.

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * JSON with one value on a line. Anything else is given back as it is: JSON.parse and its opposite
 * would round large numbers, and a payload is evidence.
 */
export function readable(text: string): string {
  if (!isJson(text)) return text
  let depth = 0
  let out = ''
  let before = ''
  for (const [token] of text.matchAll(TOKENS)) {
    const isEnd = token === '}' || token === ']'
    const isFirst = before === '{' || before === '['
    if (isEnd) depth -= 1
    const isNewLine = isEnd ? !isFirst : isFirst || before === ','
    if (isNewLine) out += `\n${'  '.repeat(depth)}`
    out += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth += 1
    before = token
  }
  return out
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/**
 * The text of bytes in Base64, with � where they are no UTF-8.
 */
export function decoded(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}
