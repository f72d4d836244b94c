// What `/api/v1/live` says, as server-sent events.

/** What of the hub has changed: whoever shows it asks for it again. */
export type Topic =
  | 'alerts'
  | 'events'
  | 'messages'
  | 'sources'
  | 'silences'
  | 'schedules'
  | 'configuration'

/** The event `changed`. */
export type WireChanged = { readonly topics: readonly Topic[] }
