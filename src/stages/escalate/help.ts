import type { Alert } from '../../model/alert.ts'
import { answererName } from '../../model/answer.ts'
import type { Event } from '../../model/event.ts'
import type { Notification, NotificationEntry } from '../../model/notification.ts'
import { type AddressContext, owed, toFallback } from './shares.ts'

/** A person asked for help with an alert. */
export type HelpCall = { readonly event: Event; readonly alert: Alert }

/** What the fallback contact group hears of `calls`: one message for each person who asked; none where there is no fallback. */
export function addressEscalation(
  calls: readonly HelpCall[],
  context: AddressContext,
): readonly Notification[] {
  const byCaller = Map.groupBy(calls, ({ event }) =>
    JSON.stringify([askedBy(event), event.answer?.comment]),
  )
  return [...byCaller.values()].flatMap((together) => {
    const entries = together.map((call) => ({
      entry: calledEntry(call),
      audience: call.alert.severity,
    }))
    const call = together[0]?.event
    const about = {
      kind: 'escalation' as const,
      policy: FALLBACK,
      askedBy: call && askedBy(call),
      trouble: call?.answer?.comment,
    }
    const shares = toFallback(entries, context.configuration)
    return shares.flatMap((share) => owed(share, about, context))
  })
}

function askedBy({ answer }: Event): string | undefined {
  return answer && answererName(answer)
}

/** The alert as it is told to whoever is called. */
export function calledEntry({ event, alert }: HelpCall): NotificationEntry {
  return {
    subjectId: alert.id,
    eventId: event.id,
    state: alert.state,
    severity: alert.severity,
    name: alert.name,
    title: alert.title,
    status: alert.status,
    statusText: alert.statusText,
    labels: alert.labels,
    fields: event.fields,
    links: event.links,
    at: alert.sourceAt ?? alert.openedAt,
    dedupKey: alert.dedupKey,
  }
}

/** Stands for a policy where nobody's policy but the fallback itself decides. */
const FALLBACK = 'fallback'
