// In: a mail for one recipient, as the SMTP server read it. Out: the reply to it, and what is shown of it.
// It arrives through smtp.ts only, under the method MAIL, which no HTTP client can send. A chat is one recipient's mailbox. Pure.
import { z } from 'zod'
import { SANDBOX_LIMITS, STAND_IN_LIMITS } from '../base/limits.ts'
import { defaultName, namedSettings } from './chats.ts'
import { mailAnswer, NOT_READABLE, QUEUED, replyToFault, UNKNOWN_USER } from './email-answers.ts'
import { readJson, type SandboxRequest } from './exchange.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { firstLine, textIn } from './json-parts.ts'
import { NOBODY, type StandIn } from './stand-in.ts'

const settings = z.strictObject({ ...namedSettings })

/** How a mailbox is set up. */
export type MailSettings = z.infer<typeof settings>

/** A mailbox remembers nothing but its messages. */
export type MailMemory = Readonly<Record<never, never>>

/** The method under which a mail comes in. */
const MAIL_METHOD = 'MAIL'
const PATH = '/sandbox/email/'

/** The request that brings a mail to one of its recipients. */
export function mailRequest(recipient: string, mail: object, address: string): SandboxRequest {
  return {
    method: MAIL_METHOD,
    path: `${PATH}${encodeURIComponent(recipient)}`,
    query: '',
    headers: {},
    body: new TextEncoder().encode(JSON.stringify(mail)),
    address,
  }
}

/** Mailboxes, one for each address that is written to. */
export const email: StandIn<MailSettings, MailMemory> = {
  platform: 'email',
  sample: 'smtp://… (TOCSIN_SANDBOX_SMTP)',
  faults: ['removed', 'stopped', 'content'],
  tokenOf: ({ method, path }) =>
    method === MAIL_METHOD && path.startsWith(PATH)
      ? decodeURIComponent(path.slice(PATH.length))
      : undefined,
  settings,
  defaults: (id, token) => ({
    name: token?.slice(0, SANDBOX_LIMITS.nameLengthMax) ?? defaultName('email', id),
    robotName: 'SMTP',
  }),
  newMemory: {},
  decide(request, { settings: known, memory, fault }) {
    const read = readJson(request.body)
    const content = fieldsOf(read)
    const shown = {
      msgtype: 'email',
      preview: firstLine(
        textIn(content['subject']) ?? textIn(content['text']) ?? '',
        STAND_IN_LIMITS.previewMax,
      ),
      mentions: NOBODY,
      payload: content,
    }
    const reply =
      known === undefined
        ? UNKNOWN_USER
        : ((fault && replyToFault(fault.kind)) ?? readable(content))
    const answer = mailAnswer(reply)
    const outcome = reply.status < 300 ? 'posted' : 'refused'
    return { outcome, answer, code: reply.status, text: reply.text, memory, shown }
  },
  disturb(fault) {
    if (fault.kind === 'answer') {
      const { errcode, errmsg } = fault
      const isReply = typeof errcode === 'number' && errcode >= 200 && errcode <= 599
      const reply = { status: isReply ? errcode : 554, text: errmsg ?? 'As asked for' }
      return { answer: mailAnswer(reply), code: reply.status, text: reply.text }
    }
    const reply = fault.kind === 'waf' ? replyToFault(fault.kind) : undefined
    return reply && { answer: mailAnswer(reply), code: reply.status, text: reply.text }
  },
}

/** A mail without a sender or a date in its head is no mail (RFC 5322, 3.6). */
function readable(content: Fields) {
  return textIn(content['from']) === undefined ? NOT_READABLE : QUEUED
}
