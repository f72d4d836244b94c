import type { Clock } from '../base/clock.ts'
import { CONFIG_LIMITS } from '../base/limits.ts'
import type { Log } from '../base/log.ts'
import { startLoop, type Turn } from '../base/loop.ts'
import { fingerprintOf, type Loading, type LoadOptions, load } from './load.ts'
import type { FileReading, ReadFile } from './read-file.ts'

export type WatchOptions = LoadOptions & {
  /** What was loaded at the start: what differs from it is a change. */
  readonly current: Loading
  readonly clock: Clock
  readonly log: Log
  /** Ends the watching. */
  readonly signal: AbortSignal
  /** Told what came of each loading. It may swap the configuration, or report what is wrong. */
  readonly onChange: (loading: Loading) => void
}

/** A watched configuration. */
export interface ConfigurationWatch {
  /** Loads now, changed or not, and tells `onChange`: what SIGHUP asks for. */
  reload(): Promise<Loading>
  /** Resolves when `signal` was aborted and the look under way has ended. */
  readonly ended: Promise<void>
}

/**
 * Looks at the configuration and its secret files every `CONFIG_LIMITS.watchMs` and loads them
 * when two looks in a row found the same change: a file that is still being written, or that an
 * editor has removed to write it anew, is not read half. Polling rather than the system's file
 * events, which miss mounted folders and replaced links.
 */
export function watch(options: WatchOptions): ConfigurationWatch {
  const { clock, log, signal, onChange } = options
  let current = options.current
  let unsettled: string | undefined
  let queue: Promise<unknown> = Promise.resolve()

  /** Loadings and looks take turns, so that what is told last was read last. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work)
    queue = turn.catch(() => undefined)
    return turn
  }

  async function look(): Promise<void> {
    const readings = await readAll(options, current.files)
    const found = fingerprintOf(readings).reveal()
    const changed = found !== current.fingerprint.reveal()
    const settled = found === unsettled
    unsettled = changed ? found : undefined
    if (!changed || !settled) return
    // What was seen twice is what is loaded: another read could meet the next change half done.
    await reload((path, bounds) => readings.get(path) ?? options.readFile(path, bounds))
  }

  async function reload(readFile: MaybeReadFile): Promise<Loading> {
    current = await load({ ...options, readFile: async (path, bounds) => readFile(path, bounds) })
    unsettled = undefined
    onChange(current)
    return current
  }

  async function turn(): Promise<Turn> {
    await inTurn(look)
    return { more: false, nextAt: clock.now() + CONFIG_LIMITS.watchMs }
  }

  const loop = startLoop({ name: 'configuration', clock, log, turn })
  const ended = new Promise<void>((resolve, reject) => {
    const stop = () => loop.stop().then(resolve, reject)
    if (signal.aborted) void stop()
    else signal.addEventListener('abort', () => void stop(), { once: true })
  })
  return { reload: () => inTurn(() => reload(options.readFile)), ended }
}

type MaybeReadFile = (...of: Parameters<ReadFile>) => FileReading | Promise<FileReading>

async function readAll(
  { readFile }: LoadOptions,
  files: readonly string[],
): Promise<ReadonlyMap<string, FileReading>> {
  const readings = new Map<string, FileReading>()
  for (const [index, file] of files.entries()) {
    const bytesMax = index === 0 ? CONFIG_LIMITS.fileBytesMax : CONFIG_LIMITS.secretBytesMax
    readings.set(file, await readFile(file, { bytesMax }))
  }
  return readings
}
