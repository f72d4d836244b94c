import type { Escalation } from '../../src/model/escalation.ts'
import type { Notification } from '../../src/model/notification.ts'
import type { Flush } from '../../src/model/settlement.ts'
import type { Operation } from '../../src/store/sqlite/operations.ts'
import type { Tally } from './tally.ts'

type Flushed = { readonly groupId: string; readonly flush: Flush }

/** What groups did in the operation. */
export function flushesOf(operation: Operation): readonly Flushed[] {
  if (operation.kind === 'flush') return [operation]
  return operation.kind === 'settle' ? operation.settlement.flushes : []
}

/** How the operation lets runs go on. */
export function runsOf(operation: Operation): readonly Escalation[] {
  const own =
    operation.kind === 'settle'
      ? operation.settlement.escalations
      : operation.kind === 'escalate'
        ? operation.escalations
        : []
  return [...flushesOf(operation).flatMap(({ flush }) => flush.escalations ?? []), ...(own ?? [])]
}

/** The notifications that the operation adds. */
export function owedBy(operation: Operation): readonly Notification[] {
  switch (operation.kind) {
    case 'settle': {
      const { flushes, notifications = [] } = operation.settlement
      return [...flushes.flatMap(({ flush }) => flush.notifications), ...notifications]
    }
    case 'flush':
      return operation.flush.notifications
    case 'claim':
      return [...operation.digests, ...operation.added, ...(operation.buried?.notifications ?? [])]
    case 'attempt':
    case 'escalate':
    case 'storm':
      return operation.notifications
    case 'stand-by':
      return operation.copies
    default:
      return []
  }
}

/** Counts what the operation says that happened. */
export function countHappenings(operation: Operation, tally: Tally): void {
  for (const { kind } of owedBy(operation)) tally.count(`owed: ${kind}`)
  const flushes = flushesOf(operation)
  const own = operation.kind === 'settle' ? (operation.settlement.holds ?? []) : []
  for (const { reason } of [...flushes.flatMap(({ flush }) => flush.holds), ...own])
    tally.count(`held: ${reason}`)
  for (const run of runsOf(operation)) tally.count(`run: ${run.history.at(-1)?.what ?? 'begins'}`)
  switch (operation.kind) {
    case 'settle':
      for (const { result } of operation.settlement.outcomes) tally.count(`event: ${result}`)
      break
    case 'attempt':
      tally.count(`attempt: ${operation.next.state}`)
      break
    case 'look-at-heartbeat':
    case 'look-at-source':
      tally.count(`noted: ${operation.kind}`, operation.events.length)
      break
    case 'schedule':
      tally.count(`schedule: ${operation.work.kind}`)
      break
    default:
      tally.count(`written: ${operation.kind}`)
  }
}
