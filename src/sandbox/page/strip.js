// In: what was not posted. Out: the strip that says so, newest first, and why.
import { element } from './element.js'
import { clockTime, currentLanguage, fullTime, hintOf, words } from './words.js'

/**
 * @param {object[]} messages of the chat, oldest first
 * @param {{ explain?(message: object, language: string): string }} drawer
 * @param {boolean} isOpen
 */
export function drawStrip(messages, drawer, isOpen) {
  const text = words()
  const refused = messages.filter((message) => message.outcome !== 'posted').reverse()
  const count = refused.filter((message) => message.outcome === 'refused').length
  const summary = element(
    'summary',
    {},
    element('span', { text: text.notPosted }),
    count > 0 ? element('span', { class: 'badge', text: String(count) }) : undefined,
  )
  const rows = refused.map((message) => refusedRow(message, drawer))
  const body =
    rows.length > 0
      ? element('ul', { class: 'refusals' }, ...rows)
      : element('p', { class: 'strip-empty', text: text.nothingRefused })
  return element('details', isOpen ? { open: '' } : {}, summary, body)
}

function refusedRow(message, drawer) {
  const text = words()
  const isDuplicate = message.outcome === 'duplicate'
  const hasCode = message.errcode !== undefined && !isDuplicate
  const code = isDuplicate
    ? text.duplicate
    : String(message.errcode ?? (message.fault ? `${text.faultLabel}: ${message.fault}` : '–'))
  const explained = hasCode ? drawer.explain?.(message, currentLanguage()) : undefined
  const head = element(
    'div',
    { class: 'refusal-head' },
    element('span', { class: 'code', text: code }),
    message.fault && hasCode
      ? element('span', { class: 'fault', text: `${text.faultLabel}: ${message.fault}` })
      : undefined,
    element('time', { text: clockTime(message.at), title: fullTime(message.at) }),
  )
  const isOwnText = hasCode || (message.fault === undefined && !isDuplicate)
  const preview = message.preview ?? message.payload?.[message.payload?.msgtype]?.title ?? ''
  return element(
    'li',
    { class: isDuplicate ? 'refusal duplicate' : 'refusal' },
    head,
    element('div', { class: 'refusal-hint', text: explained || hintOf(message) }),
    isOwnText ? element('div', { class: 'refusal-text', text: message.errmsg }) : undefined,
    typeof preview === 'string' && preview !== ''
      ? element('div', { class: 'refusal-preview', text: preview })
      : undefined,
  )
}
