import type { FastifyRequest } from 'fastify'
import type { ApiToken, AuditEntry, Caller, Role, Session, User } from '../model/identity.ts'
import type { Access } from './access.ts'

/** Somebody who has signed in; `token` is for the cookie. */
type SignedIn = { readonly kind: 'signed-in'; readonly token: string; readonly user: User }
type Wrong = { readonly kind: 'wrong' }

/** What the routes around signing in need: the shape that identity/ gives. */
export type IdentityView = Omit<Access, 'token' | 'callerOfToken'> & {
  signIn(given: {
    readonly name: string
    readonly address: string
    readonly password: string
    readonly browser?: string
  }): Promise<SignedIn | Wrong | { readonly kind: 'wait'; readonly waitMs: number }>
  signOut(session: string): Promise<void>
  invited(
    credential: string,
  ): Promise<{ readonly isFirst: boolean; readonly user?: User } | undefined>
  accept(given: {
    readonly credential: string
    readonly name: string
    readonly displayName: string
    readonly password: string
    readonly browser?: string
  }): Promise<SignedIn | Wrong>
  users(): Promise<readonly User[]>
  user(id: string): Promise<User | undefined>
  addUser(
    given: {
      readonly name: string
      readonly displayName: string
      readonly role: Role
      readonly contact?: string
    },
    actor: Caller,
  ): Promise<{ readonly user: User; readonly invitation: string } | undefined>
  inviteAgain(user: User, actor: Caller): Promise<string>
  changeUser(
    before: User,
    change: {
      readonly displayName?: string
      readonly role?: Role
      readonly contact?: string
      readonly isDisabled?: boolean
    },
    actor: Caller,
  ): Promise<User | undefined>
  removeUser(user: User, actor: Caller): Promise<boolean>
  changePassword(
    user: User,
    given: { readonly current: string; readonly password: string; readonly address: string },
  ): Promise<boolean | { readonly waitMs: number }>
  sessionsOf(userId: string): Promise<readonly Session[]>
  endSession(userId: string, shortId: string): Promise<boolean>
  signOutEverywhere(
    user: User,
    given: { readonly actor: Caller; readonly except?: string | undefined },
  ): Promise<number>
  readonly tokens: {
    callerOf(token: string): Promise<Caller | undefined>
    add(
      given: { readonly name: string; readonly role: Role; readonly expiresAt?: number },
      actor: Caller,
    ): Promise<{ readonly id: string; readonly token: string } | undefined>
    all(): Promise<readonly ApiToken[]>
    remove(token: Pick<ApiToken, 'id' | 'name'>, actor: Caller): Promise<void>
  }
  note(change: {
    readonly actor: Pick<Caller, 'kind' | 'id' | 'name'>
    readonly action: string
    readonly target?: string
    readonly before?: object
    readonly after?: object
  }): Promise<void>
  audit(query: {
    readonly limit: number
    readonly before?: string | undefined
    readonly action?: string | undefined
    readonly text?: string | undefined
  }): Promise<{ readonly entries: readonly AuditEntry[]; readonly next?: string }>
}

/** An identity provider that people may sign in with. */
export type ProviderView = {
  /** What the button says. */
  readonly title: string
  /** Where the browser is sent, and what is kept in its cookie meanwhile. */
  begin(options: { readonly returnTo: string }): Promise<{ url: string; kept: string }>
  /** What came of it: signed in, or why not. */
  end(options: {
    readonly query: string
    readonly kept: string
    readonly browser?: string
  }): Promise<
    | (SignedIn & { readonly returnTo: string })
    | {
        readonly kind: 'refused'
        readonly reason: 'too-late' | 'declined' | 'failed' | 'not-let-in'
      }
  >
}

/** Who signs in, as far as it can be told from the request. */
export function browserOf(request: FastifyRequest): { readonly browser?: string } {
  const browser = request.headers['user-agent']
  return browser === undefined ? {} : { browser }
}
