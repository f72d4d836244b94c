import type { FastifyInstance } from 'fastify'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { SourceRequest } from '../contract/source.ts'
import type { Store } from '../contract/store.ts'
import type { Contact } from '../model/configuration.ts'
import type { Event } from '../model/event.ts'
import type { Access, Guard } from './access.ts'
import type { NearMiss, RunningState } from './wire.ts'

/** What a sender is to be answered: the shape that the flow gives. */
export type TakenIn =
  | {
      readonly kind: 'taken'
      readonly eventIds: readonly string[]
      readonly answer?: {
        readonly status: number
        readonly contentType: string
        readonly body: string
      }
    }
  | { readonly kind: 'unknown-key' }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | {
      readonly kind: 'quarantined'
      readonly problem: string
      readonly quarantineId: string
      readonly fault: 'sender' | 'ours'
    }

export type ApiOptions = {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly access: Access
  readonly takeIn: (key: string, request: SourceRequest) => Promise<TakenIn>
  /** Keeps what had come of a refused request; gives its id, or undefined for an unknown key. */
  readonly keepRefused: (
    key: string,
    refused: { request: SourceRequest; problem: string },
  ) => Promise<string | undefined>
  /** How long a request may take to arrive. */
  readonly requestMs: number
  /** The policies that nearly matched an event, by the configuration of now. */
  readonly nearly: (event: Event) => readonly NearMiss[]
  readonly running: () => RunningState
  /** The contacts of each lane, by the configuration of now. */
  readonly contactsByLane: () => ReadonlyMap<string, readonly Contact[]>
  readonly metrics: () => Promise<string>
  /** Mounted beside the API, for example the sandbox; `protect` asks for what the API asks for. */
  readonly mounts: readonly ((server: FastifyInstance, protect: Guard) => void)[]
}
