import { SANDBOX_LIMITS } from '../base/limits.ts'
import { type Members, maskedMobile } from './chats.ts'
import { type DingtalkAnswer, missingField, WRONG_MSGTYPE } from './dingtalk-answers.ts'
import type { DingtalkSettings } from './dingtalk-settings.ts'
import { entriesOf, type Fields, fieldsOf, textAt as text } from './fields.ts'
import { type Mentioned, NOBODY } from './stand-in.ts'

/** A message whose form is right. */
export type DingtalkMessage = {
  readonly msgtype: string
  /** The line in the list of conversations. */
  readonly preview: string
  /** What stands in the bubble. */
  readonly body: string
  /** Every text that people see, the titles of buttons and links too. */
  readonly seen: readonly string[]
}

/** A message, or why its form is wrong. */
export type ReadMessage =
  | { readonly kind: 'message'; readonly message: DingtalkMessage }
  | { readonly kind: 'refused'; readonly answer: DingtalkAnswer }

const READERS: Readonly<Record<string, (fields: Fields) => DingtalkMessage | string>> = {
  text(fields) {
    const content = text(fields, 'content')
    if (content === undefined) return 'text --》 content'
    return { msgtype: 'text', preview: content, body: content, seen: [content] }
  },
  markdown(fields) {
    return titledText('markdown', fields)
  },
  link(fields) {
    const message = titledText('link', fields)
    if (typeof message === 'string') return message
    return text(fields, 'messageUrl') === undefined ? 'link --》 messageUrl' : message
  },
  actionCard(fields) {
    const message = titledText('actionCard', fields)
    if (typeof message === 'string') return message
    const single = text(fields, 'singleTitle')
    if (single !== undefined && text(fields, 'singleURL') !== undefined) {
      return { ...message, seen: [...message.seen, single] }
    }
    const buttons = entriesOf(fields['btns'])
    if (buttons.length === 0) return 'actionCard --》 btns'
    const titles = buttons.map((button) => text(button, 'title'))
    const isWhole = buttons.every((button) => text(button, 'actionURL') !== undefined)
    if (!titles.every((title) => title !== undefined)) return 'actionCard --》 btns --》 title'
    return isWhole
      ? { ...message, seen: [...message.seen, ...titles] }
      : 'actionCard --》 btns --》 actionURL'
  },
  feedCard(fields) {
    const links = entriesOf(fields['links'])
    const [first] = links
    if (first === undefined) return 'feedCard --》 links'
    for (const name of ['title', 'messageURL', 'picURL']) {
      const isWhole = links.every((link) => text(link, name) !== undefined)
      if (!isWhole) return `feedCard --》 links --》 ${name}`
    }
    const titles = links.flatMap((link) => text(link, 'title') ?? [])
    return { msgtype: 'feedCard', preview: titles[0] ?? '', body: titles.join('\n'), seen: titles }
  },
}

/** Reads the envelope: a known `msgtype`, and each field that it requires. */
export function readMessage(payload: Fields): ReadMessage {
  const { msgtype } = payload
  if (typeof msgtype !== 'string' || !Object.hasOwn(READERS, msgtype)) {
    return { kind: 'refused', answer: WRONG_MSGTYPE }
  }
  const message = READERS[msgtype]?.(fieldsOf(payload[msgtype])) ?? msgtype
  if (typeof message === 'string') return { kind: 'refused', answer: missingField(message) }
  return { kind: 'message', message }
}

function titledText(msgtype: string, fields: Fields): DingtalkMessage | string {
  const title = text(fields, 'title')
  const body = text(fields, 'text')
  if (title === undefined) return `${msgtype} --》 title`
  if (body === undefined) return `${msgtype} --》 text`
  return { msgtype, preview: title, body, seen: [title, body] }
}

/** Whether one of the robot's keywords stands where it has to. */
export function hasKeyword(message: DingtalkMessage, settings: DingtalkSettings): boolean {
  const { keywords, keywordMode } = settings
  if (keywords.length === 0) return true
  const searched = keywordMode === 'strict' ? [message.body] : message.seen
  return keywords.some((keyword) => searched.some((part) => part.includes(keyword)))
}

/** A person is rung who is in the group, listed in `at`, and named in the text: all three. */
export function resolveMentions(
  message: DingtalkMessage,
  at: unknown,
  members: Members,
): Mentioned {
  const { msgtype, body } = message
  if (msgtype === 'link' || msgtype === 'feedCard') return NOBODY
  const asked = fieldsOf(at)
  const mobiles = namesOf(asked['atMobiles']).slice(0, SANDBOX_LIMITS.dingtalkMentionsMax)
  const room = SANDBOX_LIMITS.dingtalkMentionsMax - mobiles.length
  const userIds = namesOf(asked['atUserIds']).slice(0, room)
  const isCard = msgtype === 'actionCard'
  const named = [
    ...mobiles.map((literal) => ({
      literal,
      name: isCard ? undefined : byMobile(members, literal),
    })),
    ...userIds.map((literal) => ({ literal, name: byUserId(members, literal) })),
  ]
  const isRung = ({ literal, name }: (typeof named)[number]) =>
    name !== undefined && isNamedIn(body, literal)
  return {
    all: !isCard && isTrue(asked['isAtAll']) && /@(所有人|all\b)/i.test(body),
    people: named.filter(isRung).map(({ literal, name }) => ({ literal, name: name ?? literal })),
    missed: named.filter((person) => !isRung(person)).map(({ literal }) => literal),
  }
}

/** The line in the list of conversations, with names for numbers, and other numbers masked. */
export function shownPreview(message: DingtalkMessage, mentions: Mentioned): string {
  const names = new Map(mentions.people.map(({ literal = '', name }) => [literal, name]))
  return message.preview.replace(
    /@(\+?\d[\d-]{6,30}\d)/g,
    (_, mobile: string) => `@${names.get(mobile) ?? maskedMobile(mobile)}`,
  )
}

function namesOf(value: unknown): string[] {
  const names = Array.isArray(value) ? value : []
  const texts = names.filter((name) => typeof name === 'string' || typeof name === 'number')
  return [...new Set(texts.map(String))].filter((name) => name !== '')
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

/** `@1380` is not named by `@13800000000`. */
function isNamedIn(body: string, literal: string): boolean {
  let from = body.indexOf(`@${literal}`)
  while (from >= 0) {
    const next = body[from + 1 + literal.length] ?? ''
    if (!/[\w-]/.test(next)) return true
    from = body.indexOf(`@${literal}`, from + 1)
  }
  return false
}

function byMobile(members: Members, mobile: string): string | undefined {
  if (members === null) return maskedMobile(mobile)
  return members.find((member) => member.mobile === mobile)?.name
}

function byUserId(members: Members, userId: string): string | undefined {
  if (members === null) return userId
  return members.find((member) => member.userId === userId)?.name
}
