import { createHash } from 'node:crypto'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import { type Members, maskedMobile } from './chats.ts'
import { entriesOf, type Fields, fieldsOf, textAt } from './fields.ts'
import { type Mentioned, NOBODY } from './stand-in.ts'
import type { WecomAnswer } from './wecom-answers.ts'
import * as answers from './wecom-answers.ts'
import { cardProblem } from './wecom-card.ts'

/** A message whose form is right, or why it is not. */
export type ReadWecom =
  | {
      readonly kind: 'message'
      readonly msgtype: string
      readonly fields: Fields
      readonly preview: string
    }
  | { readonly kind: 'refused'; readonly answer: WecomAnswer }

type Profile = 'observed' | 'documented'
type Form = {
  /** What is wrong with the fields. */
  problem(fields: Fields, profile: Profile): WecomAnswer | undefined
  /** The line in the list of conversations. */
  preview(fields: Fields): string
}

const FORMS: Readonly<Record<string, Form>> = {
  text: {
    problem: (fields, profile) => contentProblem('text', fields, textBytesMax(profile)),
    preview: (fields) => String(fields['content']),
  },
  markdown: {
    problem: (fields) => contentProblem('markdown', fields, SANDBOX_LIMITS.wecomMarkdownBytesMax),
    preview: previewOfMarkdown,
  },
  markdown_v2: {
    problem: (fields) =>
      contentProblem('markdown_v2', fields, SANDBOX_LIMITS.wecomMarkdownBytesMax),
    preview: previewOfMarkdown,
  },
  image: { problem: imageProblem, preview: () => '' },
  news: {
    problem: newsProblem,
    preview: (fields) => textAt(entriesOf(fields['articles'])[0] ?? {}, 'title') ?? '',
  },
  file: { problem: (fields) => mediaProblem('file', fields), preview: () => '' },
  voice: { problem: (fields) => mediaProblem('voice', fields), preview: () => '' },
  template_card: {
    problem: cardProblem,
    preview(fields) {
      const title = textAt(fieldsOf(fields['main_title']), 'title')
      return title ?? textAt(fields, 'sub_title_text') ?? ''
    },
  },
}

/** Reads the envelope: the type, then whether there is content, then lengths and fields. */
export function readWecomMessage(payload: Fields, profile: Profile): ReadWecom {
  const { msgtype } = payload
  if (typeof msgtype !== 'string' || !Object.hasOwn(FORMS, msgtype)) {
    return { kind: 'refused', answer: answers.WRONG_TYPE }
  }
  const fields = fieldsOf(payload[msgtype])
  if (Object.keys(fields).length === 0) return { kind: 'refused', answer: answers.EMPTY }
  const form = FORMS[msgtype]
  const answer = form?.problem(fields, profile)
  if (form === undefined || answer !== undefined) {
    return { kind: 'refused', answer: answer ?? answers.WRONG_TYPE }
  }
  return { kind: 'message', msgtype, fields, preview: form.preview(fields) }
}

function textBytesMax(profile: Profile): number {
  return profile === 'observed'
    ? SANDBOX_LIMITS.wecomTextBytesMax
    : SANDBOX_LIMITS.wecomTextBytesDocumented
}

function contentProblem(
  msgtype: string,
  { content }: Fields,
  bytesMax: number,
): WecomAnswer | undefined {
  if (content === undefined || content === null || content === '') return answers.EMPTY
  if (typeof content !== 'string') return answers.wrongParameter(`${msgtype}.content missing`)
  const isTooLong = Buffer.byteLength(content, 'utf8') > bytesMax
  return isTooLong ? answers.tooLong(`${msgtype}.content`, bytesMax) : undefined
}

function imageProblem({ base64, md5 }: Fields): WecomAnswer | undefined {
  const isBase64 = typeof base64 === 'string' && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(base64)
  if (!isBase64) return answers.wrongParameter('image.base64 invalid')
  const image = Buffer.from(base64, 'base64')
  if (image.length > SANDBOX_LIMITS.wecomImageBytesMax) return answers.WRONG_SIZE
  const digest = createHash('md5').update(image).digest('hex')
  const isSame = typeof md5 === 'string' && md5.toLowerCase() === digest
  return isSame ? undefined : answers.wrongParameter('image.md5 not match')
}

function newsProblem(fields: Fields): WecomAnswer | undefined {
  const articles = entriesOf(fields['articles'])
  if (articles.length === 0) return answers.EMPTY
  if (articles.length > SANDBOX_LIMITS.wecomArticlesMax) {
    return answers.tooLong('news.articles', SANDBOX_LIMITS.wecomArticlesMax)
  }
  for (const article of articles) {
    for (const name of ['title', 'url']) {
      if (textAt(article, name) === undefined) {
        return answers.wrongParameter(`news.articles.${name} missing`)
      }
    }
    const bytes = Buffer.byteLength(textAt(article, 'description') ?? '', 'utf8')
    if (bytes > SANDBOX_LIMITS.wecomArticleTextBytesMax) {
      return answers.tooLong('news.articles.description', SANDBOX_LIMITS.wecomArticleTextBytesMax)
    }
  }
  return undefined
}

function mediaProblem(msgtype: string, fields: Fields): WecomAnswer | undefined {
  const isNamed = textAt(fields, 'media_id') !== undefined
  return isNamed ? undefined : answers.wrongParameter(`${msgtype}.media_id missing`)
}

/** The first line that says something, without its marks. */
function previewOfMarkdown({ content }: Fields): string {
  const lines = String(content).split('\n')
  const plain = lines.map((line) =>
    line
      .replace(/<\/?font\b[^<>]*>/gi, '')
      .replace(/^\s*(#{1,6}\s+|[>*-]\s*|\d+\.\s+)+/, '')
      .replace(/\*\*|`/g, '')
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim(),
  )
  return plain.find((line) => line !== '') ?? ''
}

type Message = Extract<ReadWecom, { kind: 'message' }>

/**
 * A text rings for those in its two lists, by userid and by mobile number; markdown for those whom
 * it names as `<@userid>`, by nothing else; other forms ring nobody.
 */
export function wecomMentions({ msgtype, fields }: Message, members: Members): Mentioned {
  if (msgtype === 'markdown') {
    const content = String(fields['content'])
    const ids = [...content.matchAll(/<@([^<>\s]{1,64})>/g)].map(([, id = '']) => id)
    const named = [...new Set(ids)].filter((id) => id !== 'all' && id !== '@all')
    return sorted(named.map((id) => ({ literal: id, name: byUserId(members, id) })))
  }
  if (msgtype !== 'text') return NOBODY
  const userIds = namesIn(fields['mentioned_list'])
  const mobiles = namesIn(fields['mentioned_mobile_list'])
  const isNamed = (name: string) => name !== '@all'
  const named = [
    ...userIds.filter(isNamed).map((id) => ({ literal: id, name: byUserId(members, id) })),
    ...mobiles.filter(isNamed).map((id) => ({ literal: id, name: byMobile(members, id) })),
  ]
  return { ...sorted(named), all: [...userIds, ...mobiles].includes('@all') }
}

function sorted(
  named: readonly { readonly literal: string; readonly name: string | undefined }[],
): Mentioned {
  return {
    all: false,
    people: named.flatMap(({ literal, name }) => (name === undefined ? [] : [{ literal, name }])),
    missed: named.flatMap(({ literal, name }) => (name === undefined ? [literal] : [])),
  }
}

function namesIn(value: unknown): readonly string[] {
  const names: readonly unknown[] = Array.isArray(value) ? value : []
  const texts = names.filter((name) => typeof name === 'string')
  return [...new Set(texts)].filter((name) => name !== '')
}

function byUserId(members: Members, userId: string): string | undefined {
  if (members === null) return userId
  return members.find((member) => member.userId === userId)?.name
}

function byMobile(members: Members, mobile: string): string | undefined {
  if (members === null) return maskedMobile(mobile)
  return members.find((member) => member.mobile === mobile)?.name
}
