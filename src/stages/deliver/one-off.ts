import type { Clock } from '../../base/clock.ts'
import type { IdSource } from '../../base/id.ts'
import type { ChannelType, SendContext } from '../../contract/channel.ts'
import type { Endpoint } from '../../model/configuration.ts'
import type { LaneState } from '../../model/lane.ts'
import type { Notification, NotificationEntry } from '../../model/notification.ts'
import type { Receipt } from '../../model/receipt.ts'
import { type Said, say } from './say.ts'
import { TemplateShelf } from './template-shelf.ts'
import { countMessage, freeAt } from './window.ts'

type OneOffOptions = {
  readonly clock: Clock
  readonly newId: IdSource
  readonly networkOf: (endpoint: Endpoint) => Pick<SendContext, 'http' | 'resolveHost'>
  /** Ends what waits. */
  readonly signal: AbortSignal
}

/** One notice, and who is to hear it. */
type OneOffNotice = {
  readonly entry: NotificationEntry
  readonly endpoint: Endpoint
  readonly channel: ChannelType
}

/** Tells notices without an outbox: what they are is made as ever, each is tried once, and robots' limits are kept. */
export class OneOffs {
  readonly #options: OneOffOptions
  readonly #shelf: TemplateShelf
  /** What each lane was sent. */
  readonly #sent = new Map<string, LaneState['sent']>()

  constructor(options: OneOffOptions) {
    this.#options = options
    this.#shelf = new TemplateShelf(options.clock)
  }

  /** What would be sent. */
  draw({ entry, endpoint, channel }: OneOffNotice): Said {
    const now = this.#options.clock.now()
    return say({
      notification: noticeOf(entry, endpoint, now),
      endpoint,
      channel,
      statesNow: new Map(),
      actions: [],
      form: 'full',
      now,
      shelf: this.#shelf,
      templateOf: () => undefined,
    })
  }

  /** Sends it, as soon as its robot may be sent a message. It never rejects. */
  async send(notice: OneOffNotice): Promise<Receipt> {
    const { clock, newId, networkOf, signal } = this.#options
    const { endpoint, channel } = notice
    const limits = channel.limits(endpoint.settings)
    const before = this.#sent.get(endpoint.lane) ?? []
    const now = clock.now()
    const freeFrom = freeAt(before, limits, now)
    if (freeFrom > now) await clock.sleep(freeFrom - now, signal)
    this.#sent.set(endpoint.lane, countMessage(before, limits, clock.now()))
    const context = { ...networkOf(endpoint), clock, signal, idempotencyKey: newId() }
    return await channel.send(this.draw(notice), endpoint.settings, context)
  }
}

function noticeOf(entry: NotificationEntry, { id, lane }: Endpoint, now: number): Notification {
  return {
    id: entry.eventId,
    endpointId: id,
    lane,
    kind: 'notice',
    severity: entry.severity,
    state: 'leased',
    createdAt: now,
    dueAt: now,
    attemptCount: 1,
    policy: '',
    entries: [entry],
    mentions: [],
  }
}
