import { existsSync, readFileSync } from 'node:fs'

/** How each type of source is connected, in Markdown, by its name: the page that stands beside its code. */
export function readGuides(
  types: readonly { readonly type: string }[],
): ReadonlyMap<string, string> {
  return new Map(
    types.flatMap(({ type }) => {
      const file = new URL(`./sources/${type}/README.md`, import.meta.url)
      return existsSync(file) ? [[type, readFileSync(file, 'utf8')] as const] : []
    }),
  )
}
