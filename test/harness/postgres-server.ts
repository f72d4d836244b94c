import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chownSync, existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

/** A real PostgreSQL server in a folder of its own, on this machine's loopback, for as long as a test needs it. */
export type PostgresServer = {
  /** The address of its first database, which is empty. */
  readonly url: string
  /** Stops it as a crash would, or in an orderly way, and starts it again on the same files. */
  restart(how: 'crash' | 'orderly'): Promise<void>
  /** The first half of that; and the second. */
  down(how: 'crash' | 'orderly'): Promise<void>
  up(): Promise<void>
  stop(): Promise<void>
}

const run = promisify(execFile)

/** Where Debian's packages put it, one folder a version. */
const PACKAGES = '/usr/lib/postgresql'

/** The folder of the server's programs: the newest that is installed, or the one that TOCSIN_TEST_POSTGRES_BIN names. */
export const POSTGRES_BIN = binaries()

function binaries(): string | undefined {
  const named = process.env['TOCSIN_TEST_POSTGRES_BIN']
  if (named !== undefined) return named
  const installed = existsSync(PACKAGES) ? readdirSync(PACKAGES) : []
  const newest = installed.sort((one, other) => Number(other) - Number(one))
  return newest
    .map((version) => join(PACKAGES, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')))
}

/** Starts one; POSTGRES_BIN must be there. */
export async function startPostgres(): Promise<PostgresServer> {
  if (POSTGRES_BIN === undefined) throw new Error('there is no PostgreSQL on this machine')
  const bin = POSTGRES_BIN
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-postgres-'))
  const user = serverUser()
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid ?? user.uid)
  const files = join(folder, 'files')
  await run(join(bin, 'initdb'), ['-D', files, '-U', 'tocsin', '-A', 'trust', '-E', 'UTF8'], {
    ...user,
    cwd: folder,
  })
  const port = await freePort()
  const start = (): ChildProcess =>
    spawn('sh', ['-c', UNTIL_TOLD, join(bin, 'postgres'), ...argumentsOf(files, port)], {
      ...user,
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
  let server = start()
  const url = `postgres://tocsin@127.0.0.1:${port}/postgres`
  await ready(url)
  const end = async (signal: 'QUIT' | 'INT'): Promise<void> => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.stdin?.end(`${signal}\n`)
    await ended
  }
  const down: PostgresServer['down'] = (how) => end(how === 'crash' ? 'QUIT' : 'INT')
  const up = async (): Promise<void> => {
    server = start()
    await ready(url)
  }
  return {
    url,
    down,
    up,
    async restart(how) {
      await down(how)
      await up()
    },
    async stop() {
      await end('INT')
      await rm(folder, { recursive: true })
    },
  }
}

/** Runs the server until a signal for it is read, or until whoever started it is gone, however that ended. */
const UNTIL_TOLD = '"$0" "$@" & read -r signal; kill -s "${signal:-QUIT}" $!; wait'

function argumentsOf(files: string, port: number): readonly string[] {
  return ['-D', files, '-p', `${port}`, '-h', '127.0.0.1', '-k', '', '-c', 'max_connections=300']
}

/** The server refuses to run as root: then it runs as nobody. */
export function serverUser(): { uid?: number; gid?: number } {
  return userInfo().uid === 0 ? { uid: NOBODY, gid: NOBODY } : {}
}

/** As whom it runs then. */
export const NOBODY = 65_534

/** Resolves as soon as it answers. */
export async function ready(url: string): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

/** Asks the server as its owner, one statement after the other; gives the number of rows of the last. */
export async function askServer(url: string, sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows = 0
    for (const one of sql.split('; ')) rows = (await client.query(one)).rowCount ?? 0
    return rows
  } finally {
    await client.end()
  }
}

/** The address of a database of that name on the server. */
export function databaseOn(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.href
}

export async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
