import { EMAIL_LIMITS } from '../../base/limits.ts'
import { oneLine } from '../../base/plain-text.ts'
import { readRawObject } from '../../base/raw-body.ts'
import type { Rendered } from '../../contract/channel.ts'
import type { Message } from '../../model/message.ts'
import type { LocalText } from '../../model/text.ts'
import { contentOf } from './content.ts'
import { writeHtml } from './html.ts'
import { writePlain } from './text.ts'

/** A mail before it is written as MIME: what `render` makes and `send` sends. */
export type Mail = {
  readonly subject: string
  readonly text?: string
  readonly html?: string
  /** Marked as important. */
  readonly urgent?: boolean
  /** What mails of one alert have in common. */
  readonly thread?: string
  /** For the reader's filters, as header lines. */
  readonly severity?: string
  readonly state?: string
  readonly policy?: string
}

/** A message as the JSON of a mail with a plain and an HTML part. */
export function renderEmail(message: Message): Rendered {
  const { content, cut } = contentOf(message)
  const isOpen = message.state === 'firing' || message.state === 'notice'
  const mail: Mail = {
    subject: content.heading,
    text: writePlain(content),
    html: writeHtml(content),
    urgent: message.severity === 'critical' && isOpen,
    thread: oneLine(message.thread),
    severity: message.severity,
    state: message.state,
    policy: oneLine(message.policy).slice(0, EMAIL_LIMITS.headerLengthMax).toWellFormed(),
  }
  return { body: JSON.stringify(mail), cut }
}

/** A body that a user's template made: `{"subject": "…", "text": "…", "html": "…"}`. */
export function rawEmail(body: string): Rendered | LocalText {
  const read = readRawObject(body, EMAIL_LIMITS.bodyBytesMax)
  if ('en' in read) return read
  const mail = readMail(read.value)
  if (mail === undefined) return NO_MAIL
  return { body: JSON.stringify(mail), cut: false }
}

/** The mail in what `render` or `raw` made; undefined where it is none. */
export function readMail(value: unknown): Mail | undefined {
  const part = (name: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  const text = (name: string): string | undefined => {
    const found = part(name)
    return typeof found === 'string' && found !== '' ? found.toWellFormed() : undefined
  }
  const subject = text('subject')
  const hasPart = text('text') !== undefined || text('html') !== undefined
  if (subject === undefined || !hasPart) return undefined
  return {
    subject: oneLine(subject).slice(0, EMAIL_LIMITS.headerLengthMax).toWellFormed(),
    text: text('text'),
    html: text('html'),
    urgent: part('urgent') === true,
    thread: text('thread'),
    severity: text('severity'),
    state: text('state'),
    policy: text('policy'),
  }
}

const NO_MAIL: LocalText = {
  en: 'A body for e-mail takes an object with "subject" and "text" or "html", all texts, and this is none. Correct the template.',
  zh: '邮件消息体应为含 "subject" 以及 "text" 或 "html" 的对象，且均为文本。请修正模板。',
}
