import { createHash } from 'node:crypto'
import { isoTime } from '../../base/clock.ts'
import { domainOf, type Mailbox } from './addresses.ts'
import type { Mail } from './render.ts'
import type { MailSettings } from './settings.ts'

export type MimeFacts = {
  readonly mail: Mail
  readonly settings: MailSettings
  /** The same for each attempt: servers and clients that look at it show the mail once. */
  readonly idempotencyKey: string
  /** UTC milliseconds. */
  readonly now: number
}

/** A mail as it goes over the wire. */
export async function writeMime(facts: MimeFacts): Promise<Uint8Array> {
  // The package takes a while to load and most hubs send no mail.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer/index.js')
  const { mail, settings, idempotencyKey, now } = facts
  const domain = domainOf(settings.from)
  const thread = mail.thread === undefined ? undefined : idOf('thread', mail.thread, domain)
  const unsubscribe = (settings.replyTo[0] ?? settings.from).address
  const composer = new MailComposer({
    from: settings.from,
    to: settings.to.map(plain),
    replyTo: settings.replyTo.map(plain),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: idOf('notification', idempotencyKey, domain),
    // Nobody ever sent the mail that starts the thread; clients put its answers together all the same.
    ...(thread === undefined ? {} : { inReplyTo: thread, references: thread }),
    date: dateOf(now),
    headers: {
      ...(mail.urgent === true ? URGENT : {}),
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Unsubscribe': `<mailto:${unsubscribe}?subject=unsubscribe>`,
      ...named('X-Tocsin-Severity', mail.severity),
      ...named('X-Tocsin-State', mail.state),
      ...named('X-Tocsin-Policy', mail.policy),
    },
    // A text of a template never fetches a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return await composer.compile().build()
}

/** Importance as each family of clients reads it. */
const URGENT = { 'X-Priority': '1 (Highest)', 'X-MSMail-Priority': 'High', Importance: 'High' }

function plain({ name, address }: Mailbox): { name: string; address: string } {
  return { name, address }
}

function named(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === '' ? {} : { [name]: value }
}

function idOf(kind: string, text: string, domain: string): string {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 32)
  return `<${kind}.${digest}@${domain}>`
}

/** As RFC 5322 writes it, in UTC, without the day's name, which is optional. */
function dateOf(now: number): string {
  const [date = '', time = ''] = isoTime(now).split('T')
  const [year, month, day] = date.split('-')
  const name = MONTHS.slice(3 * (Number(month) - 1), 3 * Number(month))
  return `${day} ${name} ${year} ${time.slice(0, 8)} +0000`
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
