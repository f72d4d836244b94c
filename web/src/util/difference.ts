/** What stands at one place of a document, before a change and after it. */
export type Difference = {
  readonly path: string
  readonly before?: string
  readonly after?: string
}

/** The places at which two JSON documents say something else; undefined where one of them was cut and cannot be read. */
export function differencesOf(
  before: string | undefined,
  after: string | undefined,
): readonly Difference[] | undefined {
  const was = placesOf(before)
  const is = placesOf(after)
  if (!was || !is) return undefined
  const paths = new Set([...was.keys(), ...is.keys()])
  return [...paths]
    .filter((path) => was.get(path) !== is.get(path))
    .map((path) => {
      const [old, next] = [was.get(path), is.get(path)]
      return {
        path,
        ...(old === undefined ? {} : { before: old }),
        ...(next === undefined ? {} : { after: next }),
      }
    })
}

/** Every leaf of a document by its path, as text. */
function placesOf(text: string | undefined): ReadonlyMap<string, string> | undefined {
  const places = new Map<string, string>()
  if (text === undefined) return places
  try {
    put(JSON.parse(text), '', places)
    return places
  } catch {
    return undefined
  }
}

function put(value: unknown, path: string, places: Map<string, string>): void {
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0
  if (isLeaf) {
    places.set(path, typeof value === 'string' ? value : JSON.stringify(value))
    return
  }
  for (const [name, inner] of Object.entries(value))
    put(inner, path === '' ? name : `${path}.${name}`, places)
}
