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
import { UNREACHABLE } from './answers.ts'
import { check } from './check.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
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
    parallelMax: numberOf(settings, 'parallel'),
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
  send,
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
  const signed = { id, timestamp, body: rendered.body }
  const signatures = receiver.secrets.map((secret) => signature(signed, secret))
  const outcome = await context.http.send({
    method: methodOf(settings),
    url: receiver.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'tocsin',
      ...Object.fromEntries(receiver.headers.map(({ name, value }) => [name, value])),
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      ...(signatures.length === 0 ? {} : { 'webhook-signature': signatures.join(' ') }),
    },
    body: rendered.body,
    signal: context.signal,
  })
  const credentials = credentialsOf(receiver, signatures)
  return classify(outcome, { credentials, now: context.clock.now() })
}

function methodOf(settings: Settings): HttpRequest['method'] {
  const method = textOf(settings, 'method')
  return method === 'PUT' || method === 'PATCH' ? method : 'POST'
}

const UNCHECKED = 'the settings of a webhook endpoint were not checked'

const NOT_STARTED: Receipt = { ...UNREACHABLE, text: 'not sent: the hub is stopping' }
