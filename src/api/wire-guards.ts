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
}
