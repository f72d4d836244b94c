import { INGEST_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import type { Ledger } from './ledger.ts'

/**
 * Whether the sender repeated a delivery. What is timeless looks the same whenever it is true: after a while it says that
 * the problem goes on, and after the opposite was said that it is back; taken for a repetition, it would be lost.
 */
export function isRedelivered(event: Event, ledger: Ledger): boolean {
  const first = ledger.deliveredBy(event)
  if (first === undefined || first.eventId === event.id) return false
  if (event.timeless !== true) return true
  if (event.receivedAt - first.at >= INGEST_LIMITS.timelessMemoryMs) return false
  const newest = ledger.newestAlert(event)
  return newest === undefined || newest.lastEventId === first.eventId || saysTheSame(event, newest)
}

function saysTheSame({ kind }: Event, { state }: Alert): boolean {
  switch (kind) {
    case 'firing':
      return state !== 'resolved'
    case 'resolved':
      return state === 'resolved'
    case 'acknowledged':
      return state !== 'firing'
    case 'notice':
      return true
  }
}
