// In: a data folder that another hub may be using, and where to listen. Out: the folder, once that hub has gone.
// Must hold: nothing of the folder but its lock is touched before; whoever asks meanwhile is told to ask again.
import type { FastifyInstance } from 'fastify'
import { createWaitingServer, listen } from './api/api.ts'
import type { Clock } from './base/clock.ts'
import { TocsinError } from './base/errors.ts'
import { STANDBY_LIMITS } from './base/limits.ts'
import type { Log } from './base/log.ts'
import { type HeldFolder, holdFolder } from './store/store.ts'

export type StandbyOptions = {
  readonly data: string
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly clock: Clock
  readonly log: Log
  /** Ends the waiting. */
  readonly signal: AbortSignal
}

/** What a hub that stood by starts with. */
export type TakenOver = {
  readonly held: HeldFolder
  /** Where it has listened while it waited, and where it is to listen. */
  readonly port: number
  /** Whether anything may have changed since the beginning. */
  readonly hasWaited: boolean
  /** Gives the address back: from now on the hub itself answers there. */
  leave(): Promise<void>
}

/**
 * Waits until no other hub uses the data folder, and holds it then; undefined where the waiting was ended before. While it
 * waits it answers on its address, unless that is in use, as by a hub on the same machine whose place it is to take. Throws
 * TOCSIN_STORE_OPEN or TOCSIN_LISTEN.
 */
export async function standBy(options: StandbyOptions): Promise<TakenOver | undefined> {
  const { data, host, port, clock, log, signal } = options
  const free = holdFolder(data)
  if (free) return { held: free, port, hasWaited: false, leave: async () => undefined }
  const early = await listenIfFree(options)
  const where = early ? { url: early.url } : { host, port }
  log.info(
    where,
    early ? 'the hub stands by' : 'the hub stands by, and its port is in use until then',
  )
  const held = await waitFor(() => holdFolder(data), {
    clock,
    signal,
    everyMs: STANDBY_LIMITS.lookMs,
  })
  if (!held) {
    await early?.server.close()
    return undefined
  }
  try {
    const { server, url } = early ?? (await listenInTime(options))
    return {
      held,
      port: Number(new URL(url).port),
      hasWaited: true,
      leave: () => server.close(),
    }
  } catch (error) {
    held.letGo()
    throw error
  }
}

/** Looks again and again until there is something; undefined when `signal` is aborted before. */
export async function waitFor<T>(
  look: () => T | undefined,
  {
    clock,
    signal,
    everyMs,
  }: Pick<StandbyOptions, 'clock' | 'signal'> & { readonly everyMs: number },
): Promise<T | undefined> {
  while (!signal.aborted) {
    const found = look()
    if (found !== undefined) return found
    await clock.sleep(everyMs, signal)
  }
  return undefined
}

type Listening = { readonly server: FastifyInstance; readonly url: string }

/** Undefined where the address is in use. */
async function listenIfFree(options: StandbyOptions): Promise<Listening | undefined> {
  const server = createWaitingServer()
  try {
    return { server, url: await listen(server, options) }
  } catch (error) {
    await server.close()
    if (isInUse(error)) return undefined
    throw error
  }
}

function isInUse(error: unknown): boolean {
  if (!(error instanceof TocsinError && error.cause instanceof Error)) return false
  return 'code' in error.cause && error.cause.code === 'EADDRINUSE'
}

/** Whoever used the address has ended: it is free, or will be in a moment. Another hub in waiting may have it, though. */
async function listenInTime(options: StandbyOptions): Promise<Listening> {
  const { clock, host, port } = options
  for (let waitedMs = 0; waitedMs < STANDBY_LIMITS.portMs; waitedMs += STANDBY_LIMITS.lookMs) {
    const listening = await listenIfFree(options)
    if (listening) return listening
    await clock.sleep(STANDBY_LIMITS.lookMs)
  }
  throw new TocsinError(
    'TOCSIN_LISTEN',
    `Expected ${host}:${port} to be free once the other hub has ended, found that somebody else listens there. Name another address with --listen.`,
  )
}
