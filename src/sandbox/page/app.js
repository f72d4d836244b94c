// In: the sandbox's API and its stream of events. Out: the list of chats, and one chat, live.
// The address decides what is shown; the language is the browser's unless it was switched.
import { avatar, messageRow } from './bubbles.js'
import { element } from './element.js'
import {
  chooseLanguage,
  currentLanguage,
  dayTime,
  fullTime,
  hintOf,
  shortTime,
  clockTime,
  words,
} from './words.js'

const SHOWN_MAX = 500
const APART_MS = 5 * 60_000
const NEAR_BOTTOM_PX = 120

const chatId = /^\/sandbox\/chats\/([\w-]+)$/.exec(location.pathname)?.[1]

/** What the page knows: chats by id, and the messages of the one that is open. */
const known = { chats: new Map(), messages: [], lastId: 0, isConnected: true }

async function load() {
  const [chats, messages] = await Promise.all([
    ask('/sandbox/api/chats'),
    chatId === undefined
      ? undefined
      : ask(`/sandbox/api/messages?order=latest&chat=${encodeURIComponent(chatId)}`),
  ])
  known.chats = new Map(chats.chats.map((chat) => [chat.id, chat]))
  known.lastId = chats.last
  const all = messages
    ? [...messages.messages, ...messages.refused, ...messages.duplicates]
    : []
  known.messages = all.sort((left, right) => left.id - right.id).slice(-SHOWN_MAX)
}

async function ask(path) {
  const answer = await fetch(path)
  return answer.json()
}

function connect() {
  const stream = new EventSource(`/sandbox/api/stream?since=${known.lastId}`)
  stream.addEventListener('message', (event) => takeMessage(JSON.parse(event.data)))
  stream.addEventListener('chat', (event) => {
    const chat = JSON.parse(event.data)
    known.chats.set(chat.id, { posted: 0, refused: 0, ...known.chats.get(chat.id), ...chat })
    drawFrame()
  })
  stream.addEventListener('cleared', () => restart(stream))
  stream.addEventListener('open', () => {
    // What was missed while the sandbox was away is not known: begin anew.
    if (!known.isConnected) restart(stream)
  })
  stream.addEventListener('error', () => {
    known.isConnected = false
    drawFrame()
  })
}

function restart(stream) {
  stream.close()
  void start()
}

function takeMessage(message) {
  const chat = known.chats.get(message.chat)
  if (chat !== undefined && message.id > known.lastId) {
    if (message.outcome === 'posted') {
      chat.posted += 1
      chat.last = { at: message.at, preview: message.preview, rings: ringsOf(message.mentions) }
    }
    if (message.outcome === 'refused') chat.refused += 1
    drawFrame()
  }
  known.lastId = Math.max(known.lastId, message.id)
  const isNew = message.id > (known.messages.at(-1)?.id ?? 0)
  if (message.chat !== chatId || !isNew) return
  known.messages = [...known.messages, message].slice(-SHOWN_MAX)
  addToPane(message)
}

function ringsOf(mentions) {
  if (mentions.all) return 'everybody'
  return mentions.people.length > 0 ? 'somebody' : 'nobody'
}

/** The parts that stay in place while messages come and go. */
const parts = {
  list: element('nav', { class: 'list' }),
  head: element('header', { class: 'chat-head' }),
  log: element('div', { class: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0' }),
  foot: element('footer', { class: 'chat-foot' }),
  strip: element('aside', { class: 'strip' }),
}

function drawAll() {
  document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en'
  const app = document.getElementById('app')
  app.className = chatId === undefined ? 'app overview' : 'app in-chat'
  const pane = element('main', { class: 'pane' }, parts.head, parts.log, parts.foot)
  app.replaceChildren(parts.list, pane, parts.strip)
  drawFrame()
  drawLog()
  drawStrip()
  parts.log.scrollTop = parts.log.scrollHeight
}

/** Everything but the messages. */
function drawFrame() {
  drawList()
  drawHead()
  parts.foot.replaceChildren(
    known.isConnected ? words().readOnly : element('span', { class: 'warning', text: words().disconnected }),
  )
}

function drawList() {
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
    languageSwitch(),
  )
  const rows = element('ul', { class: 'chats' }, ...chats.map((chat) => element('li', {}, chatRow(chat))))
  const status = known.isConnected
    ? undefined
    : element('p', { class: 'list-status warning', text: text.disconnected })
  parts.list.replaceChildren(title, chats.length > 0 ? rows : noChats(), ...(status ? [status] : []))
}

function chatRow(chat) {
  const text = words()
  const isOpen = chat.id === chatId
  const calls = { everybody: text.everybody, somebody: text.somebody }
  const call = calls[chat.last?.rings]
  const line = chat.last ? `${chat.robotName}: ${chat.last.preview ?? ''}` : text.noMessages
  return element(
    'a',
    {
      class: isOpen ? 'chat open' : 'chat',
      href: `/sandbox/chats/${chat.id}`,
      'aria-current': isOpen ? 'page' : undefined,
    },
    avatar(chat.name, 'group'),
    element(
      'div',
      { class: 'chat-lines' },
      element(
        'div',
        { class: 'chat-top' },
        element('span', { class: 'chat-name', text: chat.name }),
        chat.last && element('time', { text: shortTime(chat.last.at), title: fullTime(chat.last.at) }),
      ),
      element(
        'div',
        { class: 'chat-bottom' },
        call && element('span', { class: 'call', text: call }),
        element('span', { class: 'chat-preview', text: line }),
        chat.refused > 0
          ? element('span', { class: 'badge', text: String(chat.refused), title: text.refusedCount(chat.refused) })
          : undefined,
      ),
    ),
  )
}

function noChats() {
  const text = words()
  return element(
    'div',
    { class: 'empty' },
    element('strong', { text: text.noChats }),
    element('p', { text: text.noChatsHint }),
    element('code', { text: `${location.origin}/sandbox/dingtalk/robot/send?access_token=…` }),
  )
}

function languageSwitch() {
  const text = words()
  const button = element('button', { class: 'switch', type: 'button', text: text.switchTo, title: text.switchLabel })
  button.addEventListener('click', () => {
    chooseLanguage(currentLanguage() === 'zh' ? 'en' : 'zh')
    drawAll()
  })
  return button
}

function drawHead() {
  const text = words()
  const chat = known.chats.get(chatId)
  document.title = chat ? `${chat.name} · ${text.title}` : text.title
  parts.head.hidden = chat === undefined
  if (chat === undefined) return
  const facts = [
    chat.robotName,
    chat.members ? text.members(chat.members.length) : undefined,
    chat.hasSecret ? text.signed : undefined,
    chat.keywords.length > 0 ? text.keywords(chat.keywords.join(', ')) : undefined,
    chat.ips.length > 0 ? text.addresses : undefined,
    `#${chat.id.split('-').at(-1).slice(0, 6)}`,
  ]
  parts.head.replaceChildren(
    element('a', { class: 'back', href: '/sandbox', 'aria-label': text.back, text: '‹' }),
    avatar(chat.name, 'group'),
    element(
      'div',
      { class: 'chat-title' },
      element('h2', { text: chat.name }),
      element('div', { class: 'chat-facts', text: facts.filter((fact) => fact).join(' · ') }),
    ),
    languageSwitch(),
  )
}

function drawLog() {
  parts.log.replaceChildren()
  let before
  for (const message of known.messages.filter((candidate) => candidate.outcome === 'posted')) {
    appendRow(message, before)
    before = message
  }
  if (before === undefined) parts.log.append(emptyPane())
}

function emptyPane() {
  const text = words()
  const isKnown = chatId !== undefined && known.chats.has(chatId)
  const [title, hint] = isKnown
    ? [text.noMessages, text.noMessagesHint]
    : chatId === undefined
      ? [text.choose, text.chooseHint]
      : [text.unknownChat, text.noChatsHint]
  const sample = `${location.origin}/sandbox/dingtalk/robot/send?access_token=…`
  return element(
    'div',
    { class: 'empty' },
    element('strong', { text: title }),
    element('p', { text: hint }),
    chatId !== undefined && !isKnown ? element('code', { text: sample }) : undefined,
  )
}

function appendRow(message, before) {
  const chat = known.chats.get(chatId) ?? { robotName: '' }
  const isApart = before === undefined || message.at - before.at > APART_MS
  if (isApart) parts.log.append(element('div', { class: 'apart', text: dayTime(message.at) }))
  parts.log.append(messageRow(message, chat))
}

function addToPane(message) {
  if (message.outcome !== 'posted') return drawStrip()
  const { scrollHeight, scrollTop, clientHeight } = parts.log
  const isAtBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX
  const posted = known.messages.filter((candidate) => candidate.outcome === 'posted')
  if (posted.length === 1) parts.log.replaceChildren()
  while (parts.log.childElementCount > 2 * SHOWN_MAX) parts.log.firstElementChild.remove()
  appendRow(message, posted.at(-2))
  if (isAtBottom) parts.log.scrollTop = parts.log.scrollHeight
}

/** What was not posted, newest first, and why. */
function drawStrip() {
  const text = words()
  const refused = known.messages.filter((message) => message.outcome !== 'posted').reverse()
  const isOpen = parts.strip.querySelector('details')?.open ?? matchMedia('(min-width: 1100px)').matches
  const rows = refused.map(refusedRow)
  const count = refused.filter((message) => message.outcome === 'refused').length
  const summary = element(
    'summary',
    {},
    element('span', { text: text.notPosted }),
    count > 0 ? element('span', { class: 'badge', text: String(count) }) : undefined,
  )
  const body =
    rows.length > 0
      ? element('ul', { class: 'refusals' }, ...rows)
      : element('p', { class: 'strip-empty', text: text.nothingRefused })
  const details = element('details', isOpen ? { open: '' } : {}, summary, body)
  parts.strip.replaceChildren(details)
  parts.strip.hidden = chatId === undefined || !known.chats.has(chatId)
  parts.strip.classList.toggle('none', refused.length === 0)
}

function refusedRow(message) {
  const text = words()
  const isDuplicate = message.outcome === 'duplicate'
  const code = isDuplicate ? text.duplicate : String(message.errcode ?? `${text.faultLabel}: ${message.fault}`)
  const preview = message.preview ?? message.payload?.[message.payload?.msgtype]?.title ?? ''
  return element(
    'li',
    { class: isDuplicate ? 'refusal duplicate' : 'refusal' },
    element(
      'div',
      { class: 'refusal-head' },
      element('span', { class: 'code', text: code }),
      message.fault && message.errcode !== undefined && !isDuplicate
        ? element('span', { class: 'fault', text: `${text.faultLabel}: ${message.fault}` })
        : undefined,
      element('time', { text: clockTime(message.at), title: fullTime(message.at) }),
    ),
    element('div', { class: 'refusal-hint', text: hintOf(message) }),
    isDuplicate || message.errcode === undefined
      ? undefined
      : element('div', { class: 'refusal-text', text: message.errmsg }),
    typeof preview === 'string' && preview !== ''
      ? element('div', { class: 'refusal-preview', text: preview })
      : undefined,
  )
}

async function start() {
  await load()
  known.isConnected = true
  drawAll()
  connect()
}

void start()
