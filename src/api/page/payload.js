// In: what a sender wrote. Out: the same, easier to read.
// What must hold: not one character of a value is changed: numbers keep all their digits, strings their escapes.

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * JSON with one value on a line. Anything else is given back as it is: JSON.parse and its opposite
 * would round large numbers, and a payload is evidence.
 *
 * @param {string} text
 */
export function readable(text) {
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

/** @param {string} text */
function isJson(text) {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/**
 * The text of bytes in Base64, with � where they are no UTF-8.
 *
 * @param {string} base64
 */
export function decoded(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}
