import type { Members } from './chats.ts'
import { entriesOf, type Fields, fieldsOf, isObject, textAt } from './fields.ts'
import type { LarkSettings } from './lark-settings.ts'
import type { Mentioned } from './stand-in.ts'

/** A message whose outer form is right: the text, post, image or card itself. */
export type LarkContent = { readonly msgtype: string; readonly content: Fields }

/** Reads `content`, or `card`; undefined where it is missing or of a wrong type. */
export function readContent(payload: Fields): LarkContent | undefined {
  const msgtype = String(payload['msg_type'])
  const given = msgtype === 'interactive' ? payload['card'] : payload['content']
  if (!isObject(given)) return undefined
  const content = fieldsOf(given)
  return READERS[msgtype]?.(content) === true ? { msgtype, content } : undefined
}

const READERS: Readonly<Record<string, (content: Fields) => boolean>> = {
  text: (content) => textAt(content, 'text') !== undefined,
  post: isPost,
  image: (content) => textAt(content, 'image_key') !== undefined,
  share_chat: (content) => textAt(content, 'share_chat_id') !== undefined,
  interactive: () => true,
}

/** At least one locale; its content is lines of nodes. */
function isPost(content: Fields): boolean {
  const locales = Object.values(fieldsOf(content['post']))
  return locales.length > 0 && locales.every(isLocale)
}

function isLocale(locale: unknown): boolean {
  const { title, content } = fieldsOf(locale)
  if (title !== undefined && typeof title !== 'string') return false
  return (
    Array.isArray(content) &&
    content.every((line) => Array.isArray(line) && line.every((node) => isNode(fieldsOf(node))))
  )
}

function isNode(node: Fields): boolean {
  switch (node['tag']) {
    case 'text':
    case 'md':
      return typeof node['text'] === 'string'
    case 'a': {
      const href = node['href']
      return typeof node['text'] === 'string' && typeof href === 'string' && URL.canParse(href)
    }
    case 'at':
      return textAt(node, 'user_id') !== undefined
    case 'img':
      return textAt(node, 'image_key') !== undefined
    case 'media':
    case 'emotion':
    case 'hr':
    case 'code_block':
      return true
    default:
      return false
  }
}

/** The line in the list of conversations. */
export function larkPreview({ msgtype, content }: LarkContent): string {
  switch (msgtype) {
    case 'text':
      return withoutTags(String(content['text']))
    case 'post': {
      const locale = postLocale(content)
      const first = nodesOf(locale)
        .map((node) => textAt(node, 'text') ?? '')
        .find((text) => text.trim() !== '')
      return textAt(locale, 'title') ?? first ?? ''
    }
    case 'interactive':
      return cardTitle(content)
    default:
      return ''
  }
}

/** The locale that the page shows: Chinese before English, as most groups' members read. */
function postLocale(content: Fields): Fields {
  const post = fieldsOf(content['post'])
  return fieldsOf(post['zh_cn'] ?? post['en_us'] ?? Object.values(post)[0])
}

function nodesOf(locale: Fields): readonly Fields[] {
  const lines = Array.isArray(locale['content']) ? locale['content'] : []
  return lines.flatMap(entriesOf)
}

function cardTitle(card: Fields): string {
  const title = fieldsOf(fieldsOf(card['header'])['title'])
  return textAt(title, 'content') ?? ''
}

/** `<at user_id="all">所有人</at>` as `@所有人`. */
function withoutTags(text: string): string {
  return text.replace(/<at\b[^<>]*>([^<]*)<\/at>/g, (_, name: string) => `@${name}`)
}

/** Whether one of the keywords stands in what people read: texts, titles, contents; not on buttons. */
export function hasKeyword({ content }: LarkContent, keywords: readonly string[]): boolean {
  if (keywords.length === 0) return true
  const texts = textsIn(content, '')
  return keywords.some((keyword) => texts.some((text) => text.includes(keyword)))
}

const READ: ReadonlySet<string> = new Set(['text', 'title', 'content'])

function textsIn(value: unknown, name: string): readonly string[] {
  if (typeof value === 'string') return READ.has(name) ? [value] : []
  if (Array.isArray(value)) return value.flatMap((inner) => textsIn(inner, name))
  const fields = fieldsOf(value)
  if (fields['tag'] === 'button') return []
  return Object.entries(fields).flatMap(([key, inner]) => textsIn(inner, key))
}

/** Everybody who is named: open_ids and user_ids, and `all`. */
export function larkMentions(content: LarkContent, settings: LarkSettings): Mentioned {
  const ids = [...new Set(idsIn(content.content, ''))]
  const people = ids.filter((id) => id !== 'all')
  const named = people.map((id) => ({ literal: id, name: nameOf(settings.members, id) }))
  return {
    all: settings.mentionAll && ids.includes('all'),
    people: named.flatMap(({ literal, name }) => (name === undefined ? [] : [{ literal, name }])),
    missed: named.flatMap(({ literal, name }) => (name === undefined ? [literal] : [])),
  }
}

function nameOf(members: Members, id: string): string | undefined {
  if (members === null) return id
  return members.find((member) => member.userId === id)?.name
}

const AT = /<at\s+(?:user_id|ids|id)\s*=\s*["']?([^"'<>]+?)["']?\s*\/?>/g

function idsIn(value: unknown, name: string): readonly string[] {
  if (typeof value === 'string') {
    if (name !== 'text' && name !== 'content') return []
    return [...value.matchAll(AT)].flatMap(([, ids = '']) =>
      ids
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    )
  }
  if (Array.isArray(value)) return value.flatMap((inner) => idsIn(inner, name))
  const fields = fieldsOf(value)
  if (fields['tag'] === 'at') return [String(fields['user_id'])]
  // A plain text is shown as it is: nothing in it rings.
  if (fields['tag'] === 'plain_text') return []
  return Object.entries(fields).flatMap(([key, inner]) => idsIn(inner, key))
}
