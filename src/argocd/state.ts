// In: the annotation in which upstream keeps what has fired, and changes to it. Out: the annotation as upstream writes it.
import { ARGOCD_ENGINE_LIMITS } from '../base/limits.ts'
import { parseJson, toJson } from '../languages/values/json.ts'
import { isMap, mapGet, mapKeys, ValueError } from '../languages/values/kind.ts'
import type { ArgoDelivery } from './delivery.ts'

/** When each key fired, in seconds since 1970. */
export type NotifiedState = ReadonlyMap<string, number>

export const NOTIFIED_ANNOTATION = 'notified.notifications.argoproj.io'

/** What cannot be read is an empty state, as in upstream. */
export function parseState(annotation: string | undefined): NotifiedState {
  if (annotation === undefined || annotation === '') return new Map()
  const value = parsed(annotation)
  if (!isMap(value)) return new Map()
  const entries = mapKeys(value).map((key) => [key, secondsOf(mapGet(value, key))] as const)
  const isWhole = entries.every(([, seconds]) => seconds !== undefined)
  return new Map(isWhole ? entries.map(([key, seconds = 0]) => [key, seconds]) : [])
}

function parsed(annotation: string): unknown {
  try {
    return parseJson(annotation)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    return undefined
  }
}

function secondsOf(value: unknown): number | undefined {
  if (value === null) return 0
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}

/** Undefined for an empty state: then there is no annotation. */
export function formatState(state: NotifiedState): string | undefined {
  return state.size === 0 ? undefined : toJson(new Map(state))
}

/** The key of one destination: what it says is already told. */
export function stateKey(parts: {
  readonly oncePer?: string
  /** Of a self-service configuration. */
  readonly namespace?: string
  readonly trigger: string
  readonly condition: string
  readonly service: string
  readonly recipient: string
}): string {
  const { oncePer, service, recipient } = parts
  const before = oncePer === undefined || oncePer === '' ? '' : `${oncePer}:`
  return `${before}${conditionPrefix(parts)}${service}:${recipient}`
}

/** How keys without a oncePer begin that belong to a condition. */
export function conditionPrefix({
  namespace,
  trigger,
  condition,
}: {
  readonly namespace?: string
  readonly trigger: string
  readonly condition: string
}): string {
  return `${namespace === undefined ? '' : `${namespace}:`}${trigger}:${condition}:`
}

/**
 * At most as many entries as upstream keeps, the newest. A key that still counts is kept beyond that, as long as the
 * annotation has room: without it the same would be told again with every pass.
 */
export function truncateState(
  state: NotifiedState,
  counts: (key: string) => boolean,
): NotifiedState {
  const { stateEntriesMax, stateBytesMax } = ARGOCD_ENGINE_LIMITS
  if (state.size <= stateEntriesMax) return state
  const newest = [...state].toSorted(
    ([one, when], [other, then]) =>
      Number(counts(other)) - Number(counts(one)) || then - when || (one < other ? -1 : 1),
  )
  const kept = new Map<string, number>()
  let bytes = 0
  for (const [key, seconds] of newest) {
    bytes += Buffer.byteLength(toJson(key)) + 20
    if (kept.size >= stateEntriesMax && (!counts(key) || bytes > stateBytesMax)) break
    kept.set(key, seconds)
  }
  return kept
}

/**
 * The state after some deliveries could not be sent, as upstream has it: they are owed anew, but for those with a oncePer,
 * which upstream loses. A hub that keeps what it owes has no use for it.
 */
export function forgetUndelivered(
  annotation: string | undefined,
  failed: readonly ArgoDelivery[],
): string | undefined {
  const state = new Map(parseState(annotation))
  for (const { key, oncePer } of failed) if (oncePer === undefined) state.delete(key)
  return formatState(state)
}
