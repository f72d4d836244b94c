import type { OnCall } from './schedule.ts'

/** How long before a gap begins its owners hear of it. */
export type GapLead = 'week' | 'day'

/** What of a schedule was told last, so that each change and each gap is told once. */
export type ScheduleMark = {
  readonly schedule: string
  /**
   * Who is on call, as was told last, and from when on, where that is known: handovers are told before they happen, too.
   * Absent while they are not told.
   */
  readonly onCall?: { readonly contact?: OnCall; readonly from?: number }
  /** Who was on call then; absent while whoever comes on call is told nothing. */
  readonly duty?: { readonly contact?: OnCall }
  /** Gaps that were told, by the instant at which they begin. */
  readonly gaps: readonly { readonly from: number; readonly lead: GapLead }[]
}
