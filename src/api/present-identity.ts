import { isoTime } from '../base/clock.ts'
import type { ApiToken, AuditEntry, Session, User } from '../model/identity.ts'
import type { WireApiToken, WireAuditEntry, WireSession, WireUser } from './wire-identity.ts'

/** As much of a session's digest as tells it apart, and too little to be of use. */
const SHORT = 12

export function presentUser(user: User): WireUser {
  const { id, name, displayName, role, contact, createdAt } = user
  return {
    ...{ id, name, displayName, role },
    ...(contact === undefined ? {} : { contact }),
    isDisabled: user.isDisabled === true,
    signsInBy: [
      ...(user.password === undefined ? [] : (['password'] as const)),
      ...(user.provider === undefined ? [] : (['provider'] as const)),
    ],
    createdAt: isoTime(createdAt),
  }
}

export function presentSession(session: Session, current: string | undefined): WireSession {
  const { digest, browser, createdAt, seenAt } = session
  return {
    id: digest.slice(0, SHORT),
    ...(browser === undefined ? {} : { browser }),
    createdAt: isoTime(createdAt),
    seenAt: isoTime(seenAt),
    isCurrent: digest === current,
  }
}

export function presentApiToken(token: ApiToken): WireApiToken {
  const { id, name, role, createdBy, createdAt, expiresAt, usedAt } = token
  return {
    ...{ id, name, role, createdBy, createdAt: isoTime(createdAt) },
    ...(expiresAt === undefined ? {} : { expiresAt: isoTime(expiresAt) }),
    ...(usedAt === undefined ? {} : { usedAt: isoTime(usedAt) }),
  }
}

export function presentAuditEntry(entry: AuditEntry): WireAuditEntry {
  return { ...entry, at: isoTime(entry.at) }
}
