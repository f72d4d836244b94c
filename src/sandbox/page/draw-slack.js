// In: a message as the sandbox's API gives it. Out: how Slack would draw it: text, blocks, attachments with their colour bars.
import { element } from './element.js'
import { linkTo, picture } from './link.js'
import { parseMrkdwn } from './mrkdwn.js'
import { currentLanguage } from './words.js'

const TEXTS = {
  en: {
    notification: 'Notification',
    needsApp: 'This button needs an app that answers it; a webhook has none',
    hints: {
      405: 'Only POST is taken.',
      action_prohibited: 'An administrator forbade it.',
      channel_is_archived: 'The channel was archived.',
      invalid_attachments: 'An attachment is not as Slack wants it:',
      invalid_blocks: 'A block is not as Slack wants it:',
      invalid_payload: 'The body is no JSON.',
      invalid_token: 'The address’s last part is wrong.',
      no_active_hooks: 'The webhook was disabled.',
      no_service: 'No webhook has this address, or it was removed.',
      no_team: 'There is no such workspace.',
      no_text: 'There is nothing to show.',
      rate_limited: 'More than one in a second: wait as Retry-After says.',
      rollup_error: 'Slack failed: try again.',
      team_disabled: 'The workspace was disabled.',
      too_many_attachments: 'More than 100 attachments.',
    },
  },
  zh: {
    notification: '通知',
    needsApp: '此按钮需要应用来响应，Webhook 没有应用',
    hints: {
      405: '仅接受 POST。',
      action_prohibited: '管理员禁止此操作。',
      channel_is_archived: '频道已归档。',
      invalid_attachments: '附件不符合 Slack 的要求：',
      invalid_blocks: '区块不符合 Slack 的要求：',
      invalid_payload: '消息体不是 JSON。',
      invalid_token: '地址的最后一段不正确。',
      no_active_hooks: 'Webhook 已停用。',
      no_service: '没有使用该地址的 Webhook，或已删除。',
      no_team: '没有这个工作区。',
      no_text: '没有可显示的内容。',
      rate_limited: '超过每秒一条，请按 Retry-After 等待。',
      rollup_error: 'Slack 出错，请重试。',
      team_disabled: '工作区已停用。',
      too_many_attachments: '附件超过 100 个。',
    },
  },
}

/** The message of one call. */
export function draw(message) {
  const { text, blocks = [], attachments = [] } = message.payload
  const isWritten = typeof text === 'string' && text !== ''
  const own = blocks.length > 0 ? blocks.map(drawBlock) : isWritten ? mrkdwn(text) : []
  return element('div', { class: 'bubble slack' }, ...own, ...attachments.map(drawAttachment))
}

/** Where there is more than text: what a notification says of it. */
export function remarks(message, language) {
  if (message.msgtype === 'text') return []
  return [`${TEXTS[language].notification}: ${message.preview ?? ''}`]
}

/** Why a message was not posted. */
export function explain({ errcode }, language) {
  return TEXTS[language].hints[errcode] ?? ''
}

const DRAWERS = {
  header: (block) => element('div', { class: 'slack-header', text: plainOf(block.text) }),
  section: drawSection,
  context: (block) => element('div', { class: 'slack-context' }, ...block.elements.map(drawContextElement)),
  divider: () => element('hr'),
  actions: (block) => element('div', { class: 'slack-actions' }, ...block.elements.map(drawElement)),
  image: (block) => element('div', { class: 'slack-image' }, ...titled(block), picture(block.image_url, block.alt_text)),
  markdown: (block) => element('div', { class: 'slack-text', text: block.text }),
  rich_text: (block) => element('div', { class: 'slack-text', text: flatText(block.elements) }),
  table: drawTable,
  video: (block) => element('div', { class: 'slack-image' }, picture(block.thumbnail_url, block.alt_text)),
}

function drawBlock(block) {
  return DRAWERS[block.type]?.(block) ?? element('div', { class: 'slack-text' })
}

function titled(block) {
  return block.title === undefined ? [] : [element('div', { class: 'slack-context', text: plainOf(block.title) })]
}

function drawSection({ text, fields, accessory }) {
  const parts = [
    ...(text === undefined ? [] : textOf(text)),
    ...(fields === undefined
      ? []
      : [element('div', { class: 'slack-fields' }, ...fields.map((field) => element('div', { class: 'slack-field' }, ...textOf(field))))]),
  ]
  const column = element('div', { class: 'slack-section-text' }, ...parts)
  if (accessory === undefined) return column
  const drawn = accessory.type === 'image' ? element('div', { class: 'thumb' }) : drawElement(accessory)
  return element('div', { class: 'slack-section' }, column, drawn)
}

function drawContextElement(part) {
  if (part.type === 'image') return element('span', { class: 'slack-icon', title: part.alt_text })
  return element('span', { class: 'slack-context-text' }, ...textOf(part))
}

function drawElement(part) {
  const label = plainOf(part.text ?? part.placeholder) || part.type
  const classes = ['slack-button', part.style ?? ''].join(' ').trim()
  if (part.type === 'button' && part.url !== undefined) return linkTo(part.url, [label], classes)
  const title = TEXTS[currentLanguage()].needsApp
  return element('button', { class: classes, type: 'button', disabled: '', title, text: label })
}

function drawTable({ rows }) {
  const drawRow = (cells) =>
    element('tr', {}, ...cells.map((cell) => element('td', { text: cell.text ?? flatText(cell.elements) })))
  return element('div', { class: 'slack-table' }, element('table', {}, ...rows.map(drawRow)))
}

const COLOURS = new Map([
  ['good', '#2eb886'],
  ['warning', '#daa038'],
  ['danger', '#a30200'],
])

function drawAttachment(attachment) {
  const { color = '', blocks = [] } = attachment
  const parts = blocks.length > 0 ? blocks.map(drawBlock) : olderParts(attachment)
  const content = element('div', { class: 'slack-attachment-content' }, ...parts)
  const pretext = attachment.pretext ? mrkdwn(attachment.pretext) : []
  const bar = element('div', { class: 'slack-attachment' }, element('span', { class: 'slack-bar' }), content)
  const colour = COLOURS.get(color) ?? (/^#?[0-9a-f]{6}$/i.test(color) ? `#${color.replace('#', '')}` : undefined)
  if (colour !== undefined) bar.style.setProperty('--bar', colour)
  return element('div', {}, ...pretext, bar)
}

/** An attachment from before there were blocks. */
function olderParts({ author_name: author, title, title_link: link, text, fields = [], image_url: image, footer, ts, fallback, actions = [] }) {
  const isBare = [author, title, text, image].every((part) => !part) && fields.length === 0
  const at = Number(ts) > 0 ? new Date(Number(ts) * 1000).toLocaleString(currentLanguage()) : undefined
  const foot = [footer, at].filter(Boolean).join(' | ')
  return [
    author && element('div', { class: 'slack-author', text: author }),
    title && element('div', { class: 'slack-title' }, link ? linkTo(link, [title]) : title),
    ...(text ? mrkdwn(text) : []),
    isBare && fallback ? element('div', { class: 'slack-text', text: fallback }) : undefined,
    fields.length > 0 ? element('div', { class: 'slack-fields' }, ...fields.map(olderField)) : undefined,
    image && picture(image, ''),
    actions.length > 0
      ? element('div', { class: 'slack-actions' }, ...actions.map(({ text: label, url, style }) => drawElement({ type: 'button', text: { text: label }, url, style })))
      : undefined,
    foot && element('div', { class: 'slack-context', text: foot }),
  ].filter(Boolean)
}

function olderField({ title, value, short }) {
  const name = title ? element('strong', { text: title }) : undefined
  return element('div', { class: short ? 'slack-field' : 'slack-field long' }, name, ...mrkdwn(String(value ?? '')))
}

/** A text object: mrkdwn, or plain text as it is. */
function textOf({ type, text, verbatim }) {
  if (type === 'mrkdwn') return mrkdwn(text, { verbatim: verbatim === true })
  return [element('div', { class: 'slack-text', text })]
}

function plainOf(text) {
  return typeof text === 'string' ? text : (text?.text ?? '')
}

/** Rich text as plain text: what its elements say, one after another. */
function flatText(parts = []) {
  return parts
    .map((part) => part.text ?? part.name ?? part.url ?? flatText(part.elements))
    .join('')
}

function mrkdwn(text, options) {
  return parseMrkdwn(text, options).map((block) => {
    if (block.kind === 'code') return element('pre', { class: 'slack-code', text: block.text })
    const tag = block.kind === 'quote' ? 'blockquote' : 'div'
    return element(tag, { class: 'slack-text' }, ...block.spans.map(drawSpan))
  })
}

const TAGS = { strong: 'strong', emphasis: 'em', strike: 's' }

function drawSpan(span) {
  switch (span.kind) {
    case 'text':
      return span.text
    case 'code':
      return element('code', { text: span.text })
    case 'mention':
      return element('span', { class: 'mention', text: span.text })
    case 'link':
      return linkTo(span.href, [span.text])
    case 'date':
      return element('time', { class: 'slack-date', text: dateText(span), title: span.text })
    default:
      return element(TAGS[span.kind], {}, ...span.spans.map(drawSpan))
  }
}

/** Slack writes a date in the reader's own zone and words. */
function dateText({ seconds, format, text }) {
  const at = new Date(seconds * 1000)
  if (Number.isNaN(at.getTime())) return text
  const locale = currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB'
  const written = (options) => new Intl.DateTimeFormat(locale, options).format(at)
  return format
    .replaceAll('{time_secs}', written({ timeStyle: 'medium' }))
    .replaceAll('{time}', written({ timeStyle: 'short' }))
    .replaceAll(/\{date(?:_(?:num|slash|long|short)(?:_full|_pretty)?|_pretty)?\}/g, written({ dateStyle: 'medium' }))
}
