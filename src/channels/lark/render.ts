import { fitPieces } from '../../base/fit-pieces.ts'
import { LARK_LIMITS } from '../../base/limits.ts'
import type { MessageForm, Rendered } from '../../contract/channel.ts'
import { listOf, textOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import { planCard } from './card.ts'
import { type Draft, draftOf, type Plan } from './draft.ts'
import { mentionedIn } from './mentions.ts'
import { planPost } from './post.ts'
import { planText } from './text.ts'
import { cutNotice, unmentionedNotice } from './words.ts'

/** The forms that an endpoint can ask for. */
export const FORMATS = ['auto', 'card', 'post', 'text'] as const

/**
 * A message as the JSON that a Lark or Feishu custom bot takes, unsigned, at most 18,000 bytes of
 * UTF-8. One of the endpoint's keywords stands in it, whatever had to be cut.
 */
export function renderLark(
  message: Message,
  settings: Settings,
  form: MessageForm = 'full',
): Rendered {
  const mentioned = mentionedIn(message, settings)
  const { draft, shortened, omitted } = draftOf(message, mentioned)
  const plan = planOf(draft, formatOf(settings, form))
  const keywords = keywordsOf(settings)
  const { language } = message
  const unmentioned = mentioned.leftOut > 0 ? [unmentionedNotice(mentioned.leftOut, language)] : []
  const added = keywords.slice(0, 1)
  // All are reserved before it is known whether they are needed, so that they always fit.
  const reserved = [cutNotice(Number.MAX_SAFE_INTEGER, language), ...unmentioned, ...added]
  const nothing = plan.sections.map(() => [])
  const bytesMax = LARK_LIMITS.bodyBytesAim - bodyBytes(plan.body(nothing, reserved))
  const fitted = fitPieces(plan.sections, { ...LARK_LIMITS, bytesMax })
  const isCut = fitted.cut || shortened || omitted > 0
  const notice = isCut ? [cutNotice(fitted.omitted + omitted, language)] : []
  const remarks = [...notice, ...unmentioned]
  const body = plan.body(fitted.drawn, remarks)
  const isMissing = keywords.length > 0 && !hasKeyword(body, keywords)
  const complete = isMissing ? plan.body(fitted.drawn, [...remarks, ...added]) : body
  return { body: JSON.stringify(complete), cut: isCut || mentioned.leftOut > 0 }
}

/** Plainer than a card is rich text, and plainer than that a text: what was refused is not tried again. */
function formatOf(settings: Settings, form: MessageForm): string {
  const format = textOf(settings, 'format') ?? 'auto'
  if (form === 'full') return format
  return format === 'post' || format === 'text' ? 'text' : 'post'
}

function planOf(draft: Draft, format: string): Plan {
  if (format === 'post') return planPost(draft)
  if (format === 'text') return planText(draft)
  return planCard(draft)
}

function bodyBytes(body: object): number {
  return Buffer.byteLength(JSON.stringify(body), 'utf8')
}

/** Lark looks for keywords in what people read, letter by letter; where it is not told, so do we. */
export function hasKeyword(body: object, keywords: readonly string[]): boolean {
  return keywords.some((keyword) => textsIn(body).some((text) => text.includes(keyword)))
}

function textsIn(value: unknown, name = ''): readonly string[] {
  if (typeof value === 'string') return READ.has(name) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  // Whether a button's words count is not known.
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'actions' ? [] : textsIn(inner, key),
  )
}

const READ: ReadonlySet<string> = new Set(['text', 'title', 'content'])

export function keywordsOf(settings: Settings): readonly string[] {
  const keywords = listOf(settings, 'keywords').map((keyword) => keyword.toWellFormed().trim())
  return keywords.filter(
    (keyword) => keyword !== '' && keyword.length <= LARK_LIMITS.keywordLengthMax,
  )
}
