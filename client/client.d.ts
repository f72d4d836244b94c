import type { Operations, Problem } from './api.js'

export type * from './api.js'

/** Where the hub is, and who asks. */
export type ClientOptions = {
  /** As people reach it, such as `https://tocsin.example.com/`; what stands behind the host stays before every path. */
  readonly url: string
  /** An API token. Without it: who is on the hub's own machine, while nobody can sign in. */
  readonly token?: string | undefined
  /** In place of the global one. */
  readonly fetch?: typeof fetch
  /** How long a request may take, in milliseconds; 30,000 by default. */
  readonly waitMs?: number
}

/** A request by its method and path, as the reference names it. */
export type OperationName = keyof Operations

/** What a request takes: `path`, `query`, `headers` and `body`, where it has them. */
export type Given<Name extends OperationName> = Omit<Operations[Name], 'answer'> & {
  readonly signal?: AbortSignal
}

/** Whatever is needed has to be given; where nothing is, nothing need be. */
export type GivenTo<Name extends OperationName> =
  object extends Given<Name> ? [given?: Given<Name>] : [given: Given<Name>]

export interface Client {
  /** Sends a request and gives what is answered. Throws a TocsinProblem. */
  request<Name extends OperationName>(
    name: Name,
    ...given: GivenTo<Name>
  ): Promise<Operations[Name]['answer']>
  /** The same with the status and the headers of the answer. */
  answer<Name extends OperationName>(
    name: Name,
    ...given: GivenTo<Name>
  ): Promise<{
    readonly status: number
    readonly headers: Headers
    readonly body: Operations[Name]['answer']
  }>
}

/** A client of the hub at `url`. */
export function createClient(options: ClientOptions): Client

/** A refusal of the hub. */
export class TocsinProblem extends Error {
  readonly status: number
  /** Stable; `TOCSIN_INTERNAL` where what was answered is no problem document. */
  readonly code: Problem['code']
  /** The whole document. */
  readonly problem: unknown
}
