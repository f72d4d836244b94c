// In comes src/ and web/. Out goes dist/: JavaScript, declarations, the files that the code reads beside itself, and the console.
// What must hold: dist/ is replaced whole or not at all, and a build with nothing to do costs only the reading.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const stampFile = join(dist, '.built-from')

/** What the code reads at run time beside the TypeScript. */
const ASSETS = ['sql', 'json', 'html', 'css', 'js', 'svg', 'yaml', 'md']

build()

function build(): void {
  const web = join(root, 'web', 'dist')
  const sources = globSync('src/**/*', { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !isTestOnly(path))
    .toSorted()
  const stamp = digestOf([
    ...sources,
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/build.ts',
    'package-lock.json',
    // Built before, by scripts/build-web.ts.
    ...(existsSync(web) ? ['web/dist/.built-from'] : []),
  ])
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  process.stderr.write('Building dist/ ...\n')
  const startedAt = performance.now()
  const next = join(root, `.dist-${process.pid}`)
  try {
    compile(next)
    for (const path of sources.filter(isAsset)) copyAsset(path, next)
    for (const path of globSync('**/*.js', { cwd: next })) pointToJavaScript(join(next, path))
    if (existsSync(web)) cpSync(web, join(next, 'web'), { recursive: true })
    writeFileSync(join(next, '.built-from'), stamp)
    rmSync(dist, { recursive: true, force: true })
    renameSync(next, dist)
  } finally {
    rmSync(next, { recursive: true, force: true })
  }
  process.stderr.write(`Built dist/ in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.\n`)
}

function isTestOnly(path: string): boolean {
  // A source's page is its guide in the console.
  if (/^src\/sources\/[^/]+\/README\.md$/.test(path)) return false
  return /\.(test|test-d|sim|bench)\.ts$|\/fixtures\/|\.md$/.test(path)
}

function isAsset(path: string): boolean {
  return ASSETS.some((extension) => path.endsWith(`.${extension}`))
}

function digestOf(paths: string[]): string {
  const hash = createHash('sha256').update(process.versions.node)
  for (const path of paths) hash.update(`\0${path}\0`).update(readFileSync(join(root, path)))
  return hash.digest('hex')
}

function compile(outDir: string): void {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const result = spawnSync(
    process.execPath,
    [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', outDir],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  if (result.status !== 0) {
    rmSync(outDir, { recursive: true, force: true })
    process.stderr.write('The build stops: the types above do not fit. dist/ is as it was.\n')
    process.exit(1)
  }
}

function copyAsset(path: string, outDir: string): void {
  const target = join(outDir, relative('src', path))
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(join(root, path), target)
}

/** tsc rewrites the imports; a worker is named by `new URL('./worker.ts', import.meta.url)`, which it leaves. */
function pointToJavaScript(file: string): void {
  const before = readFileSync(file, 'utf8')
  const after = before.replaceAll(/(new URL\(\s*'\.[^']*)\.ts'(,\s*import\.meta\.url)/g, "$1.js'$2")
  if (after !== before) writeFileSync(file, after)
}
