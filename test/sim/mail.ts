// In: a mail as its channel draws it. Out: what reaches the mailbox, and what the channel makes of the server's reply.
// Must hold: no socket is opened; the reply is read as the channel reads that of a real server.
import type { SmtpOutcome } from '../../src/base/smtp-client.ts'
import { classify } from '../../src/channels/email/email.ts'
import type { Rendered } from '../../src/contract/channel.ts'
import { textOf } from '../../src/contract/fields.ts'
import type { Settings } from '../../src/model/configuration.ts'
import type { Receipt } from '../../src/model/receipt.ts'
import { mailRequest } from '../../src/sandbox/email.ts'
import { oneReply } from '../../src/sandbox/email-answers.ts'
import type { SandboxRequest } from '../../src/sandbox/exchange.ts'
import type { Exchanged } from './platforms.ts'

/** The address of a mailbox, as weather and robots name it. */
export function mailboxUrl(settings: Settings): string {
  return `mailto:${textOf(settings, 'address')}`
}

/** The mail as the sandbox's mailbox takes it in. */
export function mailOf(rendered: Rendered, settings: Settings): SandboxRequest {
  const recipient = textOf(settings, 'address') ?? ''
  const head = { from: textOf(settings, 'from'), to: recipient }
  return mailRequest(recipient, { ...JSON.parse(rendered.body), ...head }, '203.0.113.7')
}

/** What the channel answers, by what came of the mail. */
export function mailReceipt(exchanged: Exchanged): Receipt {
  return classify(outcomeOf(exchanged), [])
}

function outcomeOf(exchanged: Exchanged): SmtpOutcome {
  const reply = exchanged.kind === 'answered' ? oneReply([exchanged.answer]) : undefined
  if (reply === undefined) {
    const stage = exchanged.kind === 'unreachable' ? 'before-send' : 'after-send'
    return { kind: 'failed', stage, reason: 'ECONNREFUSED' }
  }
  const text = `${reply.status} ${reply.text}`
  if (reply.status < 300) return { kind: 'accepted', text, rejected: [] }
  return { kind: 'refused', stage: 'message', code: reply.status, text }
}
