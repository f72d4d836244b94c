import type { InhibitorsBySlot, SettleBatch, TickFacts } from '../../contract/store.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { InhibitorChange, Settlement } from '../../model/settlement.ts'
import type { Silence } from '../../model/silence.ts'
import { decideInhibitors, type MuteEntry, type MuteFacts, slotsOf } from './decide.ts'
import type { InhibitionKeeper } from './keeper.ts'
import type { Silences } from './silences.ts'

/** What is kept ready between one piece of work and the next. */
export type Ready = { readonly silences: Silences; readonly inhibitions: InhibitionKeeper }

/** What of the configuration keeps silent beside the times of policies. */
export type MutingRules = Pick<Configuration, 'inhibitions' | 'maintenance'>

/** What keeps silent, to be asked for what is to be told. */
export type FactsOf = (entries: readonly MuteEntry[]) => MuteFacts

/** As things are when the time of what tells these entries has come. */
export async function dueFacts(
  ready: Ready,
  known: {
    readonly silences: readonly Silence[]
    readonly look: TickFacts
    readonly configuration: MutingRules
  },
  { entries, now }: { readonly entries: readonly MuteEntry[]; readonly now: number },
): Promise<FactsOf> {
  const { look, configuration } = known
  const inhibitions = ready.inhibitions.of(configuration)
  const silences = ready.silences.holding(known.silences, configuration.maintenance, now)
  const inhibitors =
    inhibitions.rules.length > 0 ? await look.inhibitors(slotsOf(entries, inhibitions)) : NOTHING
  return () => ({ silences, inhibitions, inhibitors })
}

/** As things are with what a batch changes: a source may stand in one batch with its targets. */
export async function batchFacts(
  ready: Ready,
  known: {
    readonly batch: SettleBatch
    /** Those of the store that are not over. */
    readonly silences: readonly Silence[]
    readonly settlement: Settlement
    readonly configuration: MutingRules
  },
  now: number,
): Promise<{ readonly inhibitors?: InhibitorChange; readonly facts: FactsOf }> {
  const { batch, settlement, configuration } = known
  const inhibitions = ready.inhibitions.of(configuration)
  const silences = ready.silences.holding(known.silences, configuration.maintenance, now)
  if (inhibitions.rules.length === 0)
    return { facts: () => ({ silences, inhibitions, inhibitors: NOTHING }) }
  const change = decideInhibitors(settlement.alerts, inhibitions, now)
  const entries = settlement.items.map(({ entry }) => entry)
  const before = await batch.inhibitors(slotsOf(entries, inhibitions), change.alertIds)
  const inhibitors = joined(before, change)
  return { inhibitors: change, facts: () => ({ silences, inhibitions, inhibitors }) }
}

function joined(before: InhibitorsBySlot, { inhibitors }: InhibitorChange): InhibitorsBySlot {
  const all = new Map(before)
  for (const one of inhibitors) all.set(one.slot, [...(all.get(one.slot) ?? []), one])
  return all
}

const NOTHING: InhibitorsBySlot = new Map()
