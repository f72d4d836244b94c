// In come small projects around scripts/set-up.mjs, one for each case, each in a folder of its own.
// Out goes the proof of what `npm run` promises: it installs once, runs on a Node that is new enough, passes
// arguments, status and signals on, and says plainly what is wrong. The projects have no packages: no network.
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tocsin-set-up-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const MAIN = `
const [first] = process.argv.slice(2)
if (first === 'wait') {
  process.on('SIGTERM', () => process.exit(9))
  setInterval(() => {}, 1000)
} else {
  process.exitCode = Number(first ?? 0)
}
console.log(JSON.stringify(process.argv.slice(2)))
`

type Files = { packageJson?: object; lock?: object }

/** A project whose command line prints its arguments and ends with the first as its status. */
function project(name: string, { packageJson = {}, lock = {} }: Files = {}): string {
  const home = join(folder, name)
  mkdirSync(join(home, 'src'), { recursive: true })
  mkdirSync(join(home, 'scripts'))
  cpSync(join(root, 'scripts', 'set-up.mjs'), join(home, 'scripts', 'set-up.mjs'))
  writeFileSync(join(home, 'src', 'main.ts'), MAIN)
  // The console of such a project has nothing to be built of.
  mkdirSync(join(home, 'scripts'), { recursive: true })
  writeFileSync(join(home, 'scripts', 'build-web.ts'), '')
  const named = { name: 'small', version: '1.0.0', type: 'module', engines: { node: '>=24.15' } }
  writeFileSync(join(home, 'package.json'), JSON.stringify({ ...named, ...packageJson }))
  writeFileSync(join(home, '.npmrc'), 'offline=true\n')
  const packages = { '': { name: 'small', version: '1.0.0' } }
  const whole = { name: 'small', version: '1.0.0', lockfileVersion: 3, packages, ...lock }
  writeFileSync(join(home, 'package-lock.json'), JSON.stringify(whole))
  return home
}

function setUp(home: string, ...args: string[]): SpawnSyncReturns<string> {
  const command = [join(home, 'scripts', 'set-up.mjs'), ...args]
  return spawnSync(process.execPath, command, { encoding: 'utf8' })
}

test('the first run installs and says so, the second installs nothing', () => {
  const home = project('twice')
  const first = setUp(home, 'tocsin')
  expect(first.stderr).toMatch(
    /^Installing the packages .*\nInstalled 0 packages .* in [\d.]+ s\.\n$/,
  )
  expect(first.status).toBe(0)
  const second = setUp(home, 'tocsin')
  expect(second.stderr).toBe('')
  expect(second.status).toBe(0)
})

test('a changed lock file is installed again', () => {
  const home = project('changed')
  setUp(home, 'tocsin')
  const packages = { '': { name: 'small', version: '1.0.1' } }
  const changed = { name: 'small', version: '1.0.1', lockfileVersion: 3, packages }
  writeFileSync(join(home, 'package-lock.json'), JSON.stringify(changed))
  rmSync(join(home, 'node_modules', '.package-lock.json'), { force: true })
  expect(setUp(home, 'tocsin').status).toBe(0)
  expect(existsSync(join(home, 'node_modules', '.tocsin-installed'))).toBe(true)
})

test('arguments and the exit status pass through', () => {
  const home = project('through')
  const ended = setUp(home, 'tocsin', '7', '--exit', 'two words')
  expect(ended.stdout.trim()).toBe('["7","--exit","two words"]')
  expect(ended.status).toBe(7)
})

test('a signal reaches the task, and its answer is the exit status', async () => {
  const home = project('signal')
  setUp(home, 'tocsin')
  const child = spawn(process.execPath, [join(home, 'scripts', 'set-up.mjs'), 'tocsin', 'wait'])
  child.stdout.once('data', () => child.kill('SIGTERM'))
  const status = await new Promise((resolve) => child.once('exit', resolve))
  expect(status).toBe(9)
})

test('a task that nobody knows is refused with the list of tasks', () => {
  const ended = setUp(project('unknown'), 'dance')
  expect(ended.stderr).toContain('There is no task "dance"')
  expect(ended.stderr).toContain('npm run demo')
  expect(ended.status).toBe(64)
})

test('every script of package.json is a task, and every task a script', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const listed = setUp(root, 'dance').stderr.matchAll(/npm run (\S+)/g)
  const tasks = [...listed].map(([, name]) => [name, `node scripts/set-up.mjs ${name}`])
  expect(scripts).toEqual(Object.fromEntries(tasks))
})

test('a Node that is too old is named together with the version to install', () => {
  const home = project('old', { packageJson: { engines: { node: '>=99.3' } } })
  const ended = setUp(home, 'tocsin')
  expect(ended.stderr).toContain('Tocsin needs Node 99.3 or newer')
  expect(ended.stderr).toContain(`This is Node ${process.versions.node}`)
  expect(ended.status).toBe(1)
})

test('a failed install shows what npm said and is tried again the next time', () => {
  const dependencies = { 'left-out': '1.0.0' }
  const home = project('failing', { packageJson: { dependencies } })
  const ended = setUp(home, 'tocsin')
  expect(ended.stderr).toContain('Installing failed')
  expect(ended.stderr).toContain('ENOTCACHED')
  expect(ended.status).toBe(1)
  expect(setUp(home, 'tocsin').stderr).toContain('Installing failed')
})
