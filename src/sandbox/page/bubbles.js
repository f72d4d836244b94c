// In: a message as the sandbox's API gives it. Out: its bubble, as DingTalk would draw it.
// A mention is highlighted only where it rings; a mobile number is never shown whole.
import { element, followed } from './element.js'
import { parseMarkdown } from './markdown.js'
import { clockTime, fullTime, words } from './words.js'

/** A message with its robot, time and bubble. */
export function messageRow(message, chat) {
  const content = message.payload?.[message.msgtype]
  const text = words()
  const remarks = [
    message.msgtype === 'text' ? undefined : `${text.preview}: ${message.preview ?? ''}`,
    message.mentions.missed.length > 0
      ? text.missed(message.mentions.missed.map(masked).join(', '))
      : undefined,
    message.fault === 'lostReply' ? text.replyLost : undefined,
  ]
  return element(
    'article',
    { class: 'message', 'data-message': String(message.id) },
    avatar(chat.robotName, 'robot'),
    element(
      'div',
      { class: 'message-column' },
      element(
        'div',
        { class: 'message-head' },
        element('span', { class: 'robot-name', text: chat.robotName }),
        element('span', { class: 'robot-tag', text: text.robot }),
        element('time', { text: clockTime(message.at), title: fullTime(message.at) }),
      ),
      bubble(message, content),
      ...remarks.map((remark) => remark && element('div', { class: 'remark', text: remark })),
    ),
  )
}

/** The square with the first letter. */
export function avatar(name, kind) {
  const [first = '?'] = name.trim()
  return element('div', { class: `avatar ${kind}`, 'aria-hidden': 'true', text: first.toUpperCase() })
}

function bubble(message, content) {
  if (content === undefined) return element('div', { class: 'bubble', text: words().unshown })
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

/** Nothing is loaded from elsewhere: an image is shown as the place where it would be. */
function picture(href, alt) {
  const host = URL.canParse(href) ? new URL(href).host : ''
  const text = [words().image, alt, host].filter((part) => part !== '').join(' · ')
  return element('span', { class: 'picture', text })
}

function anchor(href, children) {
  const target = followed(href)
  if (target === undefined) {
    const title = href.startsWith('dtmd:') ? words().sendsText : words().inert
    return element('span', { class: 'link inert', title }, ...children)
  }
  const title = target.opens === 'browser' ? words().opensBrowser : words().opensPanel
  const properties = { class: 'link', href: target.url, target: '_blank', rel: 'noopener', title }
  return element('a', properties, ...children)
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

/** A number by its ends; names stay. */
function masked(name) {
  return /^\+?[\d-]{8,}$/.test(name) ? `${name.slice(0, -8)}****${name.slice(-4)}` : name
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
