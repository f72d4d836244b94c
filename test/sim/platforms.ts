// In: HTTP requests and mails of simulated processes. Out: what the chat platforms answer, by the sandbox's own rules, and what
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
import { mailboxUrl, mailOf, mailReceipt } from './mail.ts'
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
  readonly #onHeard: (heard: Heard, body: string) => void
  readonly #onTrouble: (trouble: Trouble) => void

  constructor(options: {
    time: SimTime
    random: Random
    onHeard: (heard: Heard, body: string) => void
    onTrouble: (trouble: Trouble) => void
  }) {
    this.#time = options.time
    this.#random = options.random
    this.#onHeard = options.onHeard
    this.#onTrouble = options.onTrouble
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
      send: async (rendered, settings, context) => {
        const alerts = drawn.get(rendered.body) ?? []
        const sender = { process, alerts, notificationId: context.idempotencyKey }
        if (channel.type === 'email') {
          const request = mailOf(rendered, settings)
          const call = { url: mailboxUrl(settings), request, body: rendered.body }
          return mailReceipt(await this.#exchange(call, sender))
        }
        return channel.send(rendered, settings, { ...context, http: this.#client(sender) })
      },
    }
  }

  #client(sender: Sender): HttpClient {
    return {
      send: async (request) => {
        const call = { url: request.url, request: requestTo(request), body: request.body ?? '' }
        return outcomeOf(await this.#exchange(call, sender))
      },
      close: async () => undefined,
    }
  }

  async #exchange(call: Call, sender: Sender): Promise<Exchanged> {
    const { exchanged, heard } = await this.#deliver(call, sender)
    // The network is faster in some worlds than the disk, and slower in others.
    await this.#time.sleep(this.#random.between(1, 40))
    if (!sender.process.isAlive) await never()
    if (heard) heard.hasAnswer = true
    return exchanged
  }

  async #deliver(
    call: Call,
    sender: Sender,
  ): Promise<{ exchanged: Exchanged; heard?: Heard | undefined }> {
    await this.#time.sleep(CONNECTION_MS)
    const trouble = this.#troubleOf(call.url)
    if (trouble === 'unreachable') return { exchanged: { kind: 'unreachable' } }
    await this.#time.sleep(this.#random.between(1, 40))
    if (trouble === 'time-out') {
      await this.#time.sleep(TIME_OUT_MS)
      return { exchanged: { kind: 'broken' } }
    }
    const { answer, heard } = await this.#call(call, sender, trouble)
    if (trouble === 'lost-reply') {
      await this.#time.sleep(this.#random.pick([10, TIME_OUT_MS]))
      return { exchanged: { kind: 'broken' } }
    }
    return { exchanged: { kind: 'answered', answer }, heard }
  }

  #troubleOf(url: string): Trouble | undefined {
    const address = addressOf(url)
    const now = this.#time.now
    const weather = this.#weather.find(
      (one) => one.until > now && (one.url === undefined || addressOf(one.url) === address),
    )
    if (!weather || !this.#random.likely(weather.probability)) return undefined
    const trouble = this.#random.pick(weather.troubles)
    this.#onTrouble(trouble)
    return trouble
  }

  async #call(
    { url: written, request, body }: Call,
    { process, alerts, notificationId }: Sender,
    trouble: Trouble | undefined,
  ): Promise<{ answer: SandboxAnswer; heard: Heard | undefined }> {
    const desk = this.#desks.find((one) => one.tokenOf(request) !== undefined)
    if (!desk) throw new Error('a message goes to an address that no platform has')
    const kind = trouble as FaultKind | undefined
    const isAsked = kind !== undefined && desk.faults.includes(kind)
    this.#state.faults = isAsked ? [{ id: 0, kind, timesLeft: 1 }] : []
    let heard: Heard | undefined
    const listen = (change: Change): void => {
      if (change.kind !== 'message') return
      const { chat, platform, outcome, errcode, fault } = change.message
      const at = this.#time.now
      const url = addressOf(written)
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
      { desk, token: desk.tokenOf(request) ?? '', request },
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
      this.#onHeard(heard, body)
    }
    return { answer: dated(answer, this.#time.now), heard }
  }
}

/** A message on its way: where to, as its platform takes it, and what is in it. */
type Call = { readonly url: string; readonly request: SandboxRequest; readonly body: string }

/** What comes back: nothing, for nobody was reached; nothing, though somebody may have been; or an answer. */
export type Exchanged =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'answered'; readonly answer: SandboxAnswer }

type Sender = {
  readonly process: SendingProcess
  readonly notificationId: string
  readonly alerts: readonly MessageAlert[]
}

const DRAWN_MAX = 2_000
const NEVER_ENDS = new AbortController().signal

const UNREACHABLE: HttpOutcome = {
  kind: 'failed',
  stage: 'before-send',
  reason: 'ECONNREFUSED',
  trouble: 'connection',
}

const BROKEN: HttpOutcome = {
  kind: 'failed',
  stage: 'after-send',
  reason: 'ECONNRESET',
  trouble: 'broken',
}

function outcomeOf(exchanged: Exchanged): HttpOutcome {
  if (exchanged.kind === 'unreachable') return UNREACHABLE
  if (exchanged.kind === 'broken' || exchanged.answer.kind !== 'answer') return BROKEN
  const { status, headers, body } = exchanged.answer
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
