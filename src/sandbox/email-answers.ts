import type { SandboxAnswer } from './exchange.ts'
import type { FaultKind } from './faults.ts'

/** What a mail server says: the status is SMTP's, the body its text with the enhanced code. */
export type MailReply = { readonly status: number; readonly text: string }

export const QUEUED: MailReply = { status: 250, text: '2.0.0 Ok: queued' }
export const UNKNOWN_USER: MailReply = { status: 550, text: '5.1.1 User unknown' }
export const TOO_LARGE: MailReply = { status: 552, text: '5.3.4 Message size exceeds the limit' }
export const NOT_READABLE: MailReply = { status: 554, text: '5.6.0 Message cannot be read' }

/** What a mailbox says to a fault; absent for those that are met elsewhere. */
const FAULTS: Readonly<Partial<Record<FaultKind, MailReply>>> = {
  busy: { status: 451, text: '4.3.0 Temporary failure, try again later' },
  waf: { status: 554, text: '5.7.1 Sender address is on a block list' },
  rateLimited: { status: 450, text: '4.7.1 Too many messages, slow down' },
  quota: { status: 452, text: '4.2.2 The mailbox is full' },
  removed: UNKNOWN_USER,
  stopped: { status: 550, text: '5.2.1 The mailbox is disabled' },
  content: { status: 554, text: '5.7.1 Message is taken for spam' },
}

/** The reply to a fault; undefined where the mail is looked at. */
export function replyToFault(kind: FaultKind): MailReply | undefined {
  return FAULTS[kind]
}

/** A reply as an answer of the sandbox: the server that speaks SMTP reads it back. */
export function mailAnswer({ status, text }: MailReply): SandboxAnswer {
  return { kind: 'answer', status, headers: { 'content-type': 'text/plain' }, body: text }
}

/**
 * The reply to a whole mail, of what each of its recipients said: a connection that ends, ends for
 * all; else the worst counts, as a server has but one reply after DATA.
 */
export function oneReply(answers: readonly SandboxAnswer[]): MailReply | undefined {
  const replies = answers.map(replyOf)
  if (replies.length === 0) return NOT_READABLE
  if (replies.includes(undefined)) return undefined
  const [first = NOT_READABLE, ...others] = replies.filter((reply) => reply !== undefined)
  return others.reduce((worst, reply) => (reply.status > worst.status ? reply : worst), first)
}

/** Undefined for a connection that ends. A gateway's page has no place in SMTP: the server is away. */
function replyOf(answer: SandboxAnswer): MailReply | undefined {
  if (answer.kind !== 'answer') return undefined
  const { status, headers, body } = answer
  const isPage = headers['content-type']?.startsWith('text/html') === true
  if (isPage) return { status: 421, text: '4.3.2 Service is shutting down' }
  const text = typeof body === 'string' ? body.replace(/\s+/g, ' ').trim() : ''
  return { status, text: text === '' ? 'As asked for' : text }
}
