// In: a call of a Slack incoming webhook, how it is set up, and the time. Out: Slack's answer, and what becomes of the message.
// The order of the checks: method, address, state, rate, payload, text, blocks, attachments.
// Pure: the same call, facts and time always give the same decision.
import { z } from 'zod'
import { STAND_IN_LIMITS as LIMITS } from '../base/limits.ts'
import { type Bucket, EMPTY_BUCKET, filled, pour, type Rate } from './bucket.ts'
import { namedSettings } from './chats.ts'
import { htmlAnswer, readJson, type SandboxAnswer, type SandboxRequest } from './exchange.ts'
import type { Fault } from './faults.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { entriesIn, isFields, textIn } from './json-parts.ts'
import {
  isSlackError,
  plainAnswer,
  type SlackError,
  slackRateLimited,
  slackRefusal,
} from './slack-answers.ts'
import { blocksFault } from './slack-blocks.ts'
import { slackMentions, slackPreview } from './slack-text.ts'
import type { CallFacts, Decided, Shown, StandIn } from './stand-in.ts'

const settings = z.strictObject({
  ...namedSettings,
  /** Messages at once, and how many a second go on after them; null for no limit. */
  burst: z.int().min(1).max(1_000),
  perSecond: z.number().min(0.001).max(1_000).nullable(),
})

/** How a channel and its webhook are set up. */
export type SlackSettings = z.infer<typeof settings>

/** What is remembered of a webhook. */
export type SlackMemory = { readonly bucket: Bucket }

type Facts = CallFacts<SlackSettings, SlackMemory>
type Decision = Decided<SlackMemory>

const PATH = '/sandbox/slack/services/'

/** Slack's incoming webhooks. */
export const slack: StandIn<SlackSettings, SlackMemory> = {
  platform: 'slack',
  sample: `${PATH}T…/B…/…`,
  faults: ['removed', 'stopped', 'dissolved', 'content'],
  tokenOf: ({ path }) => (path.startsWith(PATH) ? path.slice(PATH.length) : undefined),
  settings,
  defaults: (id) => ({
    name: `#alerts-${id.split('-').at(-1)?.slice(0, 4) ?? ''}`,
    robotName: 'Tocsin',
    burst: LIMITS.slackBurst,
    perSecond: LIMITS.slackPerSecond,
  }),
  newMemory: { bucket: EMPTY_BUCKET },
  decide,
  disturb(fault) {
    switch (fault.kind) {
      case 'busy':
        return { answer: slackRefusal('rollup_error'), code: 'rollup_error', text: 'rollup_error' }
      case 'waf':
        return { answer: htmlAnswer(403, BLOCKED_PAGE), code: 403, text: 'a page of the network' }
      case 'answer':
        return scripted(fault)
      default:
        return undefined
    }
  },
}

const BLOCKED_PAGE =
  '<!doctype html><html><head><title>Access denied</title></head><body>Your request was blocked.</body></html>'

function scripted(fault: Fault): ReturnType<typeof slack.disturb> {
  const { errcode, errmsg } = fault
  const word = isSlackError(errcode) ? errcode : 'rollup_error'
  const text = errmsg ?? word
  const answer: SandboxAnswer =
    typeof errcode === 'number' && errcode >= 200 && errcode <= 599
      ? plainAnswer(errcode, text)
      : errmsg === undefined
        ? slackRefusal(word)
        : plainAnswer(400, errmsg)
  return { answer, code: errcode ?? word, text }
}

function decide(request: SandboxRequest, facts: Facts): Decision {
  const { memory, fault, now } = facts
  if (request.method !== 'POST') {
    const answer = plainAnswer(405, 'method_not_allowed')
    return { outcome: 'unread', answer, code: 405, text: 'method_not_allowed', memory }
  }
  const closed = closedWord(request, facts)
  if (closed !== undefined) return refused(closed, { memory, reason: closed })
  const burst = facts.settings?.burst ?? LIMITS.slackBurst
  const perSecond = facts.settings?.perSecond ?? null
  const rate = { burst, perSecond: perSecond ?? 0 }
  if (fault?.kind === 'rateLimited') {
    return tooFast(fault.retryAfter ?? 1, { bucket: filled(rate, now) })
  }
  const poured = admit(memory.bucket, { rate, isLimited: perSecond !== null, now })
  if (!poured.fits) return tooFast(Math.ceil(poured.waitMs / 1_000), { bucket: poured.bucket })
  return read(request, { bucket: poured.bucket })
}

function admit(
  bucket: Bucket,
  { rate, isLimited, now }: { rate: Rate; isLimited: boolean; now: number },
): ReturnType<typeof pour> {
  return isLimited ? pour(bucket, rate, now) : { fits: true, bucket, waitMs: 0 }
}

/** Why nobody can post here at all. */
function closedWord(request: SandboxRequest, facts: Facts): SlackError | undefined {
  const [team = '', service = '', token = '', ...rest] = request.path.slice(PATH.length).split('/')
  if (!/^[TE]\w{1,60}$/.test(team)) return 'no_team'
  const isWhole = service !== '' && token !== '' && rest.length === 0
  if (!isWhole || facts.settings === undefined) return 'no_service'
  switch (facts.fault?.kind) {
    case 'removed':
      return 'no_service'
    case 'stopped':
      return 'no_active_hooks'
    case 'quota':
      return 'team_disabled'
    case 'dissolved':
      return 'channel_is_archived'
    case 'content':
      return 'action_prohibited'
    default:
      return undefined
  }
}

function tooFast(seconds: number, memory: SlackMemory): Decision {
  const answer = slackRateLimited(seconds)
  return {
    outcome: 'refused',
    answer,
    code: 'rate_limited',
    text: `Retry-After: ${seconds}`,
    memory,
  }
}

/** `reason` is more than Slack says, for the one who looks at the page. */
function refused(
  word: SlackError,
  { memory, reason, payload }: { memory: SlackMemory; reason: string; payload?: unknown },
): Decision {
  return {
    outcome: 'refused',
    answer: slackRefusal(word),
    code: word,
    text: reason,
    memory,
    payload,
  }
}

function read(request: SandboxRequest, memory: SlackMemory): Decision {
  const payload = readPayload(request)
  if (!isFields(payload)) {
    return refused('invalid_payload', { memory, reason: 'no JSON object, and no form with one' })
  }
  const refuse = (word: SlackError, reason: string) => refused(word, { memory, reason, payload })
  const attachments = payload['attachments']
  const blocks = payload['blocks']
  const isEmpty = [blocks, attachments].every((list) => entriesIn(list).length === 0)
  const { text } = payload
  if (text !== undefined && typeof text !== 'string') return refuse('no_text', 'text: no text')
  if (isEmpty && (text ?? '').trim() === '') return refuse('no_text', 'nothing to show')
  const wrongBlocks = blocks === undefined ? undefined : blocksFault(blocks, 'blocks')
  if (wrongBlocks !== undefined) return refuse('invalid_blocks', wrongBlocks)
  const count = entriesIn(attachments).length
  if (count > LIMITS.slackAttachmentsMax) {
    return refuse('too_many_attachments', `${count}, at most ${LIMITS.slackAttachmentsMax}`)
  }
  const wrongAttachments = attachments === undefined ? undefined : attachmentsFault(attachments)
  if (wrongAttachments !== undefined) return refuse('invalid_attachments', wrongAttachments)
  const answer = plainAnswer(200, 'ok')
  return { outcome: 'posted', answer, text: 'ok', memory, shown: shown(payload) }
}

/** JSON, or a form whose field `payload` is JSON. */
function readPayload(request: SandboxRequest): unknown {
  const contentType = request.headers['content-type'] ?? ''
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return readJson(request.body)
  const form = new URLSearchParams(new TextDecoder().decode(request.body))
  const field = form.get('payload')
  return field === null ? undefined : readJson(new TextEncoder().encode(field))
}

function attachmentsFault(attachments: unknown): string | undefined {
  if (!Array.isArray(attachments)) return 'attachments: expected a list'
  for (const [index, entry] of attachments.entries()) {
    const at = `attachments[${index}]`
    if (!isFields(entry)) return `${at}: expected an object`
    const { blocks, fields, color } = entry
    const isEmpty = CONTENT.every((field) => textIn(entry[field]) === undefined)
    const hasLists = entriesIn(blocks).length > 0 || entriesIn(fields).length > 0
    if (isEmpty && !hasLists) return `${at}: nothing to show`
    if (fields !== undefined && !Array.isArray(fields)) return `${at}.fields: expected a list`
    if (color !== undefined && typeof color !== 'string') return `${at}.color: expected a text`
    const wrong = blocks === undefined ? undefined : blocksFault(blocks, `${at}.blocks`)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

const CONTENT = [
  'text',
  'fallback',
  'pretext',
  'title',
  'image_url',
  'thumb_url',
  'footer',
] as const

/** The text is cut where Slack cuts it, without a word. */
function shown(payload: Fields): Shown {
  const text = textIn(payload['text'])
  const isCut = text !== undefined && text.length > LIMITS.slackTextMax
  const cut = isCut ? { ...payload, text: text.slice(0, LIMITS.slackTextMax) } : payload
  const kinds = [
    entriesIn(payload['blocks']).length > 0 ? 'blocks' : undefined,
    entriesIn(payload['attachments']).length > 0 ? 'attachments' : undefined,
  ]
  const msgtype = kinds.filter((kind) => kind !== undefined).join('+') || 'text'
  return {
    msgtype,
    preview: slackPreview(payload),
    mentions: slackMentions(payload),
    payload: fieldsOf(cut),
  }
}
