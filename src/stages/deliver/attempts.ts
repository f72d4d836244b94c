import { DELIVERY_LIMITS } from '../../base/limits.ts'
import { describeError } from '../../base/log.ts'
import { redact } from '../../base/redact.ts'
import { type AttemptRecord, alertSubjects } from '../../contract/store.ts'
import { monthOf } from '../../model/month.ts'
import type { Notification } from '../../model/notification.ts'
import type { Receipt } from '../../model/receipt.ts'
import { decideAttempt } from './decide.ts'
import type { LaneRun } from './lane-run.ts'
import type { DeliveryOptions } from './options.ts'
import { type Robot, standingOf } from './robot.ts'
import type { Route } from './route.ts'
import { type SayFacts, say } from './say.ts'
import { TemplateShelf } from './template-shelf.ts'
import { statesTold } from './told.ts'
import { FAULT, undelivered } from './trouble.ts'

/** Draws a message, sends it once, and decides what its answer means. */
export class Attempts {
  readonly #options: DeliveryOptions
  readonly #shelf: TemplateShelf
  readonly #stopping: AbortSignal

  /** `stopping` ends what is under way. */
  constructor(options: DeliveryOptions, stopping: AbortSignal) {
    this.#options = options
    this.#shelf = new TemplateShelf(options.clock)
    this.#stopping = stopping
  }

  /** Sends it to the robot that was picked, and decides what follows from the answer. */
  async make(run: LaneRun, notification: Notification, picked: Robot): Promise<AttemptRecord> {
    const { store, clock, chance, newId, rescue } = this.#options
    const { endpoint, channel } = run.routeOf(picked)
    const startedAt = clock.now()
    // Looked at right before sending: minutes may have passed since it was decided.
    const statesNow = await store.statesNow(notification)
    const receipt = await this.#send({ endpoint, channel }, notification, statesNow)
    const now = clock.now()
    // As it is now: others of the lane may have been answered meanwhile.
    const robots = run.robotsOf(notification)
    const robot = robots.find(({ endpointId }) => endpointId === picked.endpointId) ?? picked
    const others = robots.filter(({ state }) => state !== robot.state)
    const { next, lane, countedIn } = decideAttempt({
      notification,
      receipt,
      robot,
      now,
      chance: chance.fraction(),
      othersWork: others.some((other) => standingOf(other, now, notification).kind !== 'shut'),
      hasPlainForm: channel.hasPlainForm,
      isDigest: run.isAsDigest(notification),
      monthEndsAt: robot.quota?.endsAt ?? monthOf(now, DELIVERY_LIMITS.quotaZoneMinutes).endsAt,
    })
    // At once: another message of the lane may be answered before this one is on disk.
    run.afterAttempt(lane, receipt.kind === 'sent' ? robot.quota : undefined)
    const isDead = next.state === 'dead' && receipt.kind !== 'sent'
    this.#options.onAttempt?.(notification, receipt)
    return {
      id: newId(),
      notificationId: notification.id,
      startedAt,
      finishedAt: now,
      receipt,
      next,
      lane,
      ...(countedIn === undefined ? {} : { countedIn }),
      ...(endpoint.id === notification.endpointId ? {} : { endpointId: endpoint.id }),
      ...(receipt.kind === 'sent' && robot.quota ? { quota: robot.quota } : {}),
      ...(receipt.kind === 'sent'
        ? {
            told: {
              endpointId: notification.endpointId,
              ...statesTold(notification, statesNow),
            },
          }
        : {}),
      notifications: isDead ? rescue([notification], undelivered(receipt, endpoint.contact)) : [],
    }
  }

  async #send(
    route: Route,
    notification: Notification,
    statesNow: SayFacts['statesNow'],
  ): Promise<Receipt> {
    const { networkOf, clock, log } = this.#options
    const { endpoint, channel } = route
    try {
      const rendered = this.#say(route, notification, statesNow)
      if (rendered.fault !== undefined && this.#shelf.isNews(rendered.fault))
        log.warn(
          { template: rendered.fault.template, reason: redact(rendered.fault.reason) },
          'a template failed; the default message is sent instead',
        )
      return await channel.send(rendered, endpoint.settings, {
        ...networkOf(endpoint),
        clock,
        signal: this.#stopping,
        idempotencyKey: notification.id,
      })
    } catch (error) {
      log.error(
        { notification: notification.id, channel: channel.type, error: describeError(error) },
        'a channel failed',
      )
      return FAULT
    }
  }

  #say(
    { endpoint, channel }: Route,
    notification: Notification,
    statesNow: SayFacts['statesNow'],
  ): ReturnType<typeof say> {
    return say({
      notification,
      endpoint,
      channel,
      statesNow,
      actions: this.#options.actionsOf(notification, endpoint),
      restOf: () => this.#options.restOf(notification, endpoint),
      form: notification.form ?? 'full',
      now: this.#options.clock.now(),
      shelf: this.#shelf,
      templateOf: this.#options.templateOf,
    })
  }

  /**
   * Whether the drawn message had to leave something out, be it that all of it resolves before it
   * leaves, which makes its lines longer. What cannot be drawn fails when it is sent.
   */
  isTooMuch(run: LaneRun, notification: Notification): boolean {
    const [robot] = run.robotsOf(notification)
    if (!robot || notification.entries.length <= 1) return false
    const route = run.routeOf(robot)
    const over = alertSubjects(notification.entries).map((id) => [id, 'resolved'] as const)
    try {
      return (
        this.#say(route, notification, new Map()).cut ||
        this.#say(route, notification, new Map(over)).cut
      )
    } catch {
      return false // The attempt meets the same fault, and records it.
    }
  }
}
