import { STORE_LIMITS } from '../../base/limits.ts'
import { type Inhibitor, RULE_ID_LENGTH, SLOT_PREFIX } from '../../model/inhibition.ts'
import { WINDOW_PREFIX } from '../../model/maintenance.ts'
import { TIMING_PREFIX } from '../../model/mute-timing.ts'
import type { InhibitorChange } from '../../model/settlement.ts'
import { makeDue, release } from './answers.ts'
import type { Connection } from './connection.ts'

/** What the writer can be asked about inhibitions. */
export type InhibitorOperation =
  | {
      readonly kind: 'adopt-mutes'
      readonly rules: readonly string[]
      readonly windows: readonly string[]
      readonly now: number
    }
  | { readonly kind: 'add-inhibitors'; readonly inhibitors: readonly Inhibitor[] }
  | { readonly kind: 'rules-filled'; readonly rules: readonly string[] }

/** Carries out one of them inside the writer's transaction. */
export function performInhibitor(connection: Connection, operation: InhibitorOperation): void {
  switch (operation.kind) {
    case 'adopt-mutes':
      adopt(connection, operation)
      break
    case 'add-inhibitors':
      for (const inhibitor of operation.inhibitors) add(connection, inhibitor)
      break
    case 'rules-filled':
      for (const rule of operation.rules)
        connection.run(
          'insert into inhibition_rules (rule) values (?) on conflict do nothing',
          rule,
        )
      break
  }
}

/** The rows of the alerts that were settled, and what is due where a source went. */
export function changeInhibitors(
  connection: Connection,
  { alertIds, inhibitors, at }: InhibitorChange,
): void {
  const left = new Set<string>()
  for (const alertId of alertIds) {
    const rows = connection.all(
      'delete from inhibitors where alert_id = ? returning slot, is_target',
      alertId,
    )
    for (const { slot } of rows) left.add(String(slot))
  }
  for (const inhibitor of inhibitors) add(connection, inhibitor)
  for (const slot of left) {
    if (!hasOneSided(connection, slot)) release(connection, slot, at)
  }
}

/** As long as a source is there that is no target, everything that the slot holds stays held. */
function hasOneSided(connection: Connection, slot: string): boolean {
  const row = connection.get('select 1 from inhibitors where slot = ? and is_target = 0', slot)
  return row !== undefined
}

function add(connection: Connection, { slot, isTarget, alertId, rule }: Inhibitor): void {
  connection.run(
    'insert into inhibitors (slot, is_target, alert_id, rule) values (?, ?, ?, ?) on conflict do nothing',
    slot,
    isTarget ? 1 : 0,
    alertId,
    rule,
  )
}

function adopt(
  connection: Connection,
  { rules, windows, now }: Extract<InhibitorOperation, { kind: 'adopt-mutes' }>,
): void {
  const keptRules = JSON.stringify(rules)
  connection.run(
    'delete from inhibition_rules where rule not in (select value from json_each(?))',
    keptRules,
  )
  connection.run(
    'delete from inhibitors where rule not in (select value from json_each(?))',
    keptRules,
  )
  for (const by of heldBy(connection, SLOT_PREFIX)) {
    const rule = by.slice(SLOT_PREFIX.length, SLOT_PREFIX.length + RULE_ID_LENGTH)
    if (!rules.includes(rule)) release(connection, by, now)
  }
  for (const by of heldBy(connection, WINDOW_PREFIX)) {
    if (!windows.includes(by)) release(connection, by, now)
  }
  // What a policy put off may be told now: its times may have changed with the configuration.
  for (const by of heldBy(connection, TIMING_PREFIX)) makeDue(connection, by, now)
}

/** What holds anything back under a name that begins so: one step in the index each, however much it holds. */
function heldBy(connection: Connection, prefix: string): readonly string[] {
  const found: string[] = []
  for (let last = prefix; found.length < STORE_LIMITS.holdersMax; ) {
    const row = connection.get(
      'select min(muted_by) as by from group_items where muted_by > ? and muted_by < ?',
      last,
      `${prefix}~`,
    )
    if (typeof row?.['by'] !== 'string') break
    last = row['by']
    found.push(last)
  }
  return found
}
