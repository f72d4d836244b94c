import { STAND_IN_LIMITS } from '../base/limits.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { entriesIn, firstLine, textIn } from './json-parts.ts'
import type { Mentioned } from './stand-in.ts'

/** Every text of a message in which Slack reads mentions, in the order in which it is seen. */
function slackTexts(message: Fields): readonly string[] {
  const blocks = entriesIn(message['blocks'])
  const own = blocks.length > 0 ? blocks.flatMap(blockTexts) : texts(message['text'])
  return [...own, ...entriesIn(message['attachments']).flatMap(attachmentTexts)]
}

function attachmentTexts(value: unknown): readonly string[] {
  const attachment = fieldsOf(value)
  const fields = entriesIn(attachment['fields']).map(fieldsOf)
  return [
    ...['pretext', 'title', 'text'].flatMap((name) => texts(attachment[name])),
    ...fields.flatMap((field) => [...texts(field['title']), ...texts(field['value'])]),
    ...entriesIn(attachment['blocks']).flatMap(blockTexts),
  ]
}

function blockTexts(value: unknown): readonly string[] {
  const block = fieldsOf(value)
  const parts = [...entriesIn(block['fields']), ...entriesIn(block['elements'])]
  return [block['text'], ...parts].flatMap(texts)
}

/** A text, or a text object's. */
function texts(value: unknown): readonly string[] {
  const text = textIn(value) ?? textIn(fieldsOf(value)['text'])
  return text === undefined ? [] : [text]
}

/** Slack rings for what is written as a mention; what looks like a name rings nobody. */
export function slackMentions(message: Fields): Mentioned {
  const text = slackTexts(message).join('\n')
  const found = [...text.matchAll(/<(@[UW]\w{1,30}|!subteam\^\w{1,30})(?:\|[^<>]{0,80})?>/g)]
  const names = [...new Set(found.map((match) => match[1] ?? ''))]
  return {
    all: /<!(?:here|channel|everyone|group)(?:\|[^<>]{0,80})?>/.test(text),
    people: names.slice(0, STAND_IN_LIMITS.mentionsMax).map((literal) => ({
      name: literal.replace(/^(?:@|!subteam\^)/, ''),
      literal: `<${literal}>`,
    })),
    missed: [],
  }
}

/** The notification: `text` where there is one, else the first text of the message, without its signs. */
export function slackPreview(message: Fields): string {
  const attachment = fieldsOf(entriesIn(message['attachments'])[0])
  const [seen] = slackTexts(message)
  const text = textIn(message['text']) ?? textIn(attachment['fallback']) ?? seen ?? ''
  return firstLine(withoutSigns(text), STAND_IN_LIMITS.previewMax)
}

function withoutSigns(text: string): string {
  return text
    .replace(/<(?:[^<>|]{0,3000})\|([^<>]{0,500})>/g, '$1')
    .replace(/<!(\w{1,20})>/g, '@$1')
    .replace(/<([^<>]{1,3000})>/g, '$1')
    .replace(/(^|\W)[*_~](\S[^*_~\n]{0,300}?)[*_~](?=\W|$)/g, '$1$2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
