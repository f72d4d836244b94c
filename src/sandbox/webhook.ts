// In: a request to a receiver of webhooks, how it is set up, and the time. Out: the answer that was asked for, and what is shown of the request.
// Where a secret is set, the signature must be right before anything else is looked at. Pure.
import { z } from 'zod'
import { STAND_IN_LIMITS as LIMITS, SANDBOX_LIMITS } from '../base/limits.ts'
import { namedSettings } from './chats.ts'
import { htmlAnswer, readJson, type SandboxAnswer, type SandboxRequest } from './exchange.ts'
import { fieldsOf } from './fields.ts'
import { firstLine, textIn } from './json-parts.ts'
import { type CallFacts, type Decided, NOBODY, type Shown, type StandIn } from './stand-in.ts'
import { signatureFault, webhookKey } from './webhook-signature.ts'

const settings = z.strictObject({
  ...namedSettings,
  /** Standard Webhooks: `whsec_` and base64; null asks for no signature. */
  secret: z
    .string()
    .max(SANDBOX_LIMITS.tokenLengthMax)
    .refine((secret) => webhookKey(secret) !== undefined, 'expected whsec_ and base64')
    .nullable(),
  /** What it answers. */
  status: z.int().min(200).max(599),
  body: z.string().max(LIMITS.webhookBodyMax),
  contentType: z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+(;[ \w=."-]+)?$/)
    .max(SANDBOX_LIMITS.nameLengthMax),
})

/** How a receiver is set up. */
export type WebhookSettings = z.infer<typeof settings>

/** A receiver remembers nothing but the ids that the sandbox remembers for it. */
export type WebhookMemory = Readonly<Record<never, never>>

type Facts = CallFacts<WebhookSettings, WebhookMemory>
type Decision = Decided<WebhookMemory>

const PATH = /^\/sandbox\/webhook\/([\w.~-]{1,100})(?:\/|$)/

/** Anybody's receiver. */
export const webhook: StandIn<WebhookSettings, WebhookMemory> = {
  platform: 'webhook',
  sample: '/sandbox/webhook/…',
  faults: ['removed'],
  tokenOf: ({ path }) => PATH.exec(path)?.[1],
  settings,
  defaults: (id) => ({
    name: `Webhook ${id.split('-').at(-1)?.slice(0, 4) ?? ''}`,
    robotName: 'HTTP',
    secret: null,
    status: 200,
    body: '{"ok":true}',
    contentType: 'application/json',
  }),
  newMemory: {},
  decide,
  disturb(fault) {
    const { errcode, errmsg } = fault
    switch (fault.kind) {
      case 'busy':
        return errorOf(503, 'service unavailable')
      case 'waf':
        return { answer: htmlAnswer(403, '<h1>Forbidden</h1>'), code: 403, text: 'Forbidden' }
      case 'answer': {
        const isStatus = typeof errcode === 'number' && errcode >= 200 && errcode <= 599
        return errorOf(isStatus ? errcode : 400, errmsg ?? 'as asked for')
      }
      default:
        return undefined
    }
  },
}

function errorOf(status: number, text: string, seconds?: number) {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (seconds !== undefined) headers['retry-after'] = String(seconds)
  const answer: SandboxAnswer = {
    kind: 'answer',
    status,
    headers,
    body: JSON.stringify({ error: text }),
  }
  return { answer, code: status, text }
}

function decide(request: SandboxRequest, facts: Facts): Decision {
  const { settings: known, memory, fault, now } = facts
  const shown = shownRequest(request)
  const refuse = (error: ReturnType<typeof errorOf>): Decision => {
    return { outcome: 'refused', ...error, memory, shown }
  }
  if (known === undefined) return refuse(errorOf(404, 'no such receiver'))
  if (fault?.kind === 'removed') return refuse(errorOf(410, 'gone'))
  const isLimited = fault?.kind === 'rateLimited' || fault?.kind === 'quota'
  if (isLimited) return refuse(errorOf(429, 'too many requests', fault.retryAfter ?? 1))
  const wrong =
    known.secret === null ? undefined : signatureFault(request, { secret: known.secret, now })
  if (wrong !== undefined) return refuse(errorOf(401, wrong))
  const { status, body, contentType } = known
  // A 204 has no body.
  const hasBody = status !== 204 && status !== 304
  const answer: SandboxAnswer = {
    kind: 'answer',
    status,
    headers: hasBody ? { 'content-type': contentType } : {},
    body: hasBody ? body : '',
  }
  const code = status
  const isTaken = status >= 200 && status < 300
  if (!isTaken)
    return { outcome: 'refused', answer, code, text: firstLine(body, 200), memory, shown }
  const isAgain = shown.key !== undefined && facts.hasPosted(shown.key)
  return { outcome: isAgain ? 'duplicate' : 'posted', answer, code, text: '', memory, shown }
}

/** What is shown of a request: its method, path below the receiver, masked headers, and its body. */
function shownRequest(request: SandboxRequest): Shown & { readonly payload: object } {
  const json = readJson(request.body)
  const key = textIn(request.headers['webhook-id'])
  const body = json ?? new TextDecoder().decode(request.body)
  const path = request.path.replace(PATH, '')
  const payload = {
    method: request.method,
    ...(path === '' ? {} : { path: `/${path}` }),
    ...(request.query === '' ? {} : { query: maskedFields(new URLSearchParams(request.query)) }),
    headers: maskedFields(Object.entries(request.headers)),
    isJson: json !== undefined,
    body,
  }
  return {
    msgtype: request.method,
    preview: `${request.method} ${firstLine(titleOf(json) ?? textOf(body), LIMITS.previewMax)}`,
    mentions: NOBODY,
    ...(key === undefined ? {} : { key: key.slice(0, SANDBOX_LIMITS.tokenLengthMax) }),
    payload,
  }
}

/** The words by which most bodies say what they are about. */
function titleOf(json: unknown): string | undefined {
  const fields = fieldsOf(json)
  for (const name of ['title', 'subject', 'summary', 'message', 'text', 'type']) {
    const text = textIn(fields[name])
    if (text !== undefined) return text
  }
  return undefined
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

const SECRET_NAME = /auth|cookie|key|pass|secret|sign?\b|signature|token|credential|session/i

/** Values behind names that tell of a secret are kept from the page. */
function maskedFields(
  fields: Iterable<readonly [string, string | undefined]>,
): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {}
  let count = 0
  for (const [field, value] of fields) {
    if (value === undefined) continue
    count += 1
    if (count > LIMITS.webhookFieldsMax) break
    shown[field.slice(0, SANDBOX_LIMITS.nameLengthMax)] = SECRET_NAME.test(field)
      ? '***'
      : value.slice(0, SANDBOX_LIMITS.tokenLengthMax)
  }
  return shown
}
