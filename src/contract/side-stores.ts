import type { AlertSearchStore } from './alert-search.ts'
import type { ApplicationStore } from './application-store.ts'
import type { ConfigurationStore } from './configuration-store.ts'
import type { IdempotencyStore } from './idempotency-store.ts'
import type { IdentityStore } from './identity-store.ts'
import type { Neighbours } from './neighbours.ts'
import type { RecordingStore } from './recording.ts'
import type { RetentionStore } from './retention-store.ts'
import type { ScheduleStore } from './schedule-store.ts'
import type { SourceStore } from './source-store.ts'

/** What a store keeps beside the walk of events. */
export type SideStores = RecordingStore &
  ScheduleStore &
  SourceStore &
  RetentionStore &
  IdentityStore &
  ApplicationStore &
  ConfigurationStore &
  IdempotencyStore &
  AlertSearchStore & {
    /** Absent where no other hub can be on the same store. */
    readonly neighbours?: Neighbours
  }
