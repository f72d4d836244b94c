/** What of a source's requests was refused since the hub started, although their key was valid. */
export type WireGuardedSource = {
  readonly source: string
  readonly isPaused: boolean
  readonly refused: readonly {
    readonly reason: 'address' | 'credentials' | 'signature' | 'size' | 'rate'
    readonly count: number
    readonly lastAt: string
  }[]
  /** Where the key before the present one is still valid: when it was used last. */
  readonly previousKey?: { readonly lastUsedAt?: string }
  /** Until when what fires is refused for its rate. */
  readonly limitedUntil?: string
  /** Where its clock is so far ahead of the hub's that its times order nothing: by how much, and when that was seen last. */
  readonly clockAhead?: { readonly seconds: number; readonly lastAt: string }
}
