import type { ServerResponse } from 'node:http'
import type { Clock } from '../../../src/base/clock.ts'
import type { Target } from './asked.ts'
import { statusOf } from './faults.ts'
import type { Json } from './json.ts'
import { type Change, type Objects, Refused } from './objects.ts'
import { apiVersionOf } from './resource-types.ts'
import { hasFields, hasLabels } from './selectors.ts'
import { asTable } from './table.ts'

type Watch = {
  readonly target: Target
  readonly response: ServerResponse
  readonly isTable: boolean
  readonly stop: () => void
  isFrozen: boolean
}

/** The watches that are open. */
export class Watches {
  readonly #objects: Objects
  readonly #clock: Clock
  readonly #open = new Set<Watch>()

  constructor(objects: Objects, clock: Clock) {
    this.#objects = objects
    this.#clock = clock
  }

  get count(): number {
    return this.#open.size
  }

  /** Opens a watch: first what has changed since the revision that is asked for, then what changes. */
  open(target: Target, response: ServerResponse, isTable: boolean): void {
    const from = target.query.get('resourceVersion') ?? ''
    const isAnew = from === '' || from === '0'
    const missed = isAnew ? this.#everything(target) : this.#objects.since(Number(from))
    if (missed === 'too large')
      throw new Refused(
        504,
        'Timeout',
        `Too large resource version: ${from}, current: ${this.#objects.revision}`,
      )
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    if (missed === 'expired') return void response.end(expired(from))
    const listener = (change: Change): void => this.#tell(watch, change)
    const ended = new AbortController()
    const watch: Watch = {
      target,
      response,
      isTable,
      isFrozen: false,
      stop: () => {
        ended.abort()
        this.#objects.listeners.delete(listener)
        this.#open.delete(watch)
      },
    }
    for (const change of missed) listener(change)
    this.#objects.listeners.add(listener)
    this.#open.add(watch)
    response.on('close', watch.stop)
    void this.#endAfter(watch, ended.signal)
  }

  async #endAfter(watch: Watch, signal: AbortSignal): Promise<void> {
    const seconds = Number(watch.target.query.get('timeoutSeconds') ?? 1_800)
    await this.#clock.sleep(seconds * 1_000, signal)
    if (!signal.aborted && !watch.isFrozen) watch.response.end()
  }

  /** Each watch that asked for bookmarks hears of the revision. */
  bookmark(): void {
    for (const { target, response, isFrozen } of this.#open) {
      if (isFrozen || target.query.get('allowWatchBookmarks') !== 'true') continue
      const object = {
        kind: target.resource.kind,
        apiVersion: apiVersionOf(target.resource),
        metadata: { resourceVersion: String(this.#objects.revision) },
      }
      response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`)
    }
  }

  /** Ends each watch as a server does whose time is over. */
  end(): void {
    for (const { response } of this.#open) response.end()
  }

  /** Ends each watch in the middle of a line. */
  cut(): void {
    for (const { response } of this.#open) {
      response.write('{"type":"MODIFIED","object":{"metadata":{"na')
      response.destroy()
    }
  }

  /** Tells each watch that its revision is forgotten. */
  expire(): void {
    for (const { response, target } of this.#open)
      response.end(expired(target.query.get('resourceVersion') ?? ''))
  }

  /** The watches stay open, and nothing comes any more: a connection of which only one side knows that it is gone. */
  freeze(): void {
    for (const watch of this.#open) watch.isFrozen = true
  }

  #everything({ resource, asked }: Target): readonly Change[] {
    const { revision } = this.#objects
    return this.#objects
      .list(resource, asked.namespace)
      .map((object) => ({ revision, type: 'ADDED', resource, object }))
  }

  #tell({ target, response, isTable, isFrozen }: Watch, change: Change): void {
    if (isFrozen || change.resource !== target.resource) return
    const { type, object, before } = change
    const is = isWanted(target, object)
    const was = before !== undefined && isWanted(target, before)
    if (!is && !was) return
    const told = type === 'MODIFIED' && is !== was ? (is ? 'ADDED' : 'DELETED') : type
    const shown = isTable ? asTable([object]) : object
    response.write(`${JSON.stringify({ type: told, object: shown })}\n`)
  }
}

/** Whether the request's namespace and selectors take the object. */
export function isWanted({ asked, query }: Target, object: Json): boolean {
  if (asked.namespace !== undefined && object.metadata.namespace !== asked.namespace) return false
  return (
    hasLabels(object, query.get('labelSelector') ?? '') &&
    hasFields(object, query.get('fieldSelector') ?? '')
  )
}

function expired(from: string): string {
  const object = statusOf({
    status: 410,
    reason: 'Expired',
    text: `too old resource version: ${from}`,
  })
  return `${JSON.stringify({ type: 'ERROR', object })}\n`
}
