import type { ApiToken, AuditEntry, Invitation, Session, User } from '../model/identity.ts'

/** A change and what the audit log says of it: both or neither are kept. */
export type Audited = { readonly audit: AuditEntry }

/** What is kept of who may use the hub. Each method is one transaction. */
export interface IdentityStore {
  /** Whether anybody can sign in. */
  hasUsers(): Promise<boolean>
  /** All, by name; at most IDENTITY_LIMITS.usersMax. */
  users(): Promise<readonly User[]>
  user(id: string): Promise<User | undefined>
  userNamed(name: string): Promise<User | undefined>
  userOf(provider: { readonly issuer: string; readonly subject: string }): Promise<User | undefined>
  /**
   * Adds a user. Gives false where the name is taken, and, with `onlyFirst`, where there is any user already. Rejects with
   * TOCSIN_REQUEST_INVALID where there are as many as there may be.
   */
  addUser(user: User, options: Audited & { readonly onlyFirst?: boolean }): Promise<boolean>
  /**
   * Changes a user; with `endSessions` who is signed in under it has to sign in again. Gives false, and changes nothing,
   * where no administrator would be left who can sign in.
   */
  putUser(user: User, options: Audited & { readonly endSessions: boolean }): Promise<boolean>
  /** Removes a user and its sessions. Gives false as putUser does. */
  removeUser(id: string, options: Audited): Promise<boolean>

  /** Keeps a session, and forgets those that are over at `now`, and the user's oldest above IDENTITY_LIMITS.sessionsMax. */
  putSession(session: Session, options: { readonly now: number }): Promise<void>
  session(digest: string): Promise<Session | undefined>
  /** The newest first. */
  sessionsOf(userId: string): Promise<readonly Session[]>
  endSession(digest: string): Promise<void>

  /** Gives false where there is one of this name. Rejects with TOCSIN_REQUEST_INVALID where there are too many. */
  addApiToken(token: ApiToken, options: Audited): Promise<boolean>
  apiToken(digest: string): Promise<ApiToken | undefined>
  /** By name. */
  apiTokens(): Promise<readonly ApiToken[]>
  markApiTokenUsed(id: string, at: number): Promise<void>
  removeApiToken(id: string, options: Audited): Promise<void>

  /** Keeps it in place of what was there for the same user. */
  putInvitation(invitation: Invitation): Promise<void>
  invitation(digest: string): Promise<Invitation | undefined>
  /** Gives it once: whoever asks again gets nothing. */
  takeInvitation(digest: string): Promise<Invitation | undefined>

  /** Appends; the oldest above IDENTITY_LIMITS.auditMax make room. */
  appendAudit(entry: AuditEntry): Promise<void>
  /** Newest first. */
  audit(query: {
    readonly limit: number
    readonly before?: string | undefined
    readonly action?: string | undefined
  }): Promise<readonly AuditEntry[]>
}
