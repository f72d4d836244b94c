import type { Policy } from '../../src/model/configuration.ts'
import { compileInhibitions, type Inhibitor } from '../../src/model/inhibition.ts'
import { windowAsSilence } from '../../src/model/maintenance.ts'
import { timedMute } from '../../src/model/mute-timing.ts'
import type { NotificationEntry } from '../../src/model/notification.ts'
import { compileSilence, heldUntil, type Mute, type Silence } from '../../src/model/silence.ts'
import { muted } from '../../src/stages/mute/mute.ts'
import type { World } from './world.ts'

/** Whether the policy, or all targets of this part of it, tell nothing at this moment. */
export function isQuiet({ directory, hubNow }: World, policy: Policy | undefined): boolean {
  const { muteTimings } = directory.configuration
  return [policy ?? {}, policy?.targetTimes ?? {}].some(
    (rules) => timedMute(rules, muteTimings, hubNow) !== undefined,
  )
}

/** What silences, maintenance and inhibitions hold of `entries` at this moment, by subject: from the rows, whatever groups know. */
export function mutedNow(
  world: World,
  entries: readonly NotificationEntry[],
): ReadonlyMap<string, Mute> {
  const { inhibitions, maintenance } = world.directory.configuration
  const stored = world
    .look('select body from silences where ends_at > ?', world.hubNow)
    .map(({ body }): Silence => JSON.parse(String(body)))
  const silences = [...maintenance.map(windowAsSilence), ...stored.map(compileSilence)].flatMap(
    (compiled) => {
      const until = heldUntil(compiled, world.hubNow)
      return until === undefined ? [] : [{ compiled, until }]
    },
  )
  const inhibitors = world
    .look('select slot, is_target, alert_id, rule from inhibitors')
    .map(({ slot, is_target, alert_id, rule }): Inhibitor => {
      const isTarget = Number(is_target) === 1
      return { slot: String(slot), rule: String(rule), alertId: String(alert_id), isTarget }
    })
  const facts = {
    silences,
    inhibitions: compileInhibitions(inhibitions),
    inhibitors: Map.groupBy(inhibitors, ({ slot }) => slot),
  }
  return muted(entries, facts, world.hubNow)
}
