// In: a message, and the settings of one mailbox and the server that takes mail for it. Out: a mail, and a receipt for each try.
// `send` delivers over one SMTP connection, to the address that was checked, and never throws for what the server says.
// No receipt holds a password; no text from outside can add a header, a command or an element.
import { assert } from '../../base/assert.ts'
import { EMAIL_LIMITS } from '../../base/limits.ts'
import { sendMail } from '../../base/smtp-client.ts'
import type { ChannelType, Rendered, SendContext } from '../../contract/channel.ts'
import { numberOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Receipt } from '../../model/receipt.ts'
import { UNREACHABLE } from './answers.ts'
import { check } from './check.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import { writeMime } from './mime.ts'
import { rawEmail, readMail, renderEmail } from './render.ts'
import { credentialsOf, type MailSettings, mailAddress, readSettings } from './settings.ts'

// Whoever simulates a mail server reads its replies by it.
export { classify }

/** Mail over SMTP. */
export const email: ChannelType = {
  type: 'email',
  title: { en: 'E-mail', zh: '邮件' },
  fields,
  limits: (settings) => ({
    messagesMax: numberOf(settings, 'perMinute') ?? EMAIL_LIMITS.messagesPerMinuteMax,
    windowMs: EMAIL_LIMITS.windowMs,
    penaltyMs: 0,
  }),
  room: () => ({ entriesMax: EMAIL_LIMITS.entriesMax, bytesMax: EMAIL_LIMITS.entriesBytesMax }),
  hasPlainForm: false,
  address: (settings) => mailAddress(readSettings(settings)),
  check,
  render: renderEmail,
  raw: rawEmail,
  send,
}

async function send(
  rendered: Rendered,
  settings: Settings,
  context: SendContext,
): Promise<Receipt> {
  if (context.signal.aborted) return { ...UNREACHABLE, text: 'not sent: the hub is stopping' }
  const read = readSettings(settings)
  const { host, port, security, certificate } = read
  const server = await context.resolveHost(host)
  if (server.kind === 'refused') return { ...UNREACHABLE, text: server.reason }
  const outcome = await sendMail({
    host,
    address: server.address,
    port,
    security,
    ...(certificate === '' ? {} : { certificate }),
    ...loginOf(read),
    envelope: { from: read.from.address, to: read.to.map(({ address }) => address) },
    message: await mimeOf(rendered, read, context),
    waitMs: EMAIL_LIMITS.waitMs,
    timeoutMs: EMAIL_LIMITS.sendMs,
    signal: context.signal,
  })
  return classify(outcome, credentialsOf(read))
}

function loginOf({ user, password }: MailSettings): {
  login?: { user: string; password: string }
} {
  return user === '' ? {} : { login: { user, password } }
}

async function mimeOf(
  rendered: Rendered,
  settings: MailSettings,
  { idempotencyKey, clock }: SendContext,
): Promise<Uint8Array> {
  const mail = readMail(JSON.parse(rendered.body))
  assert(mail !== undefined, 'a rendered mail has a subject and a text')
  assert(settings.to.length > 0, 'the settings of an email endpoint were not checked')
  return await writeMime({ mail, settings, idempotencyKey, now: clock.now() })
}
