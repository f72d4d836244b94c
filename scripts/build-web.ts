// In comes web/. Out goes web/dist/: the console as browsers take it, with a digest in each file's name.
// What must hold: a build with nothing to do costs only the reading; web/dist/ is replaced whole or not at all.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = join(root, 'web', 'dist')

buildWeb()

/** Builds the console where it is missing or older than what it is built from. */
function buildWeb(): void {
  const stamp = digest()
  const stampFile = join(built, '.built-from')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  process.stderr.write('Building the console ...\n')
  const startedAt = performance.now()
  const next = join(root, 'web', `.dist-${process.pid}`)
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const result = spawnSync(
    process.execPath,
    [vite, 'build', '--logLevel', 'warn', '--outDir', next, '--emptyOutDir'],
    { cwd: join(root, 'web'), stdio: ['ignore', 'ignore', 'inherit'] },
  )
  if (result.status !== 0) {
    rmSync(next, { recursive: true, force: true })
    process.stderr.write('The build of the console stops: see above. web/dist/ is as it was.\n')
    process.exit(1)
  }
  writeFileSync(join(next, '.built-from'), stamp)
  rmSync(built, { recursive: true, force: true })
  renameSync(next, built)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stderr.write(`Built the console in ${seconds} s.\n`)
}

function digest(): string {
  const files = [
    ...globSync('web/{src,public}/**/*', { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
    ...['web/index.html', 'web/vite.config.ts', 'web/package.json', 'package-lock.json'].map(
      (path) => join(root, path),
    ),
  ].toSorted()
  const hash = createHash('sha256')
  for (const file of files) hash.update(`\0${file.slice(root.length)}\0`).update(readFileSync(file))
  return hash.digest('hex')
}
