import { TocsinError } from '../../base/errors.ts'
import { IDENTITY_LIMITS } from '../../base/limits.ts'
import type { IdentityStore } from '../../contract/identity-store.ts'
import type { ApiToken, AuditEntry, Invitation, Session, User } from '../../model/identity.ts'
import { bodyOf, LAST_ID, numberOf } from '../rows.ts'
import type { Connection, SqlValue } from './connection.ts'
import type { IdentityOperation } from './identity-rows.ts'
import type { Writer } from './writer.ts'

type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Who may use the hub; what reads and then writes takes its turn with `inTurn`. */
export function identityStore(
  writer: Writer,
  connection: Connection,
  inTurn: InTurn,
): IdentityStore {
  const perform = (work: IdentityOperation, audit?: AuditEntry): Promise<void> =>
    writer.perform({ kind: 'identity', work, audit })
  return {
    ...people(connection, perform, inTurn),
    ...sessions(connection, perform),
    ...apiTokens(connection, perform, inTurn),
    ...invitations(connection, perform, inTurn),
    appendAudit: (entry) => perform({ kind: 'audit' }, entry),
    audit: async (query) => readAudit(connection, query),
  }
}

type Perform = (work: IdentityOperation, audit?: AuditEntry) => Promise<void>

function people(connection: Connection, perform: Perform, inTurn: InTurn) {
  const one = (condition: string, ...values: readonly SqlValue[]): User | undefined => {
    const row = connection.get(`select body from users where ${condition}`, ...values)
    return row && bodyOf<User>(row)
  }
  const count = (): number =>
    Number(connection.get('select count(*) as number from users')?.['number'])
  /** Whether somebody else can still say who may do what. */
  const isLast = (id: string): boolean =>
    connection.get(
      "select 1 as found from users where id <> ? and role = 'admin' and is_disabled = 0",
      id,
    ) === undefined
  return {
    hasUsers: async () => connection.get('select 1 as found from users limit 1') !== undefined,
    users: async () =>
      connection
        .all('select body from users order by name limit ?', IDENTITY_LIMITS.usersMax)
        .map((row) => bodyOf<User>(row)),
    user: async (id) => one('id = ?', id),
    userNamed: async (name) => one('name = ?', name),
    userOf: async ({ issuer, subject }) => one('issuer = ? and subject = ?', issuer, subject),
    addUser: (user, { audit, onlyFirst = false }) =>
      inTurn(async () => {
        const there = count()
        if (one('name = ?', user.name) || (onlyFirst && there > 0)) return false
        expectRoom('users', there, IDENTITY_LIMITS.usersMax)
        await perform({ kind: 'put-user', user, endSessions: false }, audit)
        return true
      }),
    putUser: (user, { audit, endSessions }) =>
      inTurn(async () => {
        const mayStillAdminister = user.role === 'admin' && !user.isDisabled
        if (!mayStillAdminister && isLast(user.id)) return false
        await perform({ kind: 'put-user', user, endSessions }, audit)
        return true
      }),
    removeUser: (id, { audit }) =>
      inTurn(async () => {
        if (isLast(id)) return false
        await perform({ kind: 'remove-user', id }, audit)
        return true
      }),
  } satisfies Partial<IdentityStore>
}

function sessions(connection: Connection, perform: Perform) {
  return {
    putSession: (session, { now }) => perform({ kind: 'put-session', session, now }),
    async session(digest) {
      const row = connection.get('select body from sessions where digest = ?', digest)
      return row && bodyOf<Session>(row)
    },
    sessionsOf: async (userId) =>
      connection
        .all(
          'select body from sessions where user_id = ? order by expires_at desc, digest limit ?',
          userId,
          IDENTITY_LIMITS.sessionsMax,
        )
        .map((row) => bodyOf<Session>(row)),
    endSession: (digest) => perform({ kind: 'end-session', digest }),
  } satisfies Partial<IdentityStore>
}

function apiTokens(connection: Connection, perform: Perform, inTurn: InTurn) {
  const read = (): readonly ApiToken[] =>
    connection
      .all('select body, used_at from api_tokens order by name limit ?', IDENTITY_LIMITS.tokensMax)
      .map((row) => withUse(bodyOf<ApiToken>(row), numberOf(row, 'used_at')))
  return {
    addApiToken: (token, { audit }) =>
      inTurn(async () => {
        const there = read()
        if (there.some(({ name }) => name === token.name)) return false
        expectRoom('API tokens', there.length, IDENTITY_LIMITS.tokensMax)
        await perform({ kind: 'add-api-token', token }, audit)
        return true
      }),
    async apiToken(digest) {
      const row = connection.get('select body, used_at from api_tokens where digest = ?', digest)
      return row && withUse(bodyOf<ApiToken>(row), numberOf(row, 'used_at'))
    },
    apiTokens: async () => read(),
    markApiTokenUsed: (id, at) => perform({ kind: 'mark-api-token-used', id, at }),
    removeApiToken: (id, { audit }) => perform({ kind: 'remove-api-token', id }, audit),
  } satisfies Partial<IdentityStore>
}

function withUse(token: ApiToken, usedAt: number | undefined): ApiToken {
  return usedAt === undefined ? token : { ...token, usedAt }
}

function invitations(connection: Connection, perform: Perform, inTurn: InTurn) {
  const of = (digest: string): Invitation | undefined => {
    const row = connection.get('select body from invitations where digest = ?', digest)
    return row && bodyOf<Invitation>(row)
  }
  return {
    putInvitation: (invitation) => perform({ kind: 'put-invitation', invitation }),
    invitation: async (digest) => of(digest),
    takeInvitation: (digest) =>
      inTurn(async () => {
        const invitation = of(digest)
        if (invitation) await perform({ kind: 'remove-invitation', digest })
        return invitation
      }),
  } satisfies Partial<IdentityStore>
}

function readAudit(
  connection: Connection,
  { limit, before = LAST_ID, action }: Parameters<IdentityStore['audit']>[0],
): readonly AuditEntry[] {
  const rows =
    action === undefined
      ? connection.all(
          'select body from audit_log where id < ? order by id desc limit ?',
          before,
          limit,
        )
      : connection.all(
          'select body from audit_log where action = ? and id < ? order by id desc limit ?',
          action,
          before,
          limit,
        )
  return rows.map((row) => bodyOf<AuditEntry>(row))
}

function expectRoom(what: string, there: number, most: number): void {
  if (there < most) return
  throw new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected at most ${most} ${what}, found as many already. Remove some first.`,
  )
}
