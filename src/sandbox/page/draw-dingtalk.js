// In: a message as the sandbox's API gives it. Out: its bubble, as DingTalk would draw it.
// A mention is highlighted only where it rings; a mobile number is never shown whole.
import { element } from './element.js'
import { inert, isWeb, linkTo, picture } from './link.js'
import { parseMarkdown } from './markdown.js'
import { masked } from './message.js'
import { currentLanguage, words } from './words.js'

const TEXTS = {
  en: {
    preview: 'Preview',
    missed: (names) => `Rings nobody: ${names}. To be rung, a person must be in the group, in “at”, and named in the text.`,
    opensPanel: 'Opens in DingTalk’s side panel',
    inert: 'Only the DingTalk app follows this link',
    sendsText: 'In DingTalk a click posts a text as the reader',
    hints: {
      '-1': 'Busy: the sender should try again.',
      40035: 'The token or the JSON body is missing or broken.',
      43002: 'Only POST is taken.',
      43004: 'The content type must be application/json.',
      90030: 'The organisation’s monthly quota is used up.',
      130101: 'More than 20 in a minute: shut out for 10 minutes.',
      410100: 'More than 20 in a minute: shut out for 10 minutes.',
      660026: 'More than 20 in a minute: shut out for 10 minutes.',
      300005: 'No robot has this token.',
      400013: 'The group was dissolved.',
      400102: 'The robot was stopped.',
      400105: 'msgtype must be text, markdown, link, actionCard or feedCard.',
      400106: 'The robot was removed from the group.',
      400402: 'A required field is missing or empty.',
      430101: 'The content check found an unsafe link.',
      430102: 'The content check found unfit text.',
      430103: 'The content check found an unfit image.',
      430104: 'The content check found unfit content.',
      460101: 'The body is larger than 20,000 bytes.',
      keyword: 'None of the robot’s keywords stands in the text.',
      expired: 'The signature’s time is more than an hour off.',
      sign: 'The signature is wrong or missing.',
      address: 'The sender’s address is not on the robot’s list.',
    },
  },
  zh: {
    preview: '会话预览',
    missed: (names) => `未提醒：${names}。须同时满足：在群内、列于 at、正文含 @。`,
    opensPanel: '在钉钉侧边栏中打开',
    inert: '仅钉钉客户端可打开此链接',
    sendsText: '在钉钉中点击会以读者身份发送文字',
    hints: {
      '-1': '系统繁忙，发送方应重试。',
      40035: '缺少 token，或 JSON 缺失、无法解析。',
      43002: '仅接受 POST。',
      43004: 'Content-Type 必须是 application/json。',
      90030: '组织的月度额度已用完。',
      130101: '一分钟超过 20 条，限流 10 分钟。',
      410100: '一分钟超过 20 条，限流 10 分钟。',
      660026: '一分钟超过 20 条，限流 10 分钟。',
      300005: '没有使用该 token 的机器人。',
      400013: '群已被解散。',
      400102: '机器人已被停用。',
      400105: 'msgtype 须为 text、markdown、link、actionCard 或 feedCard。',
      400106: '机器人已被移出群聊。',
      400402: '缺少必填字段，或字段为空。',
      430101: '内容检查发现不安全的链接。',
      430102: '内容检查发现不合适的文本。',
      430103: '内容检查发现不合适的图片。',
      430104: '内容检查发现不合适的内容。',
      460101: '消息体超过 20000 字节。',
      keyword: '正文不含机器人的任何关键词。',
      expired: '签名时间相差超过一小时。',
      sign: '签名错误或缺失。',
      address: '发送方 IP 不在机器人白名单内。',
    },
  },
}

/** The bubble of one message. */
export function draw(message) {
  const content = message.payload[message.msgtype]
  switch (message.msgtype) {
    case 'text':
      return element('div', { class: 'bubble plain' }, ...plainText(content.content, message))
    case 'markdown':
      return element('div', { class: 'bubble markdown' }, ...markdown(content.text, message))
    case 'actionCard':
      return actionCard(content, message)
    case 'link':
      return linkCard(content)
    case 'feedCard':
      return feedCard(content)
    default:
      return element('div', { class: 'bubble', text: words().unshown })
  }
}

/** What the list of conversations shows of it, and who is named in vain. */
export function remarks(message, language) {
  const text = TEXTS[language]
  const { missed } = message.mentions
  return [
    ...(message.msgtype === 'text' ? [] : [`${text.preview}: ${message.preview ?? ''}`]),
    ...(missed.length > 0 ? [text.missed(missed.map(masked).join(', '))] : []),
  ]
}

/** Why a message was not posted. */
export function explain({ errcode, errmsg }, language) {
  const { hints } = TEXTS[language]
  if (errcode !== 310000) return hints[errcode] ?? ''
  if (/关键词|keyword/.test(errmsg)) return hints.keyword
  if (/签名过期|timestamp/.test(errmsg)) return hints.expired
  return /签名|sign/.test(errmsg) ? hints.sign : hints.address
}

/** Text messages keep their newlines, and their addresses can be followed. */
function plainText(text, message) {
  const parts = text.split(/(https?:\/\/[^\s<>"']+)/)
  return parts.flatMap((part, index) =>
    index % 2 === 1 ? [anchor(part, [part])] : mentioned(part, message),
  )
}

function markdown(text, message) {
  return parseMarkdown(text).map((block) => drawBlock(block, message))
}

function drawBlock(block, message) {
  switch (block.kind) {
    case 'heading':
      return element(`h${Math.min(block.level, 6)}`, {}, ...drawSpans(block.spans, message))
    case 'paragraph':
      return element('p', {}, ...drawSpans(block.spans, message))
    case 'quote': {
      const blocks = block.blocks.map((inner) => drawBlock(inner, message))
      return element('blockquote', {}, ...blocks)
    }
    case 'list': {
      const entries = block.entries.map((spans) => element('li', {}, ...drawSpans(spans, message)))
      const start = block.ordered ? String(block.start) : undefined
      return element(block.ordered ? 'ol' : 'ul', { start }, ...entries)
    }
  }
}

function drawSpans(spans, message) {
  return spans.flatMap((span) => drawSpan(span, message))
}

function drawSpan(span, message) {
  switch (span.kind) {
    case 'text':
      return mentioned(span.text, message)
    case 'break':
      return [element('br')]
    case 'strong':
      return [element('strong', {}, ...drawSpans(span.spans, message))]
    case 'emphasis':
      return [element('em', {}, ...drawSpans(span.spans, message))]
    case 'image':
      return [picture(span.href, span.alt)]
    case 'link':
      return [anchor(span.href, drawSpans(span.spans, message))]
    case 'font': {
      const font = element('span', { class: 'font' }, ...drawSpans(span.spans, message))
      if (span.color !== undefined) font.style.setProperty('--font-color', span.color)
      return [font]
    }
  }
}

function anchor(href, children) {
  const text = TEXTS[currentLanguage()]
  const target = followed(href)
  if (target === undefined) {
    return inert(href.startsWith('dtmd:') ? text.sendsText : text.inert, children)
  }
  const link = linkTo(target.url, children)
  if (target.opens === 'panel') link.title = text.opensPanel
  return link
}

const DINGTALK_LINK = 'dingtalk://dingtalkclient/page/link'

/**
 * Where a click on a DingTalk link leads, and where it opens: in the browser or in the side panel.
 * Undefined for what a browser cannot follow.
 *
 * @param {string} href
 */
function followed(href) {
  if (!href.startsWith(DINGTALK_LINK)) {
    return isWeb(href) ? { url: href, opens: 'panel' } : undefined
  }
  const query = new URLSearchParams(href.slice(DINGTALK_LINK.length + 1))
  const url = query.get('url') ?? ''
  const opens = query.get('pc_slide') === 'false' ? 'browser' : 'panel'
  return isWeb(url) ? { url, opens } : undefined
}

/** Splits a text at its mentions. */
function mentioned(text, message) {
  const rung = new Map(message.mentions.people.map((person) => [person.literal, person.name]))
  const parts = text.split(/(@(?:所有人|all\b|\+?[\w-]+))/i)
  return parts.map((part, index) => {
    if (index % 2 === 0) return part
    const name = part.slice(1)
    const isEverybody = /^(所有人|all)$/i.test(name)
    const isRung = isEverybody ? message.mentions.all : rung.has(name)
    if (!isRung) return `@${masked(name)}`
    return element('span', { class: 'mention', text: `@${rung.get(name) ?? name}` })
  })
}

function actionCard(content, message) {
  const isSingle = Boolean(content.singleTitle && content.singleURL)
  const buttons = isSingle
    ? [{ title: content.singleTitle, actionURL: content.singleURL }]
    : content.btns
  const isHorizontal = content.btnOrientation === '1' && !isSingle
  const row = element(
    'div',
    { class: isHorizontal ? 'buttons horizontal' : 'buttons' },
    ...buttons.map((button) => anchor(button.actionURL, [button.title])),
  )
  const text = element('div', { class: 'markdown' }, ...markdown(content.text, message))
  return element('div', { class: 'bubble card' }, text, row)
}

function linkCard(content) {
  const text = element('div', { class: 'link-text', text: content.text })
  const image = content.picUrl ? element('div', { class: 'thumb', text: words().image }) : undefined
  const row = element('div', { class: 'link-row' }, text, image)
  const title = element('div', { class: 'link-title', text: content.title })
  const card = anchor(content.messageUrl, [title, row])
  card.classList.add('link-card')
  return element('div', { class: 'bubble card' }, card)
}

function feedCard(content) {
  const [first, ...others] = content.links
  const cover = anchor(first.messageURL, [
    element('div', { class: 'cover', text: words().image }),
    element('div', { class: 'cover-title', text: first.title }),
  ])
  cover.classList.add('feed-cover')
  const rows = others.map((link) => {
    const title = element('span', { class: 'feed-title', text: link.title })
    const row = anchor(link.messageURL, [title, element('div', { class: 'thumb', text: words().image })])
    row.classList.add('feed-row')
    return row
  })
  return element('div', { class: 'bubble card feed' }, cover, ...rows)
}
