// In comes a small project around scripts/build.ts. Out goes the proof of what a build ships and what it leaves out.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'tocsin-build-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const SOURCES = {
  'src/main.ts': `import { greet } from './store/greet.ts'
export const worker = new URL('./store/worker.ts', import.meta.url)
console.log(greet('hub'))
`,
  'src/store/greet.ts': 'export const greet = (name: string): string => name.toUpperCase()\n',
  'src/store/greet.test.ts': "import { greet } from './greet.ts'\ngreet('a')\n",
  'src/store/worker.ts': 'export const ready = true\n',
  'src/store/migrations/0001-start.sql': 'create table event (id text);\n',
  'src/store/fixtures/event.json': '{}\n',
  'src/store/README.md': '# Store\n',
}

function put(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
}

function build(): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [join(home, 'scripts', 'build.ts')], { encoding: 'utf8' })
}

beforeAll(() => {
  put(SOURCES)
  for (const file of [
    'scripts/build.ts',
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
  ]) {
    cpSync(join(root, file), join(home, file))
  }
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'dir')
})

test('a build ships code, declarations and what the code reads, and leaves tests, fixtures and pages out', () => {
  expect(build()).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/^Building dist\/ \.\.\.\nBuilt dist\/ in [\d.]+ s\.\n$/),
  })
  expect(globSync('dist/**/*.*', { cwd: home }).toSorted()).toEqual([
    'dist/main.d.ts',
    'dist/main.js',
    'dist/store/greet.d.ts',
    'dist/store/greet.js',
    'dist/store/migrations/0001-start.sql',
    'dist/store/worker.d.ts',
    'dist/store/worker.js',
  ])
})

test('what was built runs, and names its worker as JavaScript', () => {
  build()
  const ran = spawnSync(process.execPath, [join(home, 'dist', 'main.js')], { encoding: 'utf8' })
  expect(ran.stdout).toBe('HUB\n')
  expect(readFileSync(join(home, 'dist', 'main.js'), 'utf8')).toContain(
    "new URL('./store/worker.js', import.meta.url)",
  )
})

test('a build with nothing to do does nothing', () => {
  build()
  expect(build()).toMatchObject({ status: 0, stderr: '' })
})

test('a file that was deleted is gone from the next build', () => {
  put({ 'src/extra.ts': 'export const extra = 1\n' })
  build()
  rmSync(join(home, 'src', 'extra.ts'))
  build()
  expect(globSync('dist/extra.*', { cwd: home })).toEqual([])
})

test('types that do not fit stop the build and leave the last one in place', () => {
  build()
  const before = readFileSync(join(home, 'dist', 'main.js'), 'utf8')
  put({ 'src/store/greet.ts': 'export const greet = (name: string): string => name.length\n' })
  const failed = build()
  put(SOURCES)
  expect(failed.status).toBe(1)
  expect(failed.stdout).toContain('src/store/greet.ts')
  expect(readFileSync(join(home, 'dist', 'main.js'), 'utf8')).toBe(before)
  expect(globSync('.dist-*', { cwd: home })).toEqual([])
})
