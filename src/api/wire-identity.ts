/** Who asks, and how one can sign in. */
export type WireMe = {
  /** Absent: who asks has to sign in. */
  readonly caller?: {
    readonly kind: 'machine' | 'token' | 'user'
    readonly name: string
    readonly role: WireRole
    readonly contact?: string
    /** What is typed to sign in; of a user. */
    readonly signInName?: string
  }
  readonly signIn: {
    /** Nobody can sign in yet. */
    readonly isUnclaimed: boolean
    /** What the button for the identity provider says, where there is one. */
    readonly provider?: string
  }
}

export type WireRole = 'viewer' | 'responder' | 'editor' | 'admin'

export type WireUser = {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly role: WireRole
  readonly contact?: string
  readonly isDisabled: boolean
  /** `password`, `provider`, both or neither yet. */
  readonly signsInBy: readonly ('password' | 'provider')[]
  readonly createdAt: string
}

/** A user who was added or invited again. The address is only known now. */
export type WireInvitedUser = {
  readonly user: WireUser
  /** Where they set a password: a path, and the whole address where the hub knows its own. */
  readonly invitation: { readonly path: string; readonly url?: string }
}

export type WireSession = {
  /** The beginning of its digest. */
  readonly id: string
  readonly browser?: string
  readonly createdAt: string
  readonly seenAt: string
  readonly isCurrent: boolean
}

export type WireApiToken = {
  readonly id: string
  readonly name: string
  readonly role: WireRole
  readonly createdBy: string
  readonly createdAt: string
  readonly expiresAt?: string
  readonly usedAt?: string
  /** Only in the answer to its making. */
  readonly token?: string
}

export type WireAuditEntry = {
  readonly id: string
  readonly at: string
  readonly actor: { readonly kind: string; readonly id?: string; readonly name: string }
  readonly action: string
  readonly target?: string
  /** JSON, without credentials; cut where it was long. */
  readonly before?: string
  readonly after?: string
}
