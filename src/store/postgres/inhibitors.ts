import { STORE_LIMITS } from '../../base/limits.ts'
import { type Inhibitor, RULE_ID_LENGTH, SLOT_PREFIX } from '../../model/inhibition.ts'
import { WINDOW_PREFIX } from '../../model/maintenance.ts'
import { TIMING_PREFIX } from '../../model/mute-timing.ts'
import type { InhibitorChange } from '../../model/settlement.ts'
import { makeDue, release } from './answers.ts'
import { type Connection, runMany } from './connection.ts'

/** The rows of the alerts that were settled, and what is due where a source went. */
export async function changeInhibitors(
  connection: Connection,
  { alertIds, inhibitors, at }: InhibitorChange,
): Promise<void> {
  const rows =
    alertIds.length > 0
      ? await connection.all(
          'delete from inhibitors where alert_id = any($1) returning slot',
          alertIds,
        )
      : []
  addInhibitors(connection, inhibitors)
  const left = [...new Set(rows.map(({ slot }) => String(slot)))]
  if (left.length === 0) return
  // As long as a source is there that is no target, everything that the slot holds stays held.
  const sided = await connection.all(
    'select distinct slot from inhibitors where slot = any($1) and is_target = 0',
    left,
  )
  const held = new Set(sided.map(({ slot }) => String(slot)))
  for (const slot of left) if (!held.has(slot)) release(connection, slot, at)
}

export function addInhibitors(connection: Connection, inhibitors: readonly Inhibitor[]): void {
  runMany(
    connection,
    'insert into inhibitors (slot, is_target, alert_id, rule) select * from unnest($1::text[], $2::integer[], $3::text[], $4::text[]) on conflict do nothing',
    inhibitors.map(({ slot, isTarget, alertId, rule }) => [slot, isTarget ? 1 : 0, alertId, rule]),
  )
}

export function rulesFilled(connection: Connection, rules: readonly string[]): void {
  connection.run(
    'insert into inhibition_rules (rule) select unnest($1::text[]) on conflict do nothing',
    rules,
  )
}

export async function adoptMutes(
  connection: Connection,
  {
    rules,
    windows,
    now,
  }: {
    readonly rules: readonly string[]
    readonly windows: readonly string[]
    readonly now: number
  },
): Promise<void> {
  connection.run('delete from inhibition_rules where rule <> all($1)', rules)
  connection.run('delete from inhibitors where rule <> all($1)', rules)
  for (const by of await heldBy(connection, SLOT_PREFIX)) {
    const rule = by.slice(SLOT_PREFIX.length, SLOT_PREFIX.length + RULE_ID_LENGTH)
    if (!rules.includes(rule)) release(connection, by, now)
  }
  for (const by of await heldBy(connection, WINDOW_PREFIX)) {
    if (!windows.includes(by)) release(connection, by, now)
  }
  // What a policy put off may be told now: its times may have changed with the configuration.
  for (const by of await heldBy(connection, TIMING_PREFIX)) makeDue(connection, by, now)
}

/** What holds anything back under a name that begins so: one step in the index each, however much it holds. */
async function heldBy(connection: Connection, prefix: string): Promise<readonly string[]> {
  const rows = await connection.all(
    `with recursive held(by) as (
       select min(muted_by) from group_items where muted_by > $1 and muted_by < $2
       union all
       select (select min(i.muted_by) from group_items i where i.muted_by > held.by and i.muted_by < $2) from held where held.by is not null
     )
     select by from held where by is not null limit $3`,
    prefix,
    `${prefix}~`,
    STORE_LIMITS.holdersMax,
  )
  return rows.map(({ by }) => String(by))
}
