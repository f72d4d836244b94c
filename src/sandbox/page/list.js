// In: the chats that are known. Out: the list of conversations.
import { element } from './element.js'
import { avatar } from './message.js'
import { platformOf } from './platforms.js'
import { currentLanguage, chooseLanguage, fullTime, shortTime, words } from './words.js'

/**
 * @param {{ chats: Map<string, object>, platforms: object[], isConnected: boolean }} known
 * @param {{ openId: string | undefined, redraw(): void }} view
 */
export function drawList(known, { openId, redraw }) {
  const text = words()
  const chats = [...known.chats.values()].sort(
    (left, right) => (right.last?.at ?? 0) - (left.last?.at ?? 0),
  )
  const title = element(
    'div',
    { class: 'list-head' },
    element(
      'div',
      {},
      element('h1', { text: text.title }),
      element('div', { class: 'list-subtitle', text: text.subtitle }),
    ),
    languageSwitch(redraw),
  )
  const rows = chats.map((chat) => element('li', {}, chatRow(chat, openId)))
  const status = known.isConnected
    ? undefined
    : element('p', { class: 'list-status warning', text: text.disconnected })
  const list =
    chats.length > 0 ? element('ul', { class: 'chats' }, ...rows) : noChats(known.platforms)
  return [title, list, status]
}

function noChats(platforms) {
  const text = words()
  const title = element('strong', { text: text.noChats })
  const hint = element('p', { text: text.noChatsHint })
  return element('div', { class: 'empty' }, title, hint, samples(platforms))
}

/** Where to post to, for each platform. */
export function samples(platforms) {
  const rows = platforms.flatMap(({ platform, sample }) => [
    element('dt', { text: platformOf(platform).name }),
    // Mail comes in on a port of its own, which is no address of this server.
    element('dd', {}, element('code', { text: sample.startsWith('/') ? `${location.origin}${sample}` : sample })),
  ])
  return element('dl', { class: 'samples' }, ...rows)
}

function chatRow(chat, openId) {
  const text = words()
  const isOpen = chat.id === openId
  const call = { everybody: text.everybody, somebody: text.somebody }[chat.last?.rings]
  const line = chat.last ? lineOf(chat) : text.noMessages
  const properties = {
    class: isOpen ? 'chat open' : 'chat',
    href: `/sandbox/chats/${chat.id}`,
    'aria-current': isOpen ? 'page' : undefined,
  }
  const { name: platform } = platformOf(chat.platform)
  const refused =
    chat.refused > 0
      ? element('span', {
          class: 'badge',
          text: String(chat.refused),
          title: text.refusedCount(chat.refused),
        })
      : undefined
  const time =
    chat.last && element('time', { text: shortTime(chat.last.at), title: fullTime(chat.last.at) })
  const top = element(
    'div',
    { class: 'chat-top' },
    element('span', { class: 'chat-name', text: chat.name }),
    element('span', { class: 'chat-platform', text: platform }),
    time,
  )
  const bottom = element(
    'div',
    { class: 'chat-bottom' },
    call && element('span', { class: 'call', text: call }),
    element('span', { class: 'chat-preview', text: line }),
    refused,
  )
  const lines = element('div', { class: 'chat-lines' }, top, bottom)
  return element('a', properties, avatar(chat.name ?? '', chat.platform, 'group'), lines)
}

/** A message without words has its form in brackets, as chats show it. */
function lineOf({ robotName, last }) {
  const preview = last.preview || (last.msgtype ? `[${words().forms[last.msgtype] ?? last.msgtype}]` : '')
  return `${robotName}: ${preview}`
}

/** Switches the language for good. */
export function languageSwitch(redraw) {
  const text = words()
  const properties = { class: 'switch', type: 'button', text: text.switchTo, title: text.switchLabel }
  const button = element('button', properties)
  button.addEventListener('click', () => {
    chooseLanguage(currentLanguage() === 'zh' ? 'en' : 'zh')
    redraw()
  })
  return button
}
