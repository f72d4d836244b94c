import { adapters } from '../../src/adapters.ts'
import { loadConfiguration } from '../../src/config/config.ts'
import type { Configuration } from '../../src/model/configuration.ts'

/** A robot of this world, and how its owner has set its chat up. */
export type Robot = { readonly channel: string; readonly url: string; readonly chat: object }

/** A configuration as somebody writes it, and the robots that it speaks of. */
export type Draft = {
  /** The file: sections of `tocsin.yaml` by their names. */
  readonly file: Readonly<Record<string, unknown>>
  readonly robots: readonly Robot[]
}

export type Setting = { readonly draft: Draft; readonly configuration: Configuration }

/** Reads the draft as the product reads a file. Throws where a feature has drafted what is not valid. */
export async function settle(draft: Draft): Promise<Setting> {
  const loading = await loadConfiguration({
    path: '/tocsin.yaml',
    environment: {},
    readFile: async () => ({ kind: 'read', bytes: Buffer.from(JSON.stringify(draft.file)) }),
    adapters,
  })
  if (loading.kind === 'broken')
    throw new Error(loading.problems.map(({ message }) => message).join('\n'))
  return { draft, configuration: loading.configuration }
}
