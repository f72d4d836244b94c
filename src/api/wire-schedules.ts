// The shapes of schedules, overrides and calendars as the API gives them; wire.ts has the others.

/** A contact as it is shown: never with addresses. */
export type WireContact = { readonly id: string; readonly name: string }

/** A calendar that cannot be fetched; the last good copy counts. */
export type WireFailingCalendar = {
  readonly schedule: string
  readonly calendar: string
  readonly since: string
  readonly text: string
  readonly fetchedAt?: string
}

/** A time in a schedule: somebody is on call, nobody on purpose, or nobody at all (a gap). */
export type WireShift = {
  readonly from: string
  readonly until: string
  readonly kind: 'shift' | 'nobody' | 'gap'
  readonly contact?: WireContact
  /** Why it is so: the layer's place in the list, from 0, or the override's id. */
  readonly layer?: number
  readonly override?: string
}

/** Who is on call by a schedule at `at`, until when, and what comes then. */
export type WireDuty = {
  readonly schedule: string
  readonly zone: string
  readonly at: string
  readonly kind: WireShift['kind']
  readonly contact?: WireContact
  /** Absent where no change is in sight. */
  readonly since?: string
  readonly until?: string
  readonly next?: { readonly kind: WireShift['kind']; readonly contact?: WireContact }
}

export type WireOverride = {
  readonly id: string
  readonly schedule: string
  readonly from: string
  readonly until: string
  /** Absent: nobody, on purpose. */
  readonly contact?: WireContact
  readonly replaces?: WireContact
  readonly state: 'pending' | 'active' | 'over'
  /** Those of the configuration are changed there. */
  readonly origin: 'configuration' | 'stored'
  readonly createdBy?: string
  readonly comment?: string
  readonly createdAt?: string
}

/** A schedule between two instants. */
export type WireSchedule = {
  readonly id: string
  readonly zone: string
  readonly from: string
  readonly until: string
  /** What holds in the end: shifts and gaps without a break. */
  readonly shifts: readonly WireShift[]
  /** What each layer says by itself. */
  readonly layers: readonly {
    readonly calendar?: string
    /** Of a calendar that is fetched: when the copy that counts was, and why the last try failed. */
    readonly fetchedAt?: string
    readonly failure?: { readonly since: string; readonly text: string }
    /** What of a calendar could not be used. */
    readonly problems?: readonly string[]
    readonly shifts: readonly WireShift[]
  }[]
  readonly overrides: readonly WireOverride[]
  /** The gaps among the shifts, as many as are shown. */
  readonly gaps: readonly { readonly from: string; readonly until: string }[]
}

/** A calendar that was handed out. */
export type WireCalendar = {
  readonly id: string
  readonly schedule?: string
  readonly contact?: string
  readonly language: string
  readonly createdBy: string
  readonly createdAt: string
  /** Its address with the token in it, told once: where it was made. Without the hub's public address, only `path`. */
  readonly path?: string
  readonly url?: string
}

/** What came of an override, and the gaps of the schedule from now on. */
export type WireOverridden = {
  readonly override: WireOverride
  readonly onCall: WireDuty
  readonly gaps: WireSchedule['gaps']
}
