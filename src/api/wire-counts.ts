/** What the store holds: what waits, what is open, and what was told. */
export type WireCounts = {
  readonly events: number
  readonly unsettled: number
  readonly openAlerts: number
  /** Open alerts of which nobody could be told, and nobody has been since. */
  readonly unheard: number
  readonly openGroups: number
  readonly dueGroups: number
  /** Runs of escalation policies whose time has come. */
  readonly dueEscalations: number
  readonly due: number
  readonly leased: number
  readonly sent: number
  readonly dead: number
  readonly merged: number
  readonly moot: number
  readonly quarantined: number
}
