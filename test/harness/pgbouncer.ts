import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, ready, serverUser } from './postgres-server.ts'

/** Where Debian's package puts it, or where TOCSIN_TEST_PGBOUNCER says that it is; undefined where there is none. */
export const PGBOUNCER = [process.env['TOCSIN_TEST_PGBOUNCER'], '/usr/sbin/pgbouncer'].find(
  (path) => path !== undefined && existsSync(path),
)

/** A pooler in transaction mode. */
export type Pooler = {
  /** The same address as the server's, through the pooler. */
  through(url: string): string
  stop(): Promise<void>
}

/** Starts one before the server at `server`; PGBOUNCER must be there. It has fewer connections than a hub asks it for. */
export async function startPooler(server: string): Promise<Pooler> {
  if (PGBOUNCER === undefined) throw new Error('there is no PgBouncer on this machine')
  const { hostname, port: serverPort, username } = new URL(server)
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-pooler-'))
  await chmod(folder, 0o755)
  const port = await freePort()
  const file = join(folder, 'pgbouncer.ini')
  await writeFile(
    file,
    `[databases]
* = host=${hostname} port=${serverPort} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 500
`,
  )
  const pooler = spawn(PGBOUNCER, ['-q', file], { ...serverUser(), cwd: folder, stdio: 'ignore' })
  const ended = new Promise((resolve) => pooler.once('exit', resolve))
  const through = (url: string): string => {
    const address = new URL(url)
    address.port = `${port}`
    return address.href
  }
  await ready(through(server))
  return {
    through,
    async stop() {
      pooler.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true })
    },
  }
}
