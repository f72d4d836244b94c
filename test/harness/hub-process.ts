import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** A hub in a process of its own, as an operator runs it. */
export type HubProcess = {
  readonly url: string
  readonly pid: number
  /** Its log so far, a line each. */
  readonly log: readonly string[]
  /** Resolves with the first line of its log that matches; rejects where it ends without. */
  says(pattern: RegExp): Promise<string>
  /** Ends it the hard way: nothing of it runs on. */
  kill(): Promise<void>
  /** Asks it to end, and gives its exit status. */
  stop(): Promise<number | null>
  /** Resolves with its exit status once it has ended. */
  ended(): Promise<number | null>
  signal(name: 'SIGHUP'): void
}

export type HubProcessOptions = {
  /** Absent: where the hub looks by itself, in `folder`. */
  readonly config?: string
  readonly data: string
  /** The program; that of the sources by default. */
  readonly main?: string | undefined
  /** `serve` by default. */
  readonly command?: 'serve' | 'argocd'
  /** Where it is started. */
  readonly folder?: string
  /** Host and port; any free port by default. */
  readonly listen?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly words?: readonly string[]
}

/** A test that failed has stopped none of its hubs: they would go on for ever, and take the processor from the next ones. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a hub and waits until it says that it runs, or that it stands by. */
export async function startHubProcess(options: HubProcessOptions): Promise<HubProcess> {
  const { config, data, listen = '127.0.0.1:0', words = [], command = 'serve' } = options
  const file = config === undefined ? [] : ['--config', config]
  const child = spawn(
    process.execPath,
    [options.main ?? MAIN, command, ...file, '--data', data, '--listen', listen, ...words],
    {
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
    },
  )
  running.add(child)
  const log: string[] = []
  // Behind its last word.
  const ended = once(child, 'close').then(() => {
    running.delete(child)
    return child.exitCode
  })
  const lines = createInterface({ input: child.stderr }).on('line', (line) => log.push(line))
  const says = (pattern: RegExp): Promise<string> => said({ lines, log, ended }, pattern)
  const line = await says(/"the hub (runs|stands by)/)
  return {
    url: /"url":"(http:[^"]+)"/.exec(line)?.[1] ?? `http://${listen}`,
    pid: child.pid ?? 0,
    log,
    says,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      return await ended
    },
    ended: () => ended,
    signal: (name) => void child.kill(name),
  }
}

type Saying = {
  readonly lines: Interface
  readonly log: readonly string[]
  readonly ended: Promise<number | null>
}

async function said({ lines, log, ended }: Saying, pattern: RegExp): Promise<string> {
  for (;;) {
    const line = log.find((one) => pattern.test(one))
    if (line !== undefined) return line
    const next = await Promise.race([once(lines, 'line'), ended.then(() => undefined)])
    if (next === undefined && !log.some((one) => pattern.test(one)))
      throw new Error(`the hub ended with status ${await ended}:\n${log.join('\n')}`)
  }
}
