// The console has words for every code of the hub that it shows. It sees no list of them: it takes only types from the hub.
// Each list here is checked against its type, so that a new code is missed by the compiler, and its words by this test.
import { describe, expect, test } from 'vitest'
import type { WireEndpoint, WireStatus, WireVerification } from '../src/api/wire.ts'
import type { WireUser } from '../src/api/wire-identity.ts'
import type { WireAlertCounts } from '../src/api/wire-search.ts'
import type { WireMonitor, WireRequest, WireRequestEvent } from '../src/api/wire-sources.ts'
import { IDENTITY_LIMITS } from '../src/base/limits.ts'
import { channels } from '../src/channels/all.ts'
import type { Refusal } from '../src/identity/provider.ts'
import { ANSWER_ACTIONS } from '../src/model/answer.ts'
import type { Verdict } from '../src/model/answering.ts'
import type { EscalationState } from '../src/model/escalation.ts'
import type { EventKind } from '../src/model/event.ts'
import { type Caller, ROLES } from '../src/model/identity.ts'
import type { NotificationKind, NotificationState } from '../src/model/notification.ts'
import type { EventOutcome } from '../src/model/outcome.ts'
import type { Receipt, RefuseReason, RetryReason } from '../src/model/receipt.ts'
import { SEVERITIES } from '../src/model/severity.ts'
import { codeWords } from '../web/src/words/codes.ts'
import { COUNTS } from '../web/src/words/rules.ts'
import { SIGN_IN } from '../web/src/words/sign-in.ts'

/** All codes of a type: the compiler wants each of them, and no other. */
function every<Code extends string>(codes: Readonly<Record<Code, true>>): readonly string[] {
  return Object.keys(codes)
}

const TABLES = {
  severity: SEVERITIES,
  state: every<WireAlertCounts['counts'][number]['state']>({
    ...{ firing: true, acknowledged: true, resolved: true },
  }),
  event: every<EventKind>({ firing: true, acknowledged: true, resolved: true, notice: true }),
  result: every<EventOutcome['result']>({
    ...{ opened: true, updated: true, reopened: true, resolved: true, acknowledged: true },
    ...{ silenced: true, escalated: true, assigned: true, noticed: true, ignored: true },
  }),
  verdict: every<Verdict>({
    ...{ done: true, already: true, over: true, 'too-soon': true, nobody: true },
    ...{ further: true, untaken: true },
  }),
  answer: ANSWER_ACTIONS,
  escalation: every<EscalationState>({ running: true, answered: true, ended: true }),
  kind: every<NotificationKind>({
    ...{ alert: true, update: true, repeat: true, resolved: true, notice: true, digest: true },
    ...{ escalation: true, handover: true, takeover: true, gap: true, reminder: true },
    ...{ storm: true, undelivered: true },
  }),
  delivery: every<NotificationState>({
    ...{ due: true, leased: true, sent: true, dead: true, merged: true, moot: true },
  }),
  attempt: every<Receipt['kind']>({ sent: true, retry: true, refused: true }),
  health: every<WireEndpoint['health']>({ ok: true, warning: true, failing: true, broken: true }),
  verified: every<WireVerification['result']>({
    ...{ delivered: true, failed: true, uncertain: true, 'not-tried': true },
  }),
  channel: channels.map(({ type }) => type),
  reason: every<RetryReason | RefuseReason>({
    ...{ 'rate-limited': true, blocked: true, busy: true, unreachable: true },
    ...{ 'unknown-outcome': true, 'clock-skew': true, token: true, disabled: true, keyword: true },
    ...{ signature: true, address: true, forbidden: true, quota: true, 'too-large': true },
    ...{ content: true, removed: true, malformed: true, unknown: true },
  }),
  request: every<WireRequest['result']>({
    ...{ taken: true, repeated: true, quarantined: true, refused: true },
  }),
  fate: every<WireRequestEvent['fate']>({
    ...{ notified: true, alert: true, held: true, ignored: true, waits: true },
  }),
  monitor: every<WireMonitor['state']>({
    ...{ waiting: true, up: true, running: true, silent: true, failed: true },
  }),
  role: ROLES,
  signsInBy: every<WireUser['signsInBy'][number]>({ password: true, provider: true }),
  actor: every<Caller['kind']>({ machine: true, token: true, user: true }),
  refusal: every<Refusal | 'none'>({
    ...{ 'too-late': true, declined: true, failed: true, 'not-let-in': true, none: true },
  }),
} satisfies Record<Parameters<typeof codeWords>[0], readonly string[]>

describe.each(Object.entries(TABLES))('of the codes of %s', (name, codes) => {
  test.each(codes)('%s has words in both languages', (code) => {
    const table = name as keyof typeof TABLES // its own keys, which Object.entries() forgets
    const { en, zh } = codeWords(table, code)
    // In English some codes are words; in Chinese none is.
    expect(zh).not.toBe(code)
    expect([en, zh]).not.toContain('')
  })
})

test.each(
  every<keyof WireStatus['counts']>({
    ...{ events: true, unsettled: true, openAlerts: true, openGroups: true, dueGroups: true },
    ...{ dueEscalations: true, due: true, leased: true, sent: true, dead: true, merged: true },
    ...{ moot: true, quarantined: true, unheard: true },
  }),
)('the count of %s has words', (name) => {
  expect(COUNTS).toHaveProperty(name)
})

test('the hint at a new password says what the hub asks for', () => {
  const least = String(IDENTITY_LIMITS.passwordLengthMin)
  expect(SIGN_IN.newPasswordHint.en).toContain(` ${least} `)
  expect(SIGN_IN.newPasswordHint.zh).toContain(` ${least} `)
})
