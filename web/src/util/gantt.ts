/** Where something stands on a line of time, in hundredths of its length; cut at its ends. */
export function placeOf(
  { from, until }: { readonly from: string; readonly until: string },
  span: { readonly from: number; readonly until: number },
): { readonly left: number; readonly width: number } {
  const length = span.until - span.from
  const begin = Math.max(0, (Date.parse(from) - span.from) / length)
  const end = Math.min(1, (Date.parse(until) - span.from) / length)
  return { left: begin * 100, width: Math.max(0, end - begin) * 100 }
}

/** A colour of eight for a name: always the same one. */
export function colourOf(name: string): number {
  let sum = 0
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return sum % 8
}
