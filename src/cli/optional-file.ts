import type { ReadFile } from '../config/config.ts'

const EMPTY = Buffer.from('contacts: {}\n')

/**
 * Reads files; in place of one that was never there it gives an empty configuration. Once it has been seen, its absence is an
 * absence: what somebody removed by mistake is not taken for the wish to run without it.
 */
export function withOptional(path: string, readFile: ReadFile): ReadFile {
  let wasThere = false
  return async (file, bounds) => {
    const reading = await readFile(file, bounds)
    if (file !== path) return reading
    wasThere ||= reading.kind !== 'absent'
    return wasThere ? reading : { kind: 'read', bytes: EMPTY }
  }
}
