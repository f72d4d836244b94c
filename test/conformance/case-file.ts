import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const definition = /^\{"dataName":"([^"]*)","data":(.*)\}$/
const reference = /,"useData":"([^"]*)"\}$/

/**
 * The case lines of a file in cases/. Data that many cases share stands once, at the top of the file,
 * under a name; each line is returned with its own, as the original files have it.
 */
export function readCases(file: string): string[] {
  const shared = new Map<string, string>()
  const lines: string[] = []
  const text = readFileSync(join(import.meta.dirname, 'cases', file), 'utf8')
  for (const line of text.split('\n').filter(Boolean)) {
    const defined = definition.exec(line)
    if (defined) shared.set(defined[1] ?? '', defined[2] ?? '')
    else lines.push(line.replace(reference, (_, name: string) => `,"data":${shared.get(name)}}`))
  }
  return lines
}
