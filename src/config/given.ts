import type { Adapters } from './definition.ts'
import { type Loading, load } from './load.ts'

/**
 * Loads what came through the API by the very rules of the file, as the only file there is: it sees no environment and no
 * secret file. `name` is what problems call it.
 */
export function loadGiven(name: string, sections: object, adapters: Adapters): Promise<Loading> {
  // JSON is YAML; a "${" in it is a text like any other.
  const text = JSON.stringify(sections)
  const bytes = new TextEncoder().encode(text.replaceAll('${', () => '$${'))
  return load({
    path: name,
    environment: {},
    adapters,
    readFile: async (path) => (path === name ? { kind: 'read', bytes } : { kind: 'denied' }),
  })
}
