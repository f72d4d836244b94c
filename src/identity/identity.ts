// In: names, passwords, cookies and tokens. Out: who calls, and what they may do.
// Must hold: no password and no token is kept, only what proves them; every change is in the audit log; somebody can always administer.
import type { Clock } from '../base/clock.ts'
import type { Chance, IdSource } from '../base/id.ts'
import { IDENTITY_LIMITS } from '../base/limits.ts'
import type { IdentityStore } from '../contract/identity-store.ts'
import { type Caller, higher, type Role, type Session, type User } from '../model/identity.ts'
import { type Change, entryOf } from './audit.ts'
import { type AuditPage, type AuditQuery, searchAudit } from './audit-search.ts'
import { digestOf, newCredential } from './credential.ts'
import { type Attempt, Failures } from './failures.ts'
import { checkedName, checkPassword, isName, nameOf } from './given.ts'
import { Passwords } from './password.ts'
import { Provider, type ProviderParts } from './provider.ts'
import { ApiTokens } from './tokens.ts'

export { entryOf }

export type IdentityParts = {
  readonly store: IdentityStore
  readonly clock: Clock
  readonly newId: IdSource
  readonly chance: Chance
}

/** What came of the wish to sign in. `token` is for the cookie. */
export type SignedIn =
  | { readonly kind: 'signed-in'; readonly token: string; readonly user: User }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly waitMs: number }

/** What somebody from an identity provider is known by. */
export type ProvidedPerson = {
  readonly issuer: string
  readonly subject: string
  /** As the provider calls the person: becomes the name to sign in with, where it is free. */
  readonly name: string
  readonly displayName: string
  /** What the provider's groups give; undefined where they give nothing. */
  readonly role: Role | undefined
}

/** A user as others may see them. */
export type UserChange = Partial<
  Pick<User, 'displayName' | 'role' | 'contact'> & { readonly isDisabled: boolean }
>

/** Who may use the hub. */
export class Identity {
  readonly #parts: IdentityParts
  readonly #passwords: Passwords
  readonly #failures = new Failures()
  readonly tokens: ApiTokens
  #hasUsers = false

  constructor(parts: IdentityParts) {
    this.#parts = parts
    this.#passwords = new Passwords((count) => parts.chance.bytes(count))
    this.tokens = new ApiTokens(parts)
  }

  /** Whether nobody can sign in yet: then whoever is on this machine is the administrator. */
  async isUnclaimed(): Promise<boolean> {
    // Once there is somebody, there always is.
    this.#hasUsers ||= await this.#parts.store.hasUsers()
    return !this.#hasUsers
  }

  /** A credential for making the first administrator, in place of the one before; undefined where there is one. */
  async invitationForFirst(): Promise<string | undefined> {
    if (!(await this.isUnclaimed())) return undefined
    return this.#invite(undefined)
  }

  /** The caller behind a session's cookie. */
  async callerOfSession(
    token: string,
  ): Promise<(Caller & { readonly session: string }) | undefined> {
    const { store, clock } = this.#parts
    const digest = digestOf(token)
    const session = await store.session(digest)
    const now = clock.now()
    if (!session || isOver(session, now)) return undefined
    const user = await store.user(session.userId)
    if (!user || user.isDisabled) return undefined
    if (now - session.seenAt >= IDENTITY_LIMITS.seenMs)
      await store.putSession({ ...session, seenAt: now }, { now })
    return { ...callerFor(user), session: digest }
  }

  /** Signs in with a name and a password. Throws TOCSIN_TOO_BUSY. */
  async signIn(
    given: Attempt & { readonly password: string; readonly browser?: string },
  ): Promise<SignedIn> {
    const { store, clock } = this.#parts
    const attempt = { ...given, name: nameOf(given.name) }
    const waitMs = this.#failures.waitMs(attempt, clock.now())
    if (waitMs > 0) return { kind: 'wait', waitMs }
    const user = await store.userNamed(attempt.name)
    const usable = user?.isDisabled ? undefined : user
    if (!(await this.#passwords.isRight(given.password, usable?.password)) || !usable) {
      this.#failures.failed(attempt, clock.now())
      return { kind: 'wrong' }
    }
    this.#failures.succeeded(attempt)
    return { kind: 'signed-in', token: await this.#begin(usable, given.browser), user: usable }
  }

  /**
   * Signs in whom an identity provider vouches for; who is new becomes a user where the provider's groups give a role.
   * The provider's role counts, where it gives one, and one that an administrator gave if it is higher.
   */
  async #signInProvided(
    person: ProvidedPerson,
    browser?: string,
  ): Promise<Extract<SignedIn, { kind: 'signed-in' | 'wrong' }>> {
    const known = await this.#parts.store.userOf(person)
    const user = known ?? (await this.#welcome(person))
    if (!user || user.isDisabled) return { kind: 'wrong' }
    const role = person.role === undefined ? user.role : higher(user.role, person.role)
    const current = { ...user, role, displayName: person.displayName }
    if (known && (role !== user.role || person.displayName !== user.displayName))
      await this.#put(user, current, { actor: PROVIDER, action: 'user.change', endSessions: false })
    return { kind: 'signed-in', token: await this.#begin(current, browser), user: current }
  }

  async signOut(session: string): Promise<void> {
    await this.#parts.store.endSession(session)
  }

  /** Whom an invitation is for, as long as it can be used. */
  async invited(
    credential: string,
  ): Promise<{ readonly isFirst: boolean; readonly user?: User } | undefined> {
    const { store, clock } = this.#parts
    const invitation = await store.invitation(digestOf(credential))
    if (!invitation || invitation.expiresAt <= clock.now()) return undefined
    if (invitation.userId === undefined) return { isFirst: true }
    const user = await store.user(invitation.userId)
    return user && !user.isDisabled ? { isFirst: false, user } : undefined
  }

  /**
   * Uses an invitation: makes the first administrator, or sets the password of whom it is for. Throws
   * TOCSIN_REQUEST_INVALID for a password that is no good; the invitation can be used again then.
   */
  async accept(given: {
    readonly credential: string
    readonly name: string
    readonly displayName: string
    readonly password: string
    readonly browser?: string
  }): Promise<Extract<SignedIn, { kind: 'signed-in' | 'wrong' }>> {
    checkPassword(given.password)
    const invited = await this.invited(given.credential)
    if (!invited) return { kind: 'wrong' }
    const name = invited.isFirst ? checkedName(given.name) : (invited.user?.name ?? '')
    const { store } = this.#parts
    const password = await this.#passwords.hash(given.password)
    const taken = await store.takeInvitation(digestOf(given.credential))
    if (!taken) return { kind: 'wrong' }
    const user = invited.user
      ? { ...invited.user, password }
      : this.#newUser({ name, displayName: given.displayName, role: 'admin', password })
    const done = invited.user
      ? await this.#put(invited.user, user, {
          actor: callerFor(user),
          action: 'user.password',
          endSessions: true,
        })
      : await this.#add(user, { actor: callerFor(user), onlyFirst: true })
    if (!done) return { kind: 'wrong' }
    return { kind: 'signed-in', token: await this.#begin(user, given.browser), user }
  }

  /** The identity provider that these rules name. */
  provider(given: Omit<ProviderParts, 'clock' | 'signIn'>): Provider {
    const { clock } = this.#parts
    const signIn: ProviderParts['signIn'] = (person, browser) =>
      this.#signInProvided(person, browser)
    return new Provider({ ...given, clock, signIn })
  }

  users(): Promise<readonly User[]> {
    return this.#parts.store.users()
  }

  user(id: string): Promise<User | undefined> {
    return this.#parts.store.user(id)
  }

  /** Adds a user without a password, and gives the credential with which they set one. Undefined where the name is taken. */
  async addUser(
    given: { readonly name: string; readonly displayName: string; readonly role: Role } & {
      readonly contact?: string
    },
    actor: Caller,
  ): Promise<{ readonly user: User; readonly invitation: string } | undefined> {
    const user = this.#newUser({ ...given, name: checkedName(given.name) })
    if (!(await this.#add(user, { actor }))) return undefined
    return { user, invitation: await this.#invite(user.id) }
  }

  /** A new credential with which the user sets a password; who is signed in under it stays so until then. */
  async inviteAgain(user: User, actor: Caller): Promise<string> {
    const { store } = this.#parts
    await store.appendAudit(this.#entry({ actor, action: 'user.invite', target: user.name }))
    return this.#invite(user.id)
  }

  /** Changes a user; an empty `contact` is none. Undefined where nobody would be left who can administer. */
  async changeUser(before: User, change: UserChange, actor: Caller): Promise<User | undefined> {
    const { isDisabled, contact, ...rest } = change
    const { isDisabled: was, contact: knownAs, ...kept } = before
    const off = isDisabled ?? was
    const person = contact ?? knownAs
    const after: User = {
      ...{ ...kept, ...rest },
      ...(person ? { contact: person } : {}),
      ...(off ? { isDisabled: true } : {}),
    }
    const done = await this.#put(before, after, {
      actor,
      action: 'user.change',
      endSessions: off === true,
    })
    return done ? after : undefined
  }

  /** Removes a user; gives false where nobody would be left who can administer. */
  removeUser(user: User, actor: Caller): Promise<boolean> {
    const change = { actor, action: 'user.remove', target: user.name, before: shown(user) }
    return this.#parts.store.removeUser(user.id, { audit: this.#entry(change) })
  }

  /** Sets the own password after a look at the one before. Gives false where that is wrong. Throws TOCSIN_TOO_BUSY. */
  async changePassword(
    user: User,
    given: { readonly current: string; readonly password: string; readonly address: string },
  ): Promise<boolean | { readonly waitMs: number }> {
    checkPassword(given.password)
    const attempt = { name: user.name, address: given.address }
    const now = this.#parts.clock.now()
    const waitMs = this.#failures.waitMs(attempt, now)
    if (waitMs > 0) return { waitMs }
    if (!(await this.#passwords.isRight(given.current, user.password))) {
      this.#failures.failed(attempt, now)
      return false
    }
    const password = await this.#passwords.hash(given.password)
    const how = { actor: callerFor(user), action: 'user.password', endSessions: true }
    return this.#put(user, { ...user, password }, how)
  }

  sessionsOf(userId: string): Promise<readonly Session[]> {
    return this.#parts.store.sessionsOf(userId)
  }

  /** A session of the user's own by the beginning of its digest, which is what is shown. */
  async endSession(userId: string, shortId: string): Promise<boolean> {
    const sessions = await this.sessionsOf(userId)
    const found = sessions.find(({ digest }) => digest.startsWith(shortId))
    if (found) await this.#parts.store.endSession(found.digest)
    return found !== undefined
  }

  /** Ends all sessions of a user but `except`, and gives how many there were. */
  async signOutEverywhere(
    user: User,
    { actor, except }: { readonly actor: Caller; readonly except?: string | undefined },
  ): Promise<number> {
    const ended = (await this.sessionsOf(user.id)).filter(({ digest }) => digest !== except)
    for (const { digest } of ended) await this.#parts.store.endSession(digest)
    await this.note({ actor, action: 'user.sign-out', target: user.name })
    return ended.length
  }

  /** Notes a change that was made elsewhere. */
  note(change: Change): Promise<void> {
    return this.#parts.store.appendAudit(this.#entry(change))
  }

  audit(query: AuditQuery): Promise<AuditPage> {
    return searchAudit(this.#parts.store, query)
  }

  async #welcome(person: ProvidedPerson): Promise<User | undefined> {
    const { role, displayName, issuer, subject } = person
    if (role === undefined) return undefined
    // Somebody else may have the name: who the provider knows must not become that person.
    for (const name of [
      nameOf(person.name),
      `${nameOf(person.name)}-${digestOf(subject).slice(0, 8)}`,
    ]) {
      if (!isName(name)) continue
      const user = { ...this.#newUser({ name, displayName, role }), provider: { issuer, subject } }
      if (await this.#add(user, { actor: PROVIDER })) return user
    }
    return undefined
  }

  async #begin(user: User, browser: string | undefined): Promise<string> {
    const { store, clock, chance } = this.#parts
    const token = newCredential((count) => chance.bytes(count))
    const now = clock.now()
    const session = {
      digest: digestOf(token),
      userId: user.id,
      createdAt: now,
      seenAt: now,
      expiresAt: now + IDENTITY_LIMITS.sessionMs,
      ...(browser === undefined
        ? {}
        : { browser: browser.slice(0, IDENTITY_LIMITS.nameLengthMax) }),
    }
    await store.putSession(session, { now })
    return token
  }

  async #invite(userId: string | undefined): Promise<string> {
    const { store, clock, chance } = this.#parts
    const credential = newCredential((count) => chance.bytes(count))
    const now = clock.now()
    await store.putInvitation({
      digest: digestOf(credential),
      ...(userId === undefined ? {} : { userId }),
      createdAt: now,
      expiresAt: now + IDENTITY_LIMITS.invitationMs,
    })
    return credential
  }

  #newUser(given: Pick<User, 'name' | 'displayName' | 'role'> & Partial<User>): User {
    const { clock, newId } = this.#parts
    return { ...given, id: newId(), createdAt: clock.now() }
  }

  #add(
    user: User,
    { actor, onlyFirst = false }: { readonly actor: Caller; readonly onlyFirst?: boolean },
  ): Promise<boolean> {
    const change = { actor, action: 'user.create', target: user.name, after: shown(user) }
    return this.#parts.store.addUser(user, { audit: this.#entry(change), onlyFirst })
  }

  #put(
    before: User,
    after: User,
    { actor, action, endSessions }: Pick<Change, 'actor' | 'action'> & { endSessions: boolean },
  ): Promise<boolean> {
    const sides = { before: shown(before), after: shown(after) }
    const audit = this.#entry({ actor, action, target: after.name, ...sides })
    return this.#parts.store.putUser(after, { audit, endSessions })
  }

  #entry(change: Change) {
    const { clock, newId } = this.#parts
    return entryOf(change, { id: newId(), at: clock.now() })
  }
}

const PROVIDER: Caller = { kind: 'machine', name: 'identity provider', role: 'admin' }

function callerFor(user: User): Caller {
  const { id, displayName, role, contact } = user
  return {
    kind: 'user',
    id,
    name: displayName,
    role,
    ...(contact === undefined ? {} : { contact }),
  }
}

/** What the audit log may say of a user. */
function shown({ password: _password, ...user }: User): object {
  return user
}

function isOver({ seenAt, expiresAt }: Session, now: number): boolean {
  return expiresAt <= now || seenAt + IDENTITY_LIMITS.sessionIdleMs <= now
}
