import type {
  Hearing,
  RecordedEvent,
  Recording,
  RecordingPage,
  RecordingQuery,
} from '../contract/recording.ts'
import type { StoreToRead } from '../contract/store.ts'
import type { Alert } from '../model/alert.ts'
import type { Event } from '../model/event.ts'
import type { Notification } from '../model/notification.ts'
import type { EventOutcome } from '../model/outcome.ts'

/** What `store` holds, as a recording. */
export function recordingOf(store: StoreToRead): Recording {
  return {
    span: () => store.recordedSpan(),
    sent: (query) => store.sentMessages(query),
    silences: (endAfter) => store.silences({ endAfter }),
    overrides: (endAfter) => store.overrides({ endAfter }),
    async events(query) {
      const page = await store.recordedEvents(query)
      return {
        ...page,
        rows: await Promise.all(page.rows.map((event) => recorded(event, store, query))),
      }
    },
  }
}

async function recorded(
  event: Event,
  store: StoreToRead,
  { withHeard = false }: RecordingQuery,
): Promise<RecordedEvent> {
  const outcome = await store.outcome(event.id)
  if (!outcome) return { event }
  const { result, alertId, held, matched } = outcome
  const alert = alertId === undefined ? undefined : await store.alert(alertId)
  return {
    event,
    outcome: { result, alertId, held, matched },
    ...(alert ? { firstEventId: alert.firstEventId } : {}),
    ...(withHeard && isBeginning(event, outcome, alert)
      ? { heard: await heardOf(alertId ?? event.id, store) }
      : {}),
  }
}

function isBeginning(event: Event, { result }: EventOutcome, alert: Alert | undefined): boolean {
  if (alert) return alert.firstEventId === event.id
  return result === 'noticed'
}

/** Every message about an alert or a notice that was sent. */
export async function heardOf(
  subjectId: string,
  store: Pick<StoreToRead, 'notificationsAbout'>,
): Promise<readonly Hearing[]> {
  const about = await store.notificationsAbout(subjectId)
  return about.filter(({ state }) => state === 'sent').flatMap((one) => hearingIn(one, subjectId))
}

function hearingIn(notification: Notification, subjectId: string): readonly Hearing[] {
  const entry = notification.entries.find((one) => one.subjectId === subjectId)
  if (!entry) return []
  const { id: notificationId, endpointId, lane, policy, kind, trouble } = notification
  const { eventId, state } = entry
  const isStandIn = kind === 'undelivered' || (kind !== 'digest' && trouble !== undefined)
  return [{ notificationId, endpointId, lane, policy, kind, eventId, state, isStandIn }]
}

/** All rows of a query, a page at a time. */
export async function* rowsOf<Row>(
  read: (query: RecordingQuery) => Promise<RecordingPage<Row>>,
  query: Omit<RecordingQuery, 'after'>,
): AsyncGenerator<Row> {
  let after: string | undefined
  do {
    const page: RecordingPage<Row> = await read({ ...query, after })
    yield* page.rows
    after = page.next
  } while (after !== undefined)
}
