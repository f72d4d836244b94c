// In: a message, and the settings of one HTTP receiver. Out: its JSON, and a receipt for each request.
// `send` makes one request, signed as Standard Webhooks says, and never throws for what comes back.
// No receipt holds the address, a header's value, a secret or a signature; no body exceeds its limit.
import { assert } from '../../base/assert.ts'
import type { HttpRequest } from '../../base/http-client.ts'
import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import type { ChannelType, Rendered, SendContext } from '../../contract/channel.ts'
import { numberOf, textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import { UNREACHABLE } from './answers.ts'
import { contentTypeOf } from './body.ts'
import { check } from './check.ts'
import { classify } from './classify.ts'
import { fields, METHODS } from './fields.ts'
import { credentialsOf, readReceiver, readUrl, receiverAddress } from './receiver.ts'
import { renderWebhook } from './render.ts'
import { signature } from './sign.ts'

/** Any program that takes JSON over HTTP. */
export const webhook: ChannelType = {
  type: 'webhook',
  title: { en: 'Webhook', zh: '通用 Webhook' },
  fields,
  limits: (settings) => ({
    messagesMax: numberOf(settings, 'perMinute') ?? WEBHOOK_LIMITS.messagesPerMinuteMax,
    windowMs: WEBHOOK_LIMITS.windowMs,
    penaltyMs: 0,
  }),
  room: () => ({ entriesMax: WEBHOOK_LIMITS.entriesMax, bytesMax: WEBHOOK_LIMITS.entriesBytesMax }),
  hasPlainForm: false,
  address(settings) {
    const url = readUrl(settings)
    assert(url !== undefined, UNCHECKED)
    return receiverAddress(url)
  },
  check,
  render: renderWebhook,
  raw,
  send,
}

/** Any text: what the receiver takes is its own business. */
function raw(body: string): Rendered | LocalText {
  const text = body.toWellFormed()
  if (Buffer.byteLength(text, 'utf8') > WEBHOOK_LIMITS.bodyBytesMax) return TOO_LARGE
  return { body: text, cut: false }
}

const TOO_LARGE: LocalText = {
  en: `The body is larger than ${WEBHOOK_LIMITS.bodyBytesMax} bytes. Let the template say less.`,
  zh: `请求体超过 ${WEBHOOK_LIMITS.bodyBytesMax} 字节。请精简模板内容。`,
}

async function send(
  rendered: Rendered,
  settings: Settings,
  context: SendContext,
): Promise<Receipt> {
  const receiver = readReceiver(settings)
  assert(receiver !== undefined, UNCHECKED)
  if (context.signal.aborted) return NOT_STARTED
  const id = context.idempotencyKey
  const timestamp = Math.floor(context.clock.now() / 1_000)
  const method = methodOf(settings)
  // A GET only calls: what it signs is the empty body.
  const body = method === 'GET' ? '' : rendered.body
  const signed = { id, timestamp, body }
  const signatures = receiver.secrets.map((secret) => signature(signed, secret))
  const outcome = await context.http.send({
    method,
    url: receiver.url,
    headers: {
      'content-type': contentTypeOf(settings),
      'user-agent': 'tocsin',
      ...Object.fromEntries(receiver.headers.map(({ name, value }) => [name, value])),
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      ...(signatures.length === 0 ? {} : { 'webhook-signature': signatures.join(' ') }),
    },
    ...(method === 'GET' ? {} : { body }),
    signal: context.signal,
  })
  const credentials = credentialsOf(receiver, signatures)
  return classify(outcome, { credentials, now: context.clock.now() })
}

function methodOf(settings: Settings): HttpRequest['method'] {
  const method = textOf(settings, 'method')
  return METHODS.find((known) => known === method) ?? 'POST'
}

const UNCHECKED = 'the settings of a webhook endpoint were not checked'

const NOT_STARTED: Receipt = { ...UNREACHABLE, text: 'not sent: the hub is stopping' }
