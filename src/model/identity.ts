/** What people may do, the least first: each may all that those before it may. */
export const ROLES = ['viewer', 'responder', 'editor', 'admin'] as const

/**
 * `viewer` sees; `responder` also answers alerts, keeps things silent and takes duties over; `editor` also changes
 * what is configured and sends requests again; `admin` also says who may do what.
 */
export type Role = (typeof ROLES)[number]

/** Whether `role` may do what `wanted` is needed for. */
export function reaches(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted)
}

/** The higher of the two. */
export function higher(one: Role, other: Role): Role {
  return reaches(one, other) ? one : other
}

/** Who signs in. */
export type User = {
  readonly id: string
  /** What is typed to sign in: lower case, no two have the same. */
  readonly name: string
  /** The name that people read. */
  readonly displayName: string
  readonly role: Role
  /** The contact of the configuration that this person is. */
  readonly contact?: string
  /** In the PHC string format; absent where only an identity provider vouches for the person. */
  readonly password?: string
  /** Whom an identity provider knows under which subject (OpenID Connect `iss` and `sub`). */
  readonly provider?: { readonly issuer: string; readonly subject: string }
  readonly createdAt: number
  readonly isDisabled?: true
}

/** Somebody who has signed in, in one browser. */
export type Session = {
  /** Of the cookie's token, SHA-256 in hexadecimal: whoever reads the store cannot use it. */
  readonly digest: string
  readonly userId: string
  readonly createdAt: number
  /** Moved on now and then while it is used. */
  readonly seenAt: number
  readonly expiresAt: number
  /** The browser as it calls itself, cut. */
  readonly browser?: string
}

/** A credential for a program. */
export type ApiToken = {
  readonly id: string
  readonly name: string
  readonly digest: string
  /** The most that it may do. */
  readonly role: Role
  readonly createdBy: string
  readonly createdAt: number
  /** Absent: it does not end by itself. */
  readonly expiresAt?: number
  readonly usedAt?: number
}

/** A link that works once: to make the first administrator, or to set one's own password. */
export type Invitation = {
  readonly digest: string
  /** Whom it is for; absent: the first administrator, who is not there yet. */
  readonly userId?: string
  readonly createdAt: number
  readonly expiresAt: number
}

/** Who uses the API. */
export type Caller = {
  /** `machine`: somebody on this machine while nobody can sign in, or whoever has the token of the command line. */
  readonly kind: 'machine' | 'token' | 'user'
  /** Of the user or the token. */
  readonly id?: string
  /** As people read it. */
  readonly name: string
  readonly role: Role
  readonly contact?: string
}

/** One change, for ever. */
export type AuditEntry = {
  readonly id: string
  readonly at: number
  readonly actor: Pick<Caller, 'kind' | 'id' | 'name'>
  /** What was done, such as `user.create` or `POST /api/v1/silences`. */
  readonly action: string
  /** To what. */
  readonly target?: string
  /** As it was and as it is then, JSON without credentials; absent where there is none. */
  readonly before?: string
  readonly after?: string
}
