// In: a store. Out: the same store, which says, to other hubs too, what kind of thing was written after each commit that people see.
// Must hold: nothing is said before it is on disk, and nothing fails because somebody listens.
import type { Topic } from './api/wire-live.ts'
import { Announcer } from './base/announcer.ts'
import { LIVE_LIMITS } from './base/limits.ts'
import type { Store } from './contract/store.ts'

/** Who listens to what changes. */
export type Changes = Announcer<Topic>

/** The store, and whoever listens to what is written there. */
export function announcing(opened: Store): { readonly store: Store; readonly changes: Changes } {
  const changes: Changes = new Announcer<Topic>(LIVE_LIMITS.listenersMax)
  const say = (topics: readonly Topic[]): void => {
    changes.say(topics)
    opened.neighbours?.tell(topics)
  }
  return { changes, store: announced(opened, say) }
}

/** The store with `say` called after what changes alerts, events, messages, sources, silences or schedules. */
function announced(store: Store, say: (topics: readonly Topic[]) => void): Store {
  const after =
    <Given extends unknown[], Answer>(
      work: (...given: Given) => Promise<Answer>,
      ...topics: readonly Topic[]
    ) =>
    async (...given: Given): Promise<Answer> => {
      const answer = await work(...given)
      // A look at rows that found none due has changed nothing.
      if (answer !== 0) say(topics)
      return answer
    }
  return {
    ...store,
    appendEvents: after((...given) => store.appendEvents(...given), 'events', 'sources'),
    appendNews: after((...given) => store.appendNews(...given), 'events', 'sources'),
    takeLook: after((...given) => store.takeLook(...given), 'events'),
    forgetApplication: after((...given) => store.forgetApplication(...given), 'events'),
    keepQuarantined: after((...given) => store.keepQuarantined(...given), 'events', 'sources'),
    removeQuarantined: after((...given) => store.removeQuarantined(...given), 'events'),
    settle: after((...given) => store.settle(...given), 'alerts', 'events', 'messages'),
    tick: after((...given) => store.tick(...given), 'alerts', 'messages'),
    tickEscalations: after((...given) => store.tickEscalations(...given), 'alerts', 'messages'),
    tickAlerts: after((...given) => store.tickAlerts(...given), 'alerts'),
    recordAttempt: after((...given) => store.recordAttempt(...given), 'alerts', 'messages'),
    resend: after((...given) => store.resend(...given), 'messages'),
    putSilence: after((...given) => store.putSilence(...given), 'silences'),
    editSilence: after((...given) => store.editSilence(...given), 'silences'),
    expireSilence: after((...given) => store.expireSilence(...given), 'silences'),
    putOverride: after((...given) => store.putOverride(...given), 'schedules'),
    removeOverride: after((...given) => store.removeOverride(...given), 'schedules'),
  }
}
