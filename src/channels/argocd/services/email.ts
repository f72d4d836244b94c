import { isoTime } from '../../../base/clock.ts'
import { EMAIL_LIMITS } from '../../../base/limits.ts'
import { type SmtpOutcome, type SmtpSecurity, sendMail } from '../../../base/smtp-client.ts'
import type { Receipt } from '../../../model/receipt.ts'
import type { LocalText } from '../../../model/text.ts'
import { receiptOf, type Verdict } from '../../../model/verdict.ts'
import {
  BUSY,
  CREDENTIALS,
  NO_RECIPIENT,
  TOO_LARGE,
  UNKNOWN,
  UNKNOWN_OUTCOME,
  UNREACHABLE,
} from '../answers.ts'
import type { Delivery, Service } from '../service.ts'
import { ANY_LENGTH, missing } from '../service-kinds.ts'
import type { Tree } from '../tree.ts'
import type { Way } from '../way.ts'

/** Mail over SMTP: the recipient is one address, or several with commas in between. */
export const email: Service = {
  type: 'email',
  limits: { messagesMax: EMAIL_LIMITS.messagesPerMinuteMax, windowMs: EMAIL_LIMITS.windowMs },
  messageLengthMax: ANY_LENGTH,
  check(options, recipient) {
    const names = ['host', 'port', 'from'].filter((name) => options.text(name).trim() === '')
    if (names.length > 0) return [missing(...names)]
    const problems: LocalText[] = []
    if (!ADDRESS.test(addressIn(options.text('from')))) problems.push(BAD_SENDER)
    const receivers = receiversOf(recipient)
    const isGood = receivers.length > 0 && receivers.every((address) => ADDRESS.test(address))
    if (!isGood || receivers.length > EMAIL_LIMITS.receiversMax) problems.push(BAD_RECIPIENT)
    return problems
  },
  async send(delivery): Promise<Receipt> {
    const { options, recipient, way } = delivery
    const host = options.text('host').trim()
    const { signal } = way.context
    if (signal.aborted) return way.unasked(UNREACHABLE, 'not sent: the hub is stopping')
    const server = await way.context.resolveHost(host)
    if (server.kind === 'refused') return way.unasked(UNREACHABLE, server.reason)
    const login = loginOf(options, way)
    const outcome = await sendMail({
      host,
      address: server.address,
      port: options.number('port') ?? 0,
      security: securityOf(options, login !== undefined),
      ...(options.flag('insecure_skip_verify') && { insecure: true as const }),
      ...(login !== undefined && { login }),
      envelope: { from: addressIn(options.text('from')), to: receiversOf(recipient) },
      message: await mimeOf(delivery),
      waitMs: EMAIL_LIMITS.waitMs,
      timeoutMs: EMAIL_LIMITS.sendMs,
      signal,
    })
    return receiptFor(outcome, way)
  },
}

const IMPLICIT_TLS_PORT = 465

/** With a login, port 465 is encrypted from the start; anywhere else as soon as the server offers it. */
function securityOf(options: Tree, hasLogin: boolean): SmtpSecurity {
  return hasLogin && options.number('port') === IMPLICIT_TLS_PORT ? 'tls' : 'offered'
}

function loginOf(options: Tree, way: Way): { user: string; password: string } | undefined {
  const user = options.text('username')
  const password = options.text('password')
  if (user === '' || password === '') return undefined
  const encoded = [password, `\0${user}\0${password}`].map((text) =>
    Buffer.from(text).toString('base64'),
  )
  way.hide(password, ...encoded)
  return { user, password }
}

async function mimeOf({ options, recipient, message, part, way }: Delivery): Promise<Uint8Array> {
  // The package takes a while to load and most hubs send no mail.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer/index.js')
  const from = addressIn(options.text('from'))
  const domain = from.slice(from.lastIndexOf('@') + 1)
  const body = part?.text('body') || message
  const composer = new MailComposer({
    from: options.text('from'),
    to: [...receiversOf(recipient)],
    subject: part?.text('subject') ?? '',
    ...(options.flag('html') ? { html: body } : { text: body }),
    // The same for each attempt: servers and clients that look at it show the mail once.
    messageId: `<${way.context.idempotencyKey.replace(/[^\w.-]/g, '-')}@${domain}>`,
    date: dateOf(way.now),
    headers: { 'Auto-Submitted': 'auto-generated' },
    // A text of a template never fetches a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return await composer.compile().build()
}

/** As RFC 5322 writes it, in UTC, without the day's name, which is optional. */
function dateOf(now: number): string {
  const [date = '', time = ''] = isoTime(now).split('T')
  const [year, month, day] = date.split('-')
  const name = MONTHS.slice(3 * (Number(month) - 1), 3 * Number(month))
  return `${day} ${name} ${year} ${time.slice(0, 8)} +0000`
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** `Argo CD <argocd@example.com>` or the address alone. */
function addressIn(text: string): string {
  return (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim()
}

function receiversOf(recipient: string): readonly string[] {
  return recipient
    .split(',')
    .map(addressIn)
    .filter((address) => address !== '')
}

const ADDRESS = /^[^\s<>()[\]\\,;:"@]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i

function receiptFor(outcome: SmtpOutcome, way: Way): Receipt {
  switch (outcome.kind) {
    case 'accepted': {
      const rejected = outcome.rejected.length
      const more =
        rejected === 0 ? '' : ` (refused for ${rejected}: ${outcome.rejected.join('; ')})`
      return { kind: 'sent', code: '250', text: way.shown(outcome.text + more) }
    }
    case 'refused': {
      const code = outcome.code === 0 ? undefined : String(outcome.code)
      return receiptOf(verdictOf(outcome), { code, text: way.shown(outcome.text) })
    }
    case 'failed': {
      const isUnknown = outcome.stage === 'after-send'
      return way.unasked(isUnknown ? UNKNOWN_OUTCOME : UNREACHABLE, outcome.reason)
    }
  }
}

function verdictOf({ stage, code }: Extract<SmtpOutcome, { kind: 'refused' }>): Verdict {
  if (code !== 0 && code < 500) return BUSY
  if (stage === 'login' || (code >= 530 && code <= 538)) return CREDENTIALS
  if (code === 552) return TOO_LARGE
  return stage === 'recipient' ? NO_RECIPIENT : UNKNOWN
}

const BAD_SENDER: LocalText = {
  en: 'The service’s option from takes one mail address, alone or as Name <address>, and this is none. Take the one that belongs to username.',
  zh: '服务选项 from 应为一个邮箱地址，也可写作“名称 <地址>”，当前值不是。请填写与 username 对应的地址。',
}
const BAD_RECIPIENT: LocalText = {
  en: `The recipient takes mail addresses with commas in between, at most ${EMAIL_LIMITS.receiversMax}, and this is none. Correct the subscription.`,
  zh: `接收者应为邮箱地址，多个以逗号分隔，最多 ${EMAIL_LIMITS.receiversMax} 个，当前值不符合。请修正订阅。`,
}
