// In: a message as the sandbox's API gives it. Out: its bubble, as Lark would draw it: text, rich text, card.
// A mention is highlighted only where it rings. A custom bot's buttons open addresses and do nothing else.
import { element } from './element.js'
import { drawElements, drawHeader } from './lark-card.js'
import { drawName, larkHand } from './lark-hand.js'
import { linkified, linkTo, picture } from './link.js'
import { drawBlocks } from './rich-draw.js'
import { DIALECTS, parseRich } from './rich-text.js'
import { words } from './words.js'

const TEXTS = {
  en: {
    template: 'Card from the template',
    groupCard: 'Group card',
    hints: {
      burst: 'More than 5 in a second: the gateway turned it away.',
      off: 'The bot was stopped or removed from the group.',
      form: 'The gateway could not read it: its form is wrong, or it is larger than 20 KB.',
      11232: 'More than 100 in a minute.',
      11246: 'The card’s form is wrong: see the text for what and where.',
      11247: 'Lark is busy: the sender should try again.',
      19001: 'No bot has this webhook.',
      19002: 'msg_type is missing.',
      19021: 'The signature is wrong or missing, or its time is more than an hour off.',
      19022: 'The sender’s address is not on the bot’s list.',
      19024: 'None of the bot’s keywords stands in what people read.',
      99991403: 'The month’s quota is used up.',
    },
  },
  zh: {
    template: '模板卡片',
    groupCard: '群名片',
    hints: {
      burst: '每秒超过 5 次，被网关拒绝。',
      off: '机器人已停用或被移出群聊。',
      form: '网关无法解析：格式错误，或超过 20 KB。',
      11232: '一分钟超过 100 条。',
      11246: '卡片格式有误，详见返回文字。',
      11247: '系统繁忙，发送方应重试。',
      19001: '没有使用该 Webhook 的机器人。',
      19002: '缺少 msg_type。',
      19021: '签名错误或缺失，或时间相差超过一小时。',
      19022: '发送方 IP 不在机器人白名单内。',
      19024: '可见文字不含机器人的任何关键词。',
      99991403: '本月额度已用完。',
    },
  },
}

/** The bubble of one message. */
export function draw(message) {
  const { payload } = message
  switch (message.msgtype) {
    case 'text':
      return element('div', { class: 'bubble plain' }, ...drawText(payload.content.text, message))
    case 'post':
      return drawPost(payload.content.post, message)
    case 'interactive':
      return drawCard(payload.card, message)
    case 'image':
      return element('div', { class: 'bubble' }, picture('', payload.content.image_key))
    default: {
      const id = element('div', { class: 'link-text', text: payload.content.share_chat_id })
      const title = element('div', { class: 'link-title', text: textsOf().groupCard })
      return element('div', { class: 'bubble' }, title, id)
    }
  }
}

/** Why a message was not posted. */
export function explain({ errcode, errmsg }, language) {
  const { hints } = TEXTS[language]
  if (errcode !== 9499) return hints[errcode] ?? ''
  if (/too many/.test(errmsg)) return hints.burst
  return /enabled|removed/.test(errmsg) ? hints.off : hints.form
}

function textsOf() {
  return TEXTS[words().language]
}

/** Text keeps its newlines; of tags it knows `<at>` alone. */
function drawText(text, message) {
  const parts = text.split(/(<at\b[^<>]*>[^<]*<\/at>)/)
  return parts.flatMap((part, index) => {
    if (index % 2 === 0) return linkified(part)
    const [, id = '', name = ''] = /user_id\s*=\s*["']?([^"'<>]+?)["']?\s*>([^<]*)</.exec(part) ?? []
    return [drawName(id, name, message)]
  })
}

/** The locale of the page's language, else the first. */
function drawPost(post, message) {
  const isChinese = words().language === 'zh'
  const own = isChinese ? post.zh_cn : post.en_us
  const { title, content } = own ?? post.zh_cn ?? post.en_us ?? Object.values(post)[0]
  const lines = content.map((line) =>
    element('div', { class: 'post-line' }, ...line.map((node) => drawNode(node, message))),
  )
  const heading = title ? element('div', { class: 'post-title', text: title }) : undefined
  return element('div', { class: 'bubble post' }, heading, ...lines)
}

function drawNode(node, message) {
  switch (node.tag) {
    case 'text':
      return element('span', { class: styleOf(node.style), text: node.text })
    case 'a':
      return linkTo(node.href, [node.text])
    case 'at':
      return element('span', {}, drawName(node.user_id, node.user_name ?? '', message), ' ')
    case 'img':
      return picture('', node.image_key)
    case 'md': {
      const blocks = parseRich(node.text, DIALECTS.larkSecond)
      return element('div', { class: 'markdown' }, ...drawBlocks(blocks, larkHand(message)))
    }
    case 'hr':
      return element('hr')
    case 'code_block':
      return element('pre', { class: 'code-block', text: node.text ?? '' })
    default:
      return element('span', { text: `[${node.emoji_type ?? node.tag}]` })
  }
}

function styleOf(style) {
  const known = ['bold', 'italic', 'underline', 'lineThrough']
  const named = Array.isArray(style) ? known.filter((name) => style.includes(name)) : []
  return ['node', ...named].join(' ')
}

function drawCard(card, message) {
  if (card.type === 'template') return drawTemplate(card)
  const isSecond = card.schema === '2.0'
  const context = { message, dialect: isSecond ? DIALECTS.larkSecond : DIALECTS.larkFirst }
  const lists = isSecond ? card.body.elements : (card.elements ?? firstOf(card.i18n_elements))
  const body = element('div', { class: 'card-body' }, ...drawElements(lists, context))
  const link = card.card_link?.url ?? card.card_link?.pc_url
  const header = card.header ? drawHeader(card.header) : undefined
  const head = header && link ? linkTo(link, [header], 'card-link') : header
  return element('div', { class: 'bubble card lark-card' }, head, body)
}

function firstOf(locales) {
  return locales.zh_cn ?? locales.en_us ?? Object.values(locales)[0]
}

function drawTemplate({ data }) {
  const title = element('div', { class: 'link-title', text: textsOf().template })
  const id = element('code', { class: 'inline-code', text: data.template_id })
  const variables = element('pre', {
    class: 'json',
    text: JSON.stringify(data.template_variable ?? {}, undefined, 2),
  })
  return element('div', { class: 'bubble' }, title, id, variables)
}
