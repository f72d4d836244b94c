// Every npm script comes in here: a task's name and its arguments. Out goes the task's own exit status.
// What must hold: it runs on any Node from 20.19 on with nothing installed, needs no network but the
// npm registry, prints only on stderr (a task's stdout belongs to the task), and a second run installs nothing.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const modules = join(root, 'node_modules')
const stampFile = join(modules, '.tocsin-installed')
/** Keeps what TypeScript became: the WebAssembly that strips its types crashes Node when many threads come and go. */
const compileCache = join(modules, '.cache', 'tocsin-compiled')

/** What each task runs on the product's Node, one after the other; the arguments go to the last. */
const TASKS = {
  demo: {
    steps: [['scripts/build-web.ts'], ['scripts/build.ts'], ['dist/main.js', 'demo']],
    says: 'builds and starts the demonstration',
  },
  test: {
    steps: [['scripts/build-web.ts'], ['node_modules/vitest/vitest.mjs', 'run']],
    says: 'runs the tests',
  },
  check: { steps: [['scripts/check.ts']], says: 'checks types, style, imports and documents' },
  bench: {
    steps: [['scripts/build-web.ts'], ['bench/run.ts']],
    says: 'measures, side by side',
  },
  build: {
    steps: [['scripts/build-web.ts'], ['scripts/build.ts']],
    says: 'compiles src/ to dist/',
  },
  docs: { steps: [['scripts/docs.ts']], says: 'writes the pages that are made from the code' },
  tocsin: {
    steps: [['scripts/build-web.ts'], ['src/main.ts']],
    says: 'runs the command line from source',
  },
  sim: { steps: [['test/sim/run.ts']], says: 'runs thousands of simulated hubs' },
  conformance: {
    steps: [['test/conformance/run.ts']],
    says: 'compares with the recorded results of the Go programs',
  },
}

/** Whatever NODE_ENV or the user's npm settings leave out: tests need it all. */
const INCLUDED = ['--include=dev', '--include=optional']

await main()

async function main() {
  const [name, ...args] = process.argv.slice(2)
  const task = Object.hasOwn(TASKS, name ?? '') ? TASKS[name] : undefined
  if (task === undefined) fail(usage(name), 64)
  await install()
  const node = pickNode()
  const last = task.steps.length - 1
  for (const [index, step] of task.steps.entries()) {
    const ended = await run(node, index === last ? [...step, ...args] : step)
    if (index === last || ended.code !== 0) return leave(ended)
  }
}

function usage(name) {
  const found = name === undefined ? 'No task was named.' : `There is no task "${name}".`
  const list = Object.entries(TASKS).map(
    ([task, { says }]) => `  npm run ${task.padEnd(12)} ${says}`,
  )
  return `${found} Expected one of:\n${list.join('\n')}`
}

/** Installs what package-lock.json lists, unless that was done already. */
async function install() {
  const wanted = stampOf(readFileSync(join(root, 'package-lock.json')))
  if (readIfThere(stampFile) === wanted) return
  if (!installedByHand()) {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
    const listed = Object.keys(lock.packages ?? {}).filter((path) => path !== '').length
    say(
      `Installing the packages of package-lock.json (${listed} listed, for all platforms; once, up to a minute) ...`,
    )
    const startedAt = Date.now()
    await npmCi(startedAt)
    const count = Object.keys(installedPackages()).length
    say(
      `Installed ${count} packages into node_modules in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`,
    )
  }
  mkdirSync(modules, { recursive: true })
  writeFileSync(stampFile, wanted)
}

/** A folder of modules fits one lock file on one platform. */
function stampOf(lock) {
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`
}

/** Whether somebody ran `npm ci` before: npm's own record names every package at the locked version. */
function installedByHand() {
  const found = installedPackages()
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(packages ?? {}).every(([path, entry]) => {
    if (path === '') return existsSync(modules)
    const mayBeMissing = entry.optional === true || entry.devOptional === true
    if (found[path] === undefined) return mayBeMissing
    return found[path].version === entry.version && found[path].integrity === entry.integrity
  })
}

function installedPackages() {
  const record = readIfThere(join(modules, '.package-lock.json'))
  return record === undefined ? {} : (JSON.parse(record).packages ?? {})
}

/** Runs `npm ci` quietly. When it fails, all that it said is shown. */
async function npmCi(startedAt) {
  rmSync(stampFile, { force: true })
  const npm = npmCommand()
  const output = []
  const heartbeat = setInterval(() => {
    say(`  still installing (${Math.round((Date.now() - startedAt) / 1000)} s) ...`)
  }, 15_000)
  const child = spawn(
    npm.file,
    [...npm.args, 'ci', ...INCLUDED, '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: npm.shell,
    },
  )
  child.stdout.on('data', (bytes) => output.push(bytes))
  child.stderr.on('data', (bytes) => output.push(bytes))
  const ended = await endOf(child)
  clearInterval(heartbeat)
  if (ended.code === 0) return
  const text = ended.error?.message ?? Buffer.concat(output).toString()
  fail(
    `Installing failed (npm ${ended.code === null ? `ended by ${ended.signal ?? 'error'}` : `exit ${ended.code}`}). npm said:\n\n${text.trim()}\n\n` +
      'Check that the npm registry can be reached (npm ping), then run the same command again.',
    ended.code ?? 1,
  )
}

/**
 * The npm that started this, or the one on the path. It never runs on a Node inside node_modules,
 * because `npm ci` deletes that folder first.
 */
function npmCommand() {
  const script = process.env.npm_execpath
  if (script === undefined || !/\.c?js$/.test(script)) {
    const windows = process.platform === 'win32'
    return { file: windows ? 'npm.cmd' : 'npm', args: [], shell: windows }
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !inModules(folder))
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const candidates = [
    process.env.npm_node_execpath,
    process.execPath,
    ...folders.map((folder) => join(folder, binary)),
  ]
  const outside = candidates.find(
    (file) => file !== undefined && !inModules(file) && existsSync(file),
  )
  return { file: outside ?? process.execPath, args: [script], shell: false }
}

function inModules(path) {
  return path.split(/[\\/]/).includes('node_modules')
}

/** The Node to run on: the user's own when it is new enough, else the pinned one from the lock file. */
function pickNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const floor = engines.node.replace(/^[^\d]*/, '')
  const pinned = readdirSync(modules)
    .filter((folder) => /^node-(linux|darwin|win)-/.test(folder))
    .map((folder) => join(modules, folder, 'bin', 'node'))
  const candidates = [process.env.npm_node_execpath, process.execPath, ...pinned]
  for (const file of candidates) {
    if (file !== undefined && atLeast(versionOf(file), floor)) return file
  }
  fail(
    `Tocsin needs Node ${floor} or newer. This is Node ${process.versions.node} on ${process.platform}-${process.arch}, and the pinned runtime ` +
      `that comes with the packages ${pinned.length === 0 ? 'does not exist for this platform' : 'does not run here'}. ` +
      `Install Node ${floor} or newer (24 is the long-term release), then run the same command again.`,
    1,
  )
}

function versionOf(file) {
  if (file === process.execPath) return process.versions.node
  if (!existsSync(file)) return undefined
  const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim().replace(/^v/, '') : undefined
}

function atLeast(version, floor) {
  if (version === undefined) return false
  const [major, minor = 0] = version.split('.').map(Number)
  const [majorMin, minorMin = 0] = floor.split('.').map(Number)
  return major > majorMin || (major === majorMin && minor >= minorMin)
}

/** Runs one step in the project's folder, with the signals that arrive here passed on to it. */
async function run(node, [script, ...args]) {
  const file = join(root, ...script.split('/'))
  if (!existsSync(file)) fail(`${script} does not exist in this version.`, 1)
  const path = [dirname(node), join(modules, '.bin'), process.env.PATH ?? ''].join(delimiter)
  const child = spawn(node, [file, ...args], {
    stdio: 'inherit',
    cwd: root,
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env, PATH: path },
  })
  const stop = passSignals(child)
  const ended = await endOf(child)
  stop()
  if (ended.error !== undefined) fail(`${node} could not be started: ${ended.error.message}`, 1)
  return ended
}

/** A terminal sends Ctrl-C to the child as well; passing it on would make it two. */
function passSignals(child) {
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const pass = () => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    }
    process.on(signal, pass)
    return () => process.off(signal, pass)
  })
  return () => {
    for (const remove of handlers) remove()
  }
}

function endOf(child) {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, error }))
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
}

/** Ends as the child ended: with its status, or by the same signal. */
function leave({ code, signal }) {
  if (signal !== null) {
    process.kill(process.pid, signal)
    return
  }
  process.exit(code)
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function say(line) {
  process.stderr.write(`${line.replaceAll(`${root}${sep}`, '')}\n`)
}

function fail(text, status) {
  process.stderr.write(`${text}\n`)
  process.exit(status)
}
