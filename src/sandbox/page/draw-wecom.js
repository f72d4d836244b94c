// In: a message as the sandbox's API gives it. Out: its bubble, as WeCom would draw it: text, markdown, news, card.
// A mention is highlighted only where it rings; a mobile number is never shown whole.
import { element } from './element.js'
import { linkified, linkTo, picture } from './link.js'
import { masked } from './message.js'
import { drawBlocks } from './rich-draw.js'
import { DIALECTS, parseRich } from './rich-text.js'
import { drawTemplateCard } from './wecom-card.js'
import { words } from './words.js'

const HINTS = {
  en: {
    '-1': 'Busy: the sender should try again.',
    40008: 'msgtype is missing, or not one that a robot may send.',
    40009: 'The image is larger than 2 MB.',
    40058: 'A field is missing, wrong or longer than WeCom takes.',
    44004: 'The message has no content.',
    45009: 'More than 20 in a minute.',
    93000: 'No robot has this key.',
  },
  zh: {
    '-1': '系统繁忙，发送方应重试。',
    40008: '缺少 msgtype，或机器人不支持该类型。',
    40009: '图片超过 2 MB。',
    40058: '字段缺失、有误或超过长度上限。',
    44004: '消息没有内容。',
    45009: '一分钟超过 20 条。',
    93000: '没有使用该 key 的机器人。',
  },
}

/** The bubble of one message. */
export function draw(message) {
  const content = message.payload[message.msgtype]
  switch (message.msgtype) {
    case 'text':
      return drawText(content.content, message)
    case 'markdown':
      return markdown(content.content, DIALECTS.wecom, message)
    case 'markdown_v2':
      return markdown(content.content, DIALECTS.wecomSecond, message)
    case 'news':
      return drawNews(content.articles)
    case 'template_card':
      return drawTemplateCard(content)
    case 'image':
      return element('div', { class: 'bubble' }, picture('', ''))
    default: {
      const form = words().forms[message.msgtype] ?? message.msgtype
      const id = element('div', { class: 'link-text', text: content.media_id })
      return element('div', { class: 'bubble' }, element('div', { class: 'link-title', text: form }), id)
    }
  }
}

/** Why a message was not posted. */
export function explain({ errcode }, language) {
  return HINTS[language][errcode] ?? ''
}

/** Beneath: whoever is named in vain, and that WeCom read something else than was sent. */
export function remarks(message, language) {
  const text = words()
  const { missed } = message.mentions
  const misread = {
    en: 'The body was no proper JSON: WeCom says so behind its “ok”.',
    zh: '请求体不是规范的 JSON：企业微信在 “ok” 之后附带了警告。',
  }
  return [
    ...(missed.length > 0 ? [text.missed(missed.map(masked).join(', '))] : []),
    ...(/wrong json/.test(message.errmsg) ? [misread[language]] : []),
  ]
}

/** Those who are rung stand behind the text, as WeCom adds them. */
function drawText(content, { mentions }) {
  const names = [...(mentions.all ? [words().all] : []), ...mentions.people.map(({ name }) => name)]
  const rung = names.flatMap((name) => [' ', element('span', { class: 'mention', text: `@${name}` })])
  return element('div', { class: 'bubble plain' }, ...linkified(content), ...rung)
}

function markdown(content, dialect, message) {
  const blocks = drawBlocks(parseRich(content, dialect), handOf(message))
  return element('div', { class: 'bubble markdown wecom' }, ...blocks)
}

const COLOURS = new Set(['info', 'comment', 'warning'])

function handOf({ mentions }) {
  return {
    drawAt: ({ ids: [id] }) => {
      const person = mentions.people.find(({ literal }) => literal === id)
      if (person === undefined) return [`@${id}`]
      return [element('span', { class: 'mention', text: `@${person.name}` })]
    },
    colourOf: (name) => (COLOURS.has(name) ? `var(--wecom-${name})` : undefined),
  }
}

function drawNews([first, ...others]) {
  const cover = linkTo(
    first.url,
    [
      element('div', { class: 'cover', text: words().image }),
      element(
        'div',
        { class: 'cover-title' },
        first.title,
        first.description && others.length === 0
          ? element('div', { class: 'link-text', text: first.description })
          : undefined,
      ),
    ],
    'feed-cover',
  )
  const rows = others.map((article) => {
    const title = element('span', { class: 'feed-title', text: article.title })
    const thumb = element('div', { class: 'thumb', text: words().image })
    return linkTo(article.url, [title, thumb], 'feed-row')
  })
  return element('div', { class: 'bubble card feed' }, cover, ...rows)
}
