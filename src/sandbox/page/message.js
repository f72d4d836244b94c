// In: a message as the sandbox's API gives it, and what draws its platform's bubbles. Out: its row.
import { element } from './element.js'
import { platformOf } from './platforms.js'
import { clockTime, currentLanguage, fullTime, words } from './words.js'

/** A message with its robot, time, bubble and remarks. */
export function messageRow(message, chat, drawer) {
  const text = words()
  const remarks = [
    ...(drawer.remarks?.(message, currentLanguage()) ?? missedRemark(message)),
    ...(message.fault === 'lostReply' ? [text.replyLost] : []),
  ]
  return element(
    'article',
    { class: 'message', 'data-message': String(message.id) },
    avatar(chat.robotName ?? '', message.platform, 'robot'),
    element(
      'div',
      { class: 'message-column' },
      element(
        'div',
        { class: 'message-head' },
        element('span', { class: 'robot-name', text: chat.robotName ?? '' }),
        element('span', { class: 'robot-tag', text: text.robot }),
        element('time', { text: clockTime(message.at), title: fullTime(message.at) }),
      ),
      bubble(message, chat, drawer),
      ...remarks.map((remark) => element('div', { class: 'remark', text: remark })),
    ),
  )
}

function missedRemark({ mentions }) {
  return mentions.missed.length > 0 ? [words().missed(mentions.missed.map(masked).join(', '))] : []
}

function bubble(message, chat, drawer) {
  if (message.payload === undefined) return element('div', { class: 'bubble', text: words().unshown })
  try {
    return drawer.draw(message, chat)
  } catch {
    return element('div', { class: 'bubble', text: words().undrawable })
  }
}

/** The square with the first letter: a robot's, or a chat's with its platform's mark in the corner. */
export function avatar(name, platform, kind) {
  const { mark, colour } = platformOf(platform)
  const [first = '?'] = name.trim()
  const corner = kind === 'group' ? element('span', { class: 'mark', text: mark }) : undefined
  const properties = { class: `avatar ${kind}`, 'aria-hidden': 'true' }
  const square = element('div', properties, first.toUpperCase(), corner)
  square.style.setProperty('--platform', colour)
  return square
}

/** A number by its ends; names stay. */
export function masked(name) {
  return /^\+?[\d-]{8,}$/.test(name) ? `${name.slice(0, -8)}****${name.slice(-4)}` : name
}
