import { createHash } from 'node:crypto'
import type { SmtpSecurity } from '../../base/smtp-client.ts'
import { numberOf, revealOf, textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import { type Mailbox, readMailbox, readMailboxes } from './addresses.ts'

/** The ways to protect a connection that an endpoint can ask for. */
export const SECURITIES = ['starttls', 'tls', 'none'] as const

/** An endpoint's settings, read. Whether they are in order is for `check` to say. */
export type MailSettings = {
  readonly to: readonly Mailbox[]
  readonly from: Mailbox
  readonly replyTo: readonly Mailbox[]
  readonly host: string
  readonly port: number
  readonly security: SmtpSecurity
  readonly user: string
  readonly password: string
  readonly certificate: string
}

export function readSettings(settings: Settings): MailSettings {
  const named = textOf(settings, 'security')
  const security = SECURITIES.find((known) => known === named) ?? 'starttls'
  return {
    to: readMailboxes(textOf(settings, 'address') ?? ''),
    from: readMailbox(textOf(settings, 'from') ?? ''),
    replyTo: readMailboxes(textOf(settings, 'replyTo') ?? ''),
    host: (textOf(settings, 'host') ?? '').trim().replace(/^\[(.*)\]$/, '$1'),
    port: numberOf(settings, 'port') ?? PORTS[security],
    security,
    user: textOf(settings, 'user')?.trim() ?? '',
    password: revealOf(settings, 'password') ?? '',
    certificate: textOf(settings, 'certificate')?.trim() ?? '',
  }
}

const PORTS: Readonly<Record<(typeof SECURITIES)[number], number>> = {
  starttls: 587,
  tls: 465,
  none: 25,
}

/** Names who is written to, from where, without telling: `email:` and 16 hexadecimal digits of a SHA-256. */
export function mailAddress({ to, from, host, port, user }: MailSettings): string {
  const receivers = to.map(({ address }) => address.toLowerCase()).sort()
  const identity = JSON.stringify([host.toLowerCase(), port, user, from.address, receivers])
  return `email:${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`
}

/** What an answer might repeat and nobody may see: the password, also as it goes over the wire. */
export function credentialsOf({ user, password }: MailSettings): readonly string[] {
  if (password === '') return []
  const encoded = [password, `\0${user}\0${password}`].map((text) =>
    Buffer.from(text, 'utf8').toString('base64'),
  )
  return [password, ...encoded].sort((one, other) => other.length - one.length)
}
