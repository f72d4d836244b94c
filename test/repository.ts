// In comes the working tree. Out go its text files, for the tests that read the repository itself.
// What must hold: nothing that was installed, built or planted is among them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

const LEFT_OUT = new Set(['node_modules', 'dist', 'data', 'coverage', 'test-results', '.git'])
const BINARY = /\.(png|jpe?g|gif|ico|webp|woff2?|gz|zip|db|sqlite)$/

/** Paths of all text files from the root, sorted, with forward slashes. */
export function textFiles(): string[] {
  return filesBelow('').filter((path) => !BINARY.test(path))
}

/** The text of one file. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Whether there is a file or folder of this path. */
export function exists(path: string): boolean {
  return existsSync(join(ROOT, path))
}

/** The names of the folders in a folder; none where it does not exist. */
export function foldersIn(path: string): string[] {
  if (!exists(path)) return []
  return readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !LEFT_OUT.has(entry.name) && !/^\.dist-|\.log$/.test(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (path === 'test/planted') return []
      if (entry.isDirectory()) return filesBelow(path)
      return entry.isFile() ? [path] : []
    })
    .toSorted()
}
