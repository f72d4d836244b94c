import { existsSync, readFileSync } from 'node:fs'
import { adapters } from './adapters.ts'

/** How each type of source is connected, in Markdown, by its name: the page that stands beside its code. */
export const GUIDES: ReadonlyMap<string, string> = new Map(
  adapters.sources.flatMap(({ type }) => {
    const file = new URL(`./sources/${type}/README.md`, import.meta.url)
    return existsSync(file) ? [[type, readFileSync(file, 'utf8')] as const] : []
  }),
)
