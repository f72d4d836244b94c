import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** A hub in a process of its own, as an operator runs it. */
export type HubProcess = {
  readonly url: string
  readonly pid: number
  /** Its log so far, a line each. */
  readonly log: readonly string[]
  /** Ends it the hard way: nothing of it runs on. */
  kill(): Promise<void>
  /** Asks it to end, and gives its exit status. */
  stop(): Promise<number | null>
  signal(name: 'SIGHUP'): void
}

export type HubProcessOptions = {
  readonly config: string
  readonly data: string
  readonly environment?: Readonly<Record<string, string>>
  readonly words?: readonly string[]
}

/** Starts `tocsin serve` on a free port and waits until it says that it runs. */
export async function startHubProcess(options: HubProcessOptions): Promise<HubProcess> {
  const words = [
    'serve',
    '--config',
    options.config,
    '--data',
    options.data,
    '--listen',
    '127.0.0.1:0',
    ...(options.words ?? []),
  ]
  const child = spawn(process.execPath, [MAIN, ...words], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const log: string[] = []
  const url = await listening(child, log)
  return {
    url,
    pid: child.pid ?? 0,
    log,
    async kill() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      if (child.exitCode !== null) return child.exitCode
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      return child.exitCode
    },
    signal: (name) => void child.kill(name),
  }
}

function listening(child: ChildProcess, log: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (status) =>
      reject(new Error(`the hub ended with status ${status}:\n${log.join('\n')}`)),
    )
    if (!child.stderr) return reject(new Error('the hub has no log'))
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line)
      const url = /"url":"(http:[^"]+)"/.exec(line)?.[1]
      if (url) resolve(url)
    })
  })
}
