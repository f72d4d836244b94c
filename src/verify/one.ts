import type { Clock } from '../base/clock.ts'
import type { HttpClient, HttpOutcome, HttpStep } from '../base/http-client.ts'
import { NETWORK_LIMITS } from '../base/limits.ts'
import type { ResolveHost } from '../base/resolve-host.ts'
import type { ChannelType, SendContext } from '../contract/channel.ts'
import type { Endpoint } from '../model/configuration.ts'
import type { LaneState } from '../model/lane.ts'
import type { Message } from '../model/message.ts'
import type { Receipt } from '../model/receipt.ts'
import type { Verification, VerificationStep } from '../model/verification.ts'
import { type ClockOffset, measureClock } from './clock.ts'
import { roomFor } from './limit.ts'
import { ourAddressIn, remediesFor } from './remedies.ts'
import { checkSettings } from './settings.ts'
import { isClockOff, limitStep, meaningStep, stepsOf } from './steps.ts'
import type { Trial } from './trial.ts'

export type VerifyOptions = {
  readonly endpoint: Pick<Endpoint, 'channel' | 'settings'> &
    Partial<Pick<Endpoint, 'id' | 'contact'>>
  readonly channel: ChannelType
  /** Opens a way of its own to the endpoint, of which each step is seen. */
  readonly openNetwork: (
    observe: (step: HttpStep) => void,
  ) => Pick<SendContext, 'http' | 'resolveHost'>
  readonly message: Message
  readonly clock: Clock
  /** Of this one message. */
  readonly id: string
  readonly signal: AbortSignal
  /** What is known of the endpoint without asking anybody. */
  readonly known?: readonly VerificationStep[]
  /** How long an answer may take. */
  readonly waitMs?: number
  /** What was sent to the robot lately, where somebody knows. */
  readonly lane?: LaneState
  /** Called before the message goes out, to count it. */
  readonly onSend?: () => Promise<void>
}

/** Sends one test message and interprets what comes back. */
export async function verifyEndpoint(options: VerifyOptions): Promise<Verification> {
  const { endpoint, channel, clock, lane } = options
  const common = { endpoint: endpoint.id, contact: endpoint.contact, channel: channel.type }
  const before = [...(options.known ?? []), ...checkSettings(channel.fields, endpoint.settings)]
  const limits = channel.limits(endpoint.settings)
  const room = lane && roomFor(lane, { limits, now: clock.now() })
  if (room?.kind === 'full') {
    const step = limitStep(room.until, clock.now())
    return {
      ...common,
      result: 'not-tried',
      reason: 'rate-limited',
      steps: [...before, step],
      remedies: [step.text],
      retryAt: room.until,
      tookMs: 0,
    }
  }
  await options.onSend?.()
  const trial = await attempt(options)
  return { ...common, ...interpret(trial, options, before) }
}

async function attempt(options: VerifyOptions): Promise<Trial> {
  const { endpoint, channel, message, clock, id } = options
  const steps: HttpStep[] = []
  const network = options.openNetwork((step) => steps.push(step))
  let seen: Pick<Trial, 'outcome' | 'clock' | 'looked'> = {}
  const http: HttpClient = {
    async send(request) {
      const sentAt = clock.now()
      const outcome = await network.http.send(request)
      seen = { ...seen, outcome, clock: clockIn(outcome, { sentAt, answeredAt: clock.now() }) }
      return outcome
    },
    close: () => network.http.close(),
  }
  const resolveHost: ResolveHost = async (host) => {
    const looked = await network.resolveHost(host)
    seen = { ...seen, looked }
    return looked
  }
  const startedAt = clock.now()
  const timeout = AbortSignal.timeout(options.waitMs ?? NETWORK_LIMITS.verifyMs)
  const signal = AbortSignal.any([options.signal, timeout])
  try {
    const rendered = channel.render(message, endpoint.settings)
    const receipt = await channel.send(rendered, endpoint.settings, {
      http,
      resolveHost,
      clock,
      signal,
      idempotencyKey: id,
    })
    return { ...seen, steps, receipt, startedAt, finishedAt: clock.now() }
  } finally {
    await network.http.close()
  }
}

function clockIn(
  outcome: HttpOutcome,
  times: { sentAt: number; answeredAt: number },
): ClockOffset | undefined {
  const date = outcome.kind === 'answered' ? outcome.headers['date'] : undefined
  // An answer out of somebody's cache carries the time when it was put there.
  const isOld = outcome.kind === 'answered' && outcome.headers['age'] !== undefined
  return date === undefined || isOld ? undefined : measureClock({ date, ...times })
}

function interpret(
  trial: Trial,
  options: VerifyOptions,
  before: readonly VerificationStep[],
): Omit<Verification, 'channel'> {
  const { receipt, clock, startedAt, finishedAt } = trial
  const { settings } = options.endpoint
  const proxy = trial.steps.find((step) => step.kind === 'proxy')?.proxy.name
  const isFailed = receipt.kind !== 'sent'
  const wait = receipt.kind === 'retry' ? receipt.afterMs : undefined
  const ends = isFailed && (receipt.reason === 'rate-limited' || receipt.reason === 'blocked')
  return {
    result: resultOf(receipt),
    steps: [...before, ...stepsOf(trial), meaningStep(receipt)],
    reason: isFailed ? receipt.reason : undefined,
    code: receipt.code,
    text: receipt.text?.slice(0, NETWORK_LIMITS.answerLengthMax),
    remedies: [
      ...remediesFor(trial, { settings, now: finishedAt }),
      ...before.filter(({ state }) => state !== 'ok').map(({ text }) => text),
    ],
    tookMs: finishedAt - startedAt,
    clock: isClockOff(trial) || isFailed ? clock : undefined,
    ourAddress: isFailed && namesUs(receipt) ? ourAddressIn(receipt.text) : undefined,
    retryAt: ends && wait !== undefined ? finishedAt + wait : undefined,
    proxy,
  }
}

/** WeCom's refusals end with `from ip: …`, whatever they are about. */
function namesUs(receipt: Exclude<Receipt, { kind: 'sent' }>): boolean {
  return receipt.reason === 'address' || /from ip/i.test(receipt.text)
}

function resultOf(receipt: Receipt): Verification['result'] {
  if (receipt.kind === 'sent') return 'delivered'
  return receipt.reason === 'unknown-outcome' ? 'uncertain' : 'failed'
}
