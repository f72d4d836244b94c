// In: HTTP requests of simulated processes. Out: what the chat platforms answer, by the sandbox's own rules, and what
// the network makes of it. Must hold: no socket is opened; everything that reaches a platform is remembered.
import type { HttpClient, HttpOutcome, HttpRequest } from '../../src/base/http-client.ts'
import type { ChannelType } from '../../src/contract/channel.ts'
import type { MessageAlert } from '../../src/model/message.ts'
import { chatId } from '../../src/sandbox/chats.ts'
import { dated, type SandboxAnswer, type SandboxRequest } from '../../src/sandbox/exchange.ts'
import type { FaultKind } from '../../src/sandbox/faults.ts'
import { answerCall } from '../../src/sandbox/robot-call.ts'
import { openDesks } from '../../src/sandbox/stand-ins.ts'
import { type Change, SandboxState } from '../../src/sandbox/state.ts'
import type { Random } from './random.ts'
import { never, type SimTime } from './time.ts'

/** What may happen to a request: on the network, or what the platform's stand-in can do wrong. */
export type Trouble = 'unreachable' | 'time-out' | 'lost-reply' | FaultKind

/** Something is wrong with a robot, or with all, for a while. */
export type Weather = {
  /** The robot's URL; absent for all. */
  readonly url?: string
  readonly until: number
  readonly troubles: readonly Trouble[]
  readonly probability: number
}

/** A message that reached a platform. */
export type Heard = {
  readonly at: number
  readonly url: string
  readonly platform: string
  readonly chat: string
  readonly outcome: 'posted' | 'duplicate' | 'refused'
  readonly code: number | string | undefined
  /** What was asked to go wrong; absent where the platform itself decided. */
  readonly fault: string | undefined
  readonly notificationId: string
  /** Each alert that the message names, with the state that it tells. */
  readonly alerts: readonly Pick<MessageAlert, 'id' | 'state'>[]
  /** Which of the processes that had the data folder has sent it. */
  readonly turn: number
  /** Whether the answer came back to a process that lived. */
  hasAnswer: boolean
}

type SendingProcess = { readonly isAlive: boolean; readonly turn: number }

const CONNECTION_MS = 5
const TIME_OUT_MS = 10_000

/** All platforms, and the network between them and the hub. */
export class Platforms {
  readonly heard: Heard[] = []
  /** When a robot was made to say that somebody else has used up its limit. */
  readonly limitedAt = new Map<string, number>()
  readonly #state = new SandboxState()
  readonly #desks = openDesks(this.#state)
  readonly #time: SimTime
  readonly #random: Random
  #weather: readonly Weather[] = []
  #onHeard: (heard: Heard, body: string) => void

  constructor(options: {
    time: SimTime
    random: Random
    onHeard: (heard: Heard, body: string) => void
  }) {
    this.#time = options.time
    this.#random = options.random
    this.#onHeard = options.onHeard
  }

  /** Something goes wrong from now on. */
  disturb(weather: Weather): void {
    this.#weather = [...this.#weather, weather].filter(({ until }) => until > this.#time.now)
  }

  heal(): void {
    this.#weather = []
  }

  /** Sets up the robot's chat, as its owner does. */
  setUp(url: string, settings: object): void {
    const request = requestTo({ method: 'POST', url })
    for (const desk of this.#desks) {
      const token = desk.tokenOf(request)
      if (token !== undefined) desk.change(chatId(desk.platform, token), settings)
    }
  }

  /** The channels as a process uses them: they say which message is on its way, and what it tells. */
  channelsOf(
    process: SendingProcess,
    channels: ReadonlyMap<string, ChannelType>,
  ): ReadonlyMap<string, ChannelType> {
    return new Map([...channels].map(([type, channel]) => [type, this.#seen(process, channel)]))
  }

  #seen(process: SendingProcess, channel: ChannelType): ChannelType {
    const drawn = new Map<string, readonly MessageAlert[]>()
    return {
      ...channel,
      render(message, settings, form) {
        const rendered = channel.render(message, settings, form)
        if (drawn.size > DRAWN_MAX) drawn.clear()
        drawn.set(rendered.body, message.alerts)
        return rendered
      },
      send: (rendered, settings, context) => {
        const alerts = drawn.get(rendered.body) ?? []
        const http = this.#client({ process, alerts, notificationId: context.idempotencyKey })
        return channel.send(rendered, settings, { ...context, http })
      },
    }
  }

  #client(sender: Sender): HttpClient {
    return {
      send: async (request) => {
        const outcome = await this.#exchange(request, sender)
        // The network is faster in some worlds than the disk, and slower in others.
        await this.#time.sleep(this.#random.between(1, 40))
        if (!sender.process.isAlive) await never()
        if (outcome.heard) outcome.heard.hasAnswer = true
        return outcome.outcome
      },
      close: async () => undefined,
    }
  }

  async #exchange(
    request: HttpRequest,
    sender: Sender,
  ): Promise<{ outcome: HttpOutcome; heard?: Heard }> {
    await this.#time.sleep(CONNECTION_MS)
    const trouble = this.#troubleOf(request.url)
    if (trouble === 'unreachable')
      return {
        outcome: {
          kind: 'failed',
          stage: 'before-send',
          reason: 'ECONNREFUSED',
          trouble: 'connection',
        },
      }
    await this.#time.sleep(this.#random.between(1, 40))
    if (trouble === 'time-out') {
      await this.#time.sleep(TIME_OUT_MS)
      return { outcome: BROKEN }
    }
    const { answer, heard } = await this.#call(request, sender, trouble)
    if (trouble === 'lost-reply') {
      await this.#time.sleep(this.#random.pick([10, TIME_OUT_MS]))
      return { outcome: BROKEN }
    }
    return heard ? { outcome: outcomeOf(answer), heard } : { outcome: outcomeOf(answer) }
  }

  #troubleOf(url: string): Trouble | undefined {
    const address = addressOf(url)
    const now = this.#time.now
    const weather = this.#weather.find(
      (one) => one.until > now && (one.url === undefined || addressOf(one.url) === address),
    )
    if (!weather || !this.#random.likely(weather.probability)) return undefined
    return this.#random.pick(weather.troubles)
  }

  async #call(
    request: HttpRequest,
    { process, alerts, notificationId }: Sender,
    trouble: Trouble | undefined,
  ): Promise<{ answer: SandboxAnswer; heard: Heard | undefined }> {
    const incoming = requestTo(request)
    const desk = this.#desks.find((one) => one.tokenOf(incoming) !== undefined)
    if (!desk) throw new Error('a message goes to an address that no platform has')
    const kind = trouble as FaultKind | undefined
    const isAsked = kind !== undefined && desk.faults.includes(kind)
    this.#state.faults = isAsked ? [{ id: 0, kind, timesLeft: 1 }] : []
    let heard: Heard | undefined
    const listen = (change: Change): void => {
      if (change.kind !== 'message') return
      const { chat, platform, outcome, errcode, fault } = change.message
      const at = this.#time.now
      const url = addressOf(request.url)
      if (fault === 'rateLimited') this.limitedAt.set(chat, at)
      heard = {
        ...{ at, url, platform, chat, outcome, fault, notificationId, turn: process.turn },
        code: errcode,
        alerts: alerts.map(({ id, state }) => ({ id, state })),
        hasAnswer: false,
      }
    }
    this.#state.listeners.add(listen)
    const answer = await answerCall(
      { desk, token: desk.tokenOf(incoming) ?? '', request: incoming },
      {
        state: this.#state,
        clock: { now: () => this.#time.now, sleep: (ms) => this.#time.sleep(ms) },
        signal: NEVER_ENDS,
        strictTokens: false,
      },
    )
    this.#state.listeners.delete(listen)
    if (heard) {
      this.heard.push(heard)
      this.#onHeard(heard, request.body ?? '')
    }
    return { answer: dated(answer, this.#time.now), heard }
  }
}

type Sender = {
  readonly process: SendingProcess
  readonly notificationId: string
  readonly alerts: readonly MessageAlert[]
}

const DRAWN_MAX = 2_000
const NEVER_ENDS = new AbortController().signal

const BROKEN: HttpOutcome = {
  kind: 'failed',
  stage: 'after-send',
  reason: 'ECONNRESET',
  trouble: 'broken',
}

function outcomeOf(answer: SandboxAnswer): HttpOutcome {
  if (answer.kind !== 'answer') return BROKEN
  const { status, headers, body } = answer
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  return { kind: 'answered', status, headers, body: text }
}

function requestTo({
  method,
  url,
  headers = {},
  body = '',
}: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>): SandboxRequest {
  const { pathname, search } = new URL(url)
  return {
    method,
    path: pathname,
    query: search.slice(1),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: new TextEncoder().encode(body),
    address: '203.0.113.7',
  }
}

/** The robot's URL without what belongs to one request only. */
function addressOf(written: string): string {
  const url = new URL(written)
  for (const name of ['timestamp', 'sign']) url.searchParams.delete(name)
  return url.href
}
