import { IDENTITY_LIMITS } from '../../base/limits.ts'
import type { ApiToken, AuditEntry, Invitation, Session, User } from '../../model/identity.ts'
import { putRevision, type RevisionOperation } from './configurations.ts'
import type { Connection } from './connection.ts'

import { type IdempotencyOperation, performIdempotency } from './idempotency.ts'

/** What the writer can be asked around who may use the hub. */
export type IdentityOperation =
  | { readonly kind: 'put-user'; readonly user: User; readonly endSessions: boolean }
  | { readonly kind: 'remove-user'; readonly id: string }
  | { readonly kind: 'put-session'; readonly session: Session; readonly now: number }
  | { readonly kind: 'end-session'; readonly digest: string }
  | { readonly kind: 'add-api-token'; readonly token: ApiToken }
  | { readonly kind: 'mark-api-token-used'; readonly id: string; readonly at: number }
  | { readonly kind: 'remove-api-token'; readonly id: string }
  | { readonly kind: 'put-invitation'; readonly invitation: Invitation }
  | { readonly kind: 'remove-invitation'; readonly digest: string }
  | RevisionOperation
  | IdempotencyOperation
  | { readonly kind: 'audit' }

/** Carries it out inside the writer's transaction, and notes what the audit log says of it. */
export function performIdentity(
  connection: Connection,
  { work, audit }: { readonly work: IdentityOperation; readonly audit?: AuditEntry | undefined },
): void {
  if (audit) putAudit(connection, audit)
  switch (work.kind) {
    case 'put-user':
      putUser(connection, work.user)
      if (work.endSessions) connection.run('delete from sessions where user_id = ?', work.user.id)
      break
    case 'remove-user':
      connection.run('delete from sessions where user_id = ?', work.id)
      connection.run('delete from invitations where user_id = ?', work.id)
      connection.run('delete from users where id = ?', work.id)
      break
    case 'put-session':
      putSession(connection, work)
      break
    case 'end-session':
      connection.run('delete from sessions where digest = ?', work.digest)
      break
    case 'add-api-token':
      addApiToken(connection, work.token)
      break
    case 'mark-api-token-used':
      connection.run('update api_tokens set used_at = ? where id = ?', work.at, work.id)
      break
    case 'remove-api-token':
      connection.run('delete from api_tokens where id = ?', work.id)
      break
    case 'put-invitation':
      putInvitation(connection, work.invitation)
      break
    case 'remove-invitation':
      connection.run('delete from invitations where digest = ?', work.digest)
      break
    case 'put-revision':
      putRevision(connection, work.revision)
      break
    case 'put-request':
    case 'forget-request':
      performIdempotency(connection, work)
      break
    case 'audit':
      break
  }
}

function putUser(connection: Connection, user: User): void {
  connection.run(
    'insert into users (id, name, issuer, subject, role, is_disabled, body) values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set name = excluded.name, issuer = excluded.issuer, subject = excluded.subject, role = excluded.role, is_disabled = excluded.is_disabled, body = excluded.body',
    user.id,
    user.name,
    user.provider?.issuer ?? null,
    user.provider?.subject ?? null,
    user.role,
    user.isDisabled ? 1 : 0,
    JSON.stringify(user),
  )
}

function putSession(
  connection: Connection,
  { session, now }: Extract<IdentityOperation, { kind: 'put-session' }>,
): void {
  connection.run(
    'delete from sessions where digest in (select digest from sessions where expires_at <= ? limit 500)',
    now,
  )
  connection.run(
    'insert into sessions (digest, user_id, expires_at, body) values (?, ?, ?, ?) on conflict (digest) do update set expires_at = excluded.expires_at, body = excluded.body',
    session.digest,
    session.userId,
    session.expiresAt,
    JSON.stringify(session),
  )
  connection.run(
    'delete from sessions where user_id = ?1 and digest not in (select digest from sessions where user_id = ?1 order by expires_at desc, digest limit ?2)',
    session.userId,
    IDENTITY_LIMITS.sessionsMax,
  )
}

function addApiToken(connection: Connection, token: ApiToken): void {
  connection.run(
    'insert into api_tokens (id, name, digest, used_at, body) values (?, ?, ?, null, ?)',
    token.id,
    token.name,
    token.digest,
    JSON.stringify(token),
  )
}

function putInvitation(connection: Connection, invitation: Invitation): void {
  connection.run(
    'insert into invitations (user_id, digest, body) values (?, ?, ?) on conflict (user_id) do update set digest = excluded.digest, body = excluded.body',
    invitation.userId ?? '',
    invitation.digest,
    JSON.stringify(invitation),
  )
}

function putAudit(connection: Connection, entry: AuditEntry): void {
  connection.run(
    'insert into audit_log (id, action, body) values (?, ?, ?)',
    entry.id,
    entry.action,
    JSON.stringify(entry),
  )
  connection.run(
    'delete from audit_log where id in (select id from audit_log order by id limit max(0, (select count(*) from audit_log) - ?))',
    IDENTITY_LIMITS.auditMax,
  )
}
