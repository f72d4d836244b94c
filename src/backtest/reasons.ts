import { HOLD_TEXTS } from '../api/api.ts'
import { BACKTEST_LIMITS } from '../base/limits.ts'
import { createDirectory } from '../model/directory.ts'
import type { Event } from '../model/event.ts'
import type { NearMiss } from '../model/near-miss.ts'
import type { HoldReason } from '../model/outcome.ts'
import type { LocalText } from '../model/text.ts'
import { nearMisses, route } from '../stages/route/route.ts'
import type { Replay } from './replay.ts'

/** Why an alert was told to nobody. */
export type Untold = {
  readonly reasons: readonly { readonly policy?: string; readonly text: LocalText }[]
  /** Where no policy wants it: those that nearly do, the nearest first. */
  readonly nearly: readonly NearMiss[]
}

/** Says why what `event` began is told to nobody by the replay's configuration. */
export class Reasons {
  readonly #replay: Pick<Replay, 'store' | 'configuration'>
  readonly #directory: ReturnType<typeof createDirectory>

  constructor(replay: Pick<Replay, 'store' | 'configuration'>) {
    this.#replay = replay
    this.#directory = createDirectory(replay.configuration)
  }

  async of(event: Event): Promise<Untold> {
    const { store } = this.#replay
    const outcome = await store.outcome(event.id)
    if (!outcome) return { reasons: [{ text: NOT_RUN }], nearly: [] }
    const subjectId = outcome.alertId ?? event.id
    const owed = await store.notificationsAbout(subjectId)
    if (owed.length > 0) return { reasons: [{ text: STILL_OWED }], nearly: [] }
    const held = await this.#holdsOf(event, outcome.alertId)
    const reasons = held.map(({ reason, policy }) => ({
      ...(policy === undefined ? {} : { policy }),
      text: HOLD_TEXTS[reason],
    }))
    const isUnwanted = held.some(({ reason }) => reason === 'no-policy')
    return {
      reasons: reasons.slice(0, BACKTEST_LIMITS.reasonsMax),
      nearly: isUnwanted ? this.#nearly(event) : [],
    }
  }

  #nearly(event: Event): readonly NearMiss[] {
    const { configuration, wanting } = this.#directory
    const misses = nearMisses(event, configuration.policies, route(event, wanting))
    return misses.slice(0, BACKTEST_LIMITS.nearMissesMax)
  }

  /** At once, when its events were settled, and later, when a group told; each reason once. */
  async #holdsOf(event: Event, alertId: string | undefined): Promise<readonly Held[]> {
    const { store } = this.#replay
    const limit = BACKTEST_LIMITS.reasonsMax
    const outcomes =
      alertId === undefined ? [] : await store.outcomesOf(alertId, { limit, from: 'start' })
    const own = await store.outcome(event.id)
    const all = [...(own ? [own] : []), ...outcomes]
    const later = await Promise.all(all.map(({ eventId }) => store.holds(eventId)))
    const held: Held[] = [
      ...all.flatMap(({ held: atOnce }) => atOnce.map((reason) => ({ reason }))),
      ...later.flat().map(({ reason, policy }) => ({ reason, policy })),
    ]
    return [...new Map(held.map((one) => [JSON.stringify(one), one])).values()]
  }
}

type Held = { readonly reason: HoldReason; readonly policy?: string }

const NOT_RUN: LocalText = {
  en: 'It was not run: it came before the time that is looked at.',
  zh: '未重放：早于所查看的时段。',
}
const STILL_OWED: LocalText = {
  en: 'It is still owed when the time ends, or its endpoint is not there.',
  zh: '到时段结束时仍未发出，或接收地址不存在。',
}
