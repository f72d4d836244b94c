/** Upper and lower case as Go's strings has them: rune by rune, each to one rune. */

/** strings.ToUpper. */
export function upperText(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text.toUpperCase() : mapRunes(text, upperRune)
}

/** strings.ToLower. */
export function lowerText(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : mapRunes(text, lowerRune)
}

function mapRunes(text: string, change: (rune: string) => string): string {
  let changed = ''
  // A byte that is no UTF-8 becomes the replacement character, as in Go.
  for (const rune of text) changed += /^[\udc80-\udcff]$/.test(rune) ? '\ufffd' : change(rune)
  return changed
}

function upperRune(rune: string): string {
  const upper = rune.toUpperCase()
  if ([...upper].length === 1) return upper
  // What becomes several letters in JavaScript has one titlecase letter, or stays as it is.
  const code = rune.codePointAt(0) ?? 0
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8)
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCodePoint(code + 9)
  return rune
}

function lowerRune(rune: string): string {
  if (rune === 'İ') return 'i'
  const lower = rune.toLowerCase()
  return [...lower].length === 1 ? lower : rune
}
