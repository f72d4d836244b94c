// In: what templates rendered for one of Argo CD's services, or a message, and the service's options. Out: its requests, and a receipt.
// `send` makes the requests of one delivery within a lease, never waits, and never throws for what comes back.
// No receipt holds a text of the options, an address or a token made from them.
import { createHash } from 'node:crypto'
import { ARGO_SERVICE_LIMITS } from '../../base/limits.ts'
import type { ChannelType, MessageRoom, Rendered, SendContext } from '../../contract/channel.ts'
import { numberOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import { MALFORMED } from './answers.ts'
import { readContent, writeOwn } from './content.ts'
import { fields } from './fields.ts'
import { alone } from './judge.ts'
import { cutText } from './service-kinds.ts'
import { credentialsOf, readSettings, settingsProblems } from './settings.ts'
import { writeText } from './text.ts'
import { Way } from './way.ts'

/** A service of Argo CD Notifications. */
export const argocd: ChannelType = {
  type: 'argocd',
  title: { en: 'Argo CD service', zh: 'Argo CD 通知服务' },
  fields,
  limits(settings) {
    const { service } = readSettings(settings)
    const perMinute = numberOf(settings, 'perMinute')
    const own = service?.limits ?? FALLBACK
    const window = perMinute === undefined ? own : { ...FALLBACK, messagesMax: perMinute }
    return { ...window, penaltyMs: 0 }
  },
  room,
  hasPlainForm: false,
  address(settings) {
    const { type, service, optionsText, recipient } = readSettings(settings)
    const told = service?.ignoresRecipient === true ? '' : recipient
    const identity = createHash('sha256').update(JSON.stringify([type, optionsText, told]))
    return `argocd:${type}.${identity.digest('hex').slice(0, 16)}`
  },
  check: settingsProblems,
  render,
  raw,
  send,
}

const FALLBACK = {
  messagesMax: ARGO_SERVICE_LIMITS.messagesPerMinuteMax,
  windowMs: ARGO_SERVICE_LIMITS.windowMs,
}

function ownLengthMax(settings: Settings): number {
  const { service } = readSettings(settings)
  const { textLengthMax } = ARGO_SERVICE_LIMITS
  return Math.min(service?.messageLengthMax ?? textLengthMax, textLengthMax)
}

function room(settings: Settings): MessageRoom {
  const { entriesMax, entriesShare } = ARGO_SERVICE_LIMITS
  return { entriesMax, bytesMax: Math.floor(ownLengthMax(settings) * entriesShare) }
}

function render(message: Message, settings: Settings): Rendered {
  const { text, cut } = writeText(message, ownLengthMax(settings))
  return { body: writeOwn(text), cut }
}

/** What templates rendered: a JSON object with `message`, and `recipient` and `part` where there are such. */
function raw(body: string, settings: Settings): Rendered | LocalText {
  const text = body.toWellFormed()
  const content = readContent(text)
  if (content === undefined) return NO_CONTENT
  if (Buffer.byteLength(text, 'utf8') > ARGO_SERVICE_LIMITS.contentBytesMax) return TOO_LARGE
  const { service } = readSettings(settings)
  const message = cutText(content.message, service?.messageLengthMax ?? Infinity)
  if (message === content.message) return { body: text, cut: false }
  return { body: JSON.stringify({ ...JSON.parse(text), message }), cut: true }
}

const NO_CONTENT: LocalText = {
  en: 'The body takes a JSON object with a text "message", and "recipient" and "part" where wanted, and this is none. Correct the template.',
  zh: '消息体应为 JSON 对象，含文本 "message"，以及可选的 "recipient" 与 "part"，当前值不是。请修正模板。',
}
const TOO_LARGE: LocalText = {
  en: `The template made more than ${ARGO_SERVICE_LIMITS.contentBytesMax} bytes. Let it say less.`,
  zh: `模板输出超过 ${ARGO_SERVICE_LIMITS.contentBytesMax} 字节。请精简模板内容。`,
}

async function send(
  rendered: Rendered,
  settings: Settings,
  context: SendContext,
): Promise<Receipt> {
  const read = readSettings(settings)
  const content = readContent(rendered.body)
  const way = new Way({
    context,
    credentials: credentialsOf(read),
    isInsecure: read.options.flag('insecureSkipVerify'),
    authorities: read.certificates,
  })
  if (content === undefined) return way.unasked(MALFORMED, 'no content')
  const recipient = content.recipient ?? read.recipient
  // What the options lack may concern this delivery's recipient alone.
  const [problem] = settingsProblems({ ...settings, recipient })
  const { service } = read
  const isOther =
    recipient !== read.recipient &&
    read.service?.ignoresRecipient !== true &&
    settingsProblems(settings).length === 0
  if (problem !== undefined || service === undefined) {
    const verdict = { kind: 'refused', reason: 'token', remedy: problem ?? '' } as const
    const refused = way.unasked(verdict, 'not sent')
    return isOther ? alone(refused) : refused
  }
  const { message, part, isOwn } = content
  const { options } = read
  const receipt = await service.send({ options, recipient, message, part, isOwn, way })
  return isOther ? alone(receipt) : receipt
}
