// In: nothing. Out: sprig's functions on paths.
// Must hold: the results are those of Go's path and, on Unix, path/filepath.

import { type FunctionTable, onStrings } from './define.ts'

const functions = {
  Base: onStrings(1, base),
  Dir: onStrings(1, dir),
  Clean: onStrings(1, clean),
  Ext: onStrings(1, ext),
  IsAbs: onStrings(1, (path) => path.startsWith('/')),
}

export const pathFunctions: FunctionTable = new Map([
  ['base', functions.Base],
  ['dir', functions.Dir],
  ['clean', functions.Clean],
  ['ext', functions.Ext],
  ['isAbs', functions.IsAbs],
  ['osBase', functions.Base],
  ['osDir', functions.Dir],
  ['osClean', functions.Clean],
  ['osExt', functions.Ext],
  ['osIsAbs', functions.IsAbs],
])

function base(path: string): string {
  if (path === '') return '.'
  const trimmed = path.replace(/\/+$/, '')
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf('/') + 1))
}

function clean(path: string): string {
  const isRooted = path.startsWith('/')
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (!isRooted) kept.push(part)
  }
  const joined = kept.join('/')
  return isRooted ? `/${joined}` : joined === '' ? '.' : joined
}

function ext(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot)
}
