// In: a call of a Teams flow ("When a Teams webhook request is received"), how it is set up, and the time. Out: the answer of
// the service in front of it, and what becomes of the card. A card that cannot be drawn was answered with 202 all the same: the run
// fails later, and only the flow's owner sees it. The page does. Pure.
import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { STAND_IN_LIMITS as LIMITS, SANDBOX_LIMITS } from '../base/limits.ts'
import { type Bucket, EMPTY_BUCKET, filled, pour } from './bucket.ts'
import { namedSettings } from './chats.ts'
import { htmlAnswer, readJson, type SandboxRequest } from './exchange.ts'
import { fieldsOf } from './fields.ts'
import { entriesIn, isFields } from './json-parts.ts'
import type { CallFacts, Decided, StandIn } from './stand-in.ts'
import {
  ACCEPTED,
  errorAnswer,
  isTeamsError,
  type TeamsError,
  teamsRefusal,
  teamsText,
} from './teams-answers.ts'
import { cardFault, cardMentions, cardPreview } from './teams-card.ts'

const settings = z.strictObject({
  ...namedSettings,
  /** The `sig` of the flow's address; null takes any. */
  secret: z.string().min(1).max(SANDBOX_LIMITS.tokenLengthMax).nullable(),
  /** Runs a second; null for no limit. */
  perSecond: z.number().min(0.001).max(1_000).nullable(),
})

/** How a channel and its flow are set up. */
export type TeamsSettings = z.infer<typeof settings>

/** What is remembered of a flow. */
export type TeamsMemory = { readonly bucket: Bucket }

type Facts = CallFacts<TeamsSettings, TeamsMemory>
type Decision = Decided<TeamsMemory>

const PATH =
  /^\/sandbox\/teams(?:\/powerautomate\/automations\/direct)?\/workflows\/([^/]{1,300})\/triggers\/manual\/paths\/invoke$/

/** Flows that post adaptive cards. */
export const teams: StandIn<TeamsSettings, TeamsMemory> = {
  platform: 'teams',
  sample:
    '/sandbox/teams/workflows/…/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=…',
  faults: ['removed', 'stopped', 'content'],
  tokenOf: ({ path }) => PATH.exec(path)?.[1],
  settings,
  defaults: (id) => ({
    name: `Alerts ${id.split('-').at(-1)?.slice(0, 4) ?? ''}`,
    robotName: 'Workflows',
    secret: null,
    perSecond: LIMITS.teamsPerSecond,
  }),
  newMemory: { bucket: EMPTY_BUCKET },
  decide,
  disturb(fault) {
    const { errcode, errmsg } = fault
    switch (fault.kind) {
      case 'busy':
        return refusalOf('ServiceUnavailable')
      case 'waf':
        return {
          answer: htmlAnswer(403, '<h2>Our services aren’t available right now</h2>'),
          code: 403,
          text: 'a page of the front door',
        }
      case 'answer': {
        if (isTeamsError(errcode)) return refusalOf(errcode)
        const status =
          typeof errcode === 'number' && errcode >= 200 && errcode <= 599 ? errcode : 400
        const [code, message] = [String(errcode ?? 'BadRequest'), errmsg ?? 'As asked for.']
        return { answer: errorAnswer({ status, code, message }), code, text: message }
      }
      default:
        return undefined
    }
  },
}

function refusalOf(code: TeamsError) {
  return { answer: teamsRefusal(code), code, text: teamsText(code) }
}

function decide(request: SandboxRequest, facts: Facts): Decision {
  const { memory, now } = facts
  const closed = closedCode(request, facts)
  const refuse = (code: TeamsError, bucket = memory.bucket, seconds?: number): Decision => ({
    outcome: code === 'MethodNotAllowed' ? 'unread' : 'refused',
    answer: teamsRefusal(code, seconds),
    code,
    text: teamsText(code),
    memory: { bucket },
    payload: readJson(request.body),
  })
  if (closed !== undefined) return refuse(closed)
  const perSecond = facts.settings?.perSecond ?? null
  const rate = { burst: Math.max(1, perSecond ?? 1), perSecond: perSecond ?? 1 }
  if (facts.fault?.kind === 'rateLimited') {
    const seconds = facts.fault.retryAfter ?? 1
    return refuse('WorkflowTriggerRequestsThrottled', filled(rate, now), seconds)
  }
  const poured =
    perSecond === null
      ? { fits: true, bucket: memory.bucket, waitMs: 0 }
      : pour(memory.bucket, rate, now)
  if (!poured.fits) {
    const seconds = Math.ceil(poured.waitMs / 1_000)
    return refuse('WorkflowTriggerRequestsThrottled', poured.bucket, seconds)
  }
  return run(request, { bucket: poured.bucket })
}

/** The signature is looked at before the flow is: an unknown flow cannot be told from a wrong one. */
function closedCode(request: SandboxRequest, facts: Facts): TeamsError | undefined {
  const query = new URLSearchParams(request.query)
  const { settings: known, fault } = facts
  if (request.method !== 'POST') return 'MethodNotAllowed'
  if (!query.has('api-version')) return 'MissingApiVersionParameter'
  const given = query.get('sig') ?? ''
  if (given === '') return 'DirectApiAuthorizationRequired'
  if (known === undefined || fault?.kind === 'removed') return 'WorkflowNotFound'
  if (known.secret !== null && !isSame(known.secret, given)) return 'DirectApiInvalidSignature'
  if (fault?.kind === 'stopped') return 'WorkflowTriggerIsNotEnabled'
  if (fault?.kind === 'content') return 'DlpPolicyViolation'
  if (fault?.kind === 'quota') return 'QuotaExceeded'
  return request.body.length > LIMITS.teamsBodyBytesMax ? 'RequestEntityTooLarge' : undefined
}

function isSame(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The trigger looks at the envelope; the card is looked at when the flow posts it, after the answer. */
function run(request: SandboxRequest, memory: TeamsMemory): Decision {
  const payload = readJson(request.body)
  const refuse = (code: TeamsError): Decision => {
    const [answer, text] = [teamsRefusal(code), teamsText(code)]
    return { outcome: 'refused', answer, code, text, memory, payload }
  }
  if (!isFields(payload)) return refuse('InvalidRequestContent')
  const attachments = entriesIn(payload['attachments']).map(fieldsOf)
  const card = attachments.find((entry) => entry['contentType'] === CARD)
  if (card === undefined) return refuse('TriggerInputSchemaMismatch')
  const content = card['content']
  const wrong = cardFault(content)
  const shown = {
    msgtype: 'adaptiveCard',
    preview: cardPreview(payload, content),
    mentions: cardMentions(content),
    payload,
  }
  if (wrong === undefined) return { outcome: 'posted', answer: ACCEPTED, text: '', memory, shown }
  const code = 'FlowRunFailed'
  return { outcome: 'refused', answer: ACCEPTED, code, text: wrong, memory, shown }
}

const CARD = 'application/vnd.microsoft.card.adaptive'
