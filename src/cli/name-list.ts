/** The names between commas. Commas inside of braces, as in the glob `team-{a,b}`, part nothing where the braces are closed. */
export function namesIn(list: string): readonly string[] {
  return partsOf(list)
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function partsOf(list: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < list.length; at += 1) {
    const sign = list[at]
    if (sign === '{') depth += 1
    else if (sign === '}' && depth > 0) depth -= 1
    else if (sign === ',' && depth === 0) {
      parts.push(list.slice(from, at))
      from = at + 1
    }
  }
  // A brace that is never closed is a sign like any other.
  return depth === 0 ? [...parts, list.slice(from)] : list.split(',')
}
