import { TocsinError } from '../../base/errors.ts'
import { IDENTITY_LIMITS } from '../../base/limits.ts'
import type { IdentityStore } from '../../contract/identity-store.ts'
import type { ApiToken, AuditEntry, Invitation, Session, User } from '../../model/identity.ts'
import { bodyOf, LAST_ID, numberOf, type Row } from '../rows.ts'
import type { SqlValue } from './batch.ts'
import type { Looks } from './connection.ts'
import { type IdentityOperation, performIdentity } from './identity-rows.ts'
import type { InTurn } from './turns.ts'
import type { Writer } from './writer.ts'

type Parts = { readonly looks: Looks; readonly writer: Writer; readonly inTurn: InTurn }
type Perform = (work: IdentityOperation, audit?: AuditEntry) => Promise<void>

/** Who may use the hub; what reads and then writes takes its turn with `inTurn`. */
export function identityStore({ looks, writer, inTurn }: Parts): IdentityStore {
  const perform: Perform = (work, audit) =>
    writer.perform({ work: (connection) => performIdentity(connection, { work, audit }) })
  return {
    ...people(looks, inTurn),
    ...sessions(looks, perform),
    ...apiTokens(looks, perform, inTurn),
    ...invitations(looks, perform, inTurn),
    appendAudit: (entry) => perform({ kind: 'audit' }, entry),
    audit: (query) => readAudit(looks, query),
  }
}

async function userWhere(
  looks: Looks,
  condition: string,
  ...values: readonly SqlValue[]
): Promise<User | undefined> {
  const row = await looks.get(`select body from users where ${condition}`, ...values)
  return row && bodyOf<User>(row)
}

/** Whether nobody else can still say who may do what. */
async function isLast(looks: Looks, id: string): Promise<boolean> {
  const other = await looks.get(
    "select 1 as found from users where id <> $1 and role = 'admin' and is_disabled = 0 limit 1",
    id,
  )
  return other === undefined
}

function people(looks: Looks, inTurn: InTurn) {
  return {
    hasUsers: async () => (await looks.get('select 1 as found from users limit 1')) !== undefined,
    async users() {
      const limit = IDENTITY_LIMITS.usersMax
      const rows = await looks.all('select body from users order by name limit $1', limit)
      return rows.map((row) => bodyOf<User>(row))
    },
    user: (id) => userWhere(looks, 'id = $1', id),
    userNamed: (name) => userWhere(looks, 'name = $1', name),
    userOf: ({ issuer, subject }) =>
      userWhere(looks, 'issuer = $1 and subject = $2', issuer, subject),
    addUser: (user, { audit, onlyFirst = false }) =>
      inTurn(async ({ connection }) => {
        const row = await connection.get('select count(*) as number from users')
        const there = Number(row?.['number'])
        const isTaken = (await userWhere(connection, 'name = $1', user.name)) !== undefined
        if (isTaken || (onlyFirst && there > 0)) return false
        expectRoom('users', there, IDENTITY_LIMITS.usersMax)
        performIdentity(connection, { work: { kind: 'put-user', user, endSessions: false }, audit })
        return true
      }),
    putUser: (user, { audit, endSessions }) =>
      inTurn(async ({ connection }) => {
        const mayStillAdminister = user.role === 'admin' && !user.isDisabled
        if (!mayStillAdminister && (await isLast(connection, user.id))) return false
        performIdentity(connection, { work: { kind: 'put-user', user, endSessions }, audit })
        return true
      }),
    removeUser: (id, { audit }) =>
      inTurn(async ({ connection }) => {
        if (await isLast(connection, id)) return false
        performIdentity(connection, { work: { kind: 'remove-user', id }, audit })
        return true
      }),
  } satisfies Partial<IdentityStore>
}

function sessions(looks: Looks, perform: Perform) {
  return {
    putSession: (session, { now }) => perform({ kind: 'put-session', session, now }),
    async session(digest) {
      const row = await looks.get('select body from sessions where digest = $1', digest)
      return row && bodyOf<Session>(row)
    },
    async sessionsOf(userId) {
      const rows = await looks.all(
        'select body from sessions where user_id = $1 order by expires_at desc, digest limit $2',
        userId,
        IDENTITY_LIMITS.sessionsMax,
      )
      return rows.map((row) => bodyOf<Session>(row))
    },
    endSession: (digest) => perform({ kind: 'end-session', digest }),
  } satisfies Partial<IdentityStore>
}

async function readTokens(looks: Looks): Promise<readonly ApiToken[]> {
  const rows = await looks.all(
    'select body, used_at from api_tokens order by name limit $1',
    IDENTITY_LIMITS.tokensMax,
  )
  return rows.map(tokenOf)
}

function tokenOf(row: Row): ApiToken {
  const usedAt = numberOf(row, 'used_at')
  return { ...bodyOf<ApiToken>(row), ...(usedAt === undefined ? {} : { usedAt }) }
}

function apiTokens(looks: Looks, perform: Perform, inTurn: InTurn) {
  return {
    addApiToken: (token, { audit }) =>
      inTurn(async ({ connection }) => {
        const there = await readTokens(connection)
        if (there.some(({ name }) => name === token.name)) return false
        expectRoom('API tokens', there.length, IDENTITY_LIMITS.tokensMax)
        performIdentity(connection, { work: { kind: 'add-api-token', token }, audit })
        return true
      }),
    async apiToken(digest) {
      const row = await looks.get('select body, used_at from api_tokens where digest = $1', digest)
      return row && tokenOf(row)
    },
    apiTokens: () => readTokens(looks),
    markApiTokenUsed: (id, at) => perform({ kind: 'mark-api-token-used', id, at }),
    removeApiToken: (id, { audit }) => perform({ kind: 'remove-api-token', id }, audit),
  } satisfies Partial<IdentityStore>
}

async function invitationOf(looks: Looks, digest: string): Promise<Invitation | undefined> {
  const row = await looks.get('select body from invitations where digest = $1', digest)
  return row && bodyOf<Invitation>(row)
}

function invitations(looks: Looks, perform: Perform, inTurn: InTurn) {
  return {
    putInvitation: (invitation) => perform({ kind: 'put-invitation', invitation }),
    invitation: (digest) => invitationOf(looks, digest),
    takeInvitation: (digest) =>
      inTurn(async ({ connection }) => {
        const invitation = await invitationOf(connection, digest)
        if (invitation) performIdentity(connection, { work: { kind: 'remove-invitation', digest } })
        return invitation
      }),
  } satisfies Partial<IdentityStore>
}

async function readAudit(
  looks: Looks,
  { limit, before = LAST_ID, action }: Parameters<IdentityStore['audit']>[0],
): Promise<readonly AuditEntry[]> {
  const rows = await looks.all(
    `select body from audit_log where id < $1 ${action === undefined ? '' : 'and action = $3'} order by id desc limit $2`,
    ...[before, limit, ...(action === undefined ? [] : [action])],
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
