// In: the sandbox's API and its stream of events. Out: the list of chats, and one chat, live.
// The address decides what is shown; the language is the browser's unless it was switched.
import { ask, hasToken, keepToken, listen, TokenNeeded } from './connection.js'
import { element } from './element.js'
import { drawList, languageSwitch, samples } from './list.js'
import { avatar, messageRow } from './message.js'
import { drawerFor, platformOf, platformOfChat } from './platforms.js'
import { drawStrip } from './strip.js'
import { currentLanguage, dayTime, words } from './words.js'

const SHOWN_MAX = 500
const APART_MS = 5 * 60_000
const NEAR_BOTTOM_PX = 120
const RETRY_MS = 2_000

const chatId = /^\/sandbox\/chats\/([\w-]+)$/.exec(location.pathname)?.[1]

/** What the page knows: chats by id, and the messages of the one that is open. */
const known = {
  chats: new Map(),
  platforms: [],
  messages: [],
  lastId: 0,
  isConnected: true,
  drawer: {},
}

async function load() {
  const latest = `/sandbox/api/messages?order=latest&chat=${encodeURIComponent(chatId ?? '')}`
  const [chats, { platforms }, messages, drawer] = await Promise.all([
    ask('/sandbox/api/chats'),
    ask('/sandbox/api/platforms'),
    chatId === undefined ? undefined : ask(latest),
    chatId === undefined ? {} : drawerFor(platformOfChat(chatId)),
  ])
  known.chats = new Map(chats.chats.map((chat) => [chat.id, chat]))
  known.platforms = platforms
  known.lastId = chats.last
  known.drawer = drawer
  const all = messages
    ? [...messages.messages, ...messages.refused, ...messages.duplicates]
    : []
  known.messages = all.sort((left, right) => left.id - right.id).slice(-SHOWN_MAX)
}

function connect() {
  const stream = listen(`/sandbox/api/stream?since=${known.lastId}`, {
    event(kind, value) {
      if (kind === 'message') takeMessage(value)
      if (kind === 'chat') takeChat(value)
      if (kind === 'cleared') {
        stream.close()
        void start()
      }
    },
    lost() {
      known.isConnected = false
      drawFrame()
      // What is missed while the sandbox is away is not known: begin anew.
      setTimeout(() => void start(), RETRY_MS)
    },
  })
}

function takeChat(chat) {
  known.chats.set(chat.id, { posted: 0, refused: 0, ...known.chats.get(chat.id), ...chat })
  drawFrame()
}

function takeMessage(message) {
  const chat = known.chats.get(message.chat)
  if (chat !== undefined && message.id > known.lastId) {
    if (message.outcome === 'posted') {
      chat.posted += 1
      const { at, preview, msgtype, mentions } = message
      chat.last = { at, preview, msgtype, rings: ringsOf(mentions) }
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
  const app = prepareApp()
  app.className = chatId === undefined ? 'app overview' : 'app in-chat'
  const pane = element('main', { class: 'pane' }, parts.head, parts.log, parts.foot)
  app.replaceChildren(parts.list, pane, parts.strip)
  drawFrame()
  drawLog()
  drawRefusals()
  parts.log.scrollTop = parts.log.scrollHeight
}

function prepareApp() {
  document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en'
  return document.getElementById('app')
}

/** Everything but the messages. */
function drawFrame() {
  const list = drawList(known, { openId: chatId, redraw: drawAll })
  parts.list.replaceChildren(...list.filter((part) => part !== undefined))
  drawHead()
  const text = words()
  const foot = known.isConnected
    ? text.readOnly
    : element('span', { class: 'warning', text: text.disconnected })
  parts.foot.replaceChildren(foot)
}

function drawHead() {
  const text = words()
  const chat = known.chats.get(chatId)
  document.title = chat ? `${chat.name} · ${text.title}` : text.title
  parts.head.hidden = chat === undefined
  if (chat === undefined) return
  const facts = [
    platformOf(chat.platform).name,
    chat.robotName,
    chat.members ? text.members(chat.members.length) : undefined,
    chat.hasSecret ? text.signed : undefined,
    chat.keywords?.length > 0 ? text.keywords(chat.keywords.join(', ')) : undefined,
    chat.ips?.length > 0 ? text.addresses : undefined,
    `#${chat.id.split('-').at(-1).slice(0, 6)}`,
  ]
  parts.head.replaceChildren(
    element('a', { class: 'back', href: '/sandbox', 'aria-label': text.back, text: '‹' }),
    avatar(chat.name ?? '', chat.platform, 'group'),
    element(
      'div',
      { class: 'chat-title' },
      element('h2', { text: chat.name }),
      element('div', { class: 'chat-facts', text: facts.filter((fact) => fact).join(' · ') }),
    ),
    languageSwitch(drawAll),
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
      ? [known.chats.size > 0 ? text.choose : text.addressesTitle, text.chooseHint]
      : [text.unknownChat, text.noChatsHint]
  return element(
    'div',
    { class: 'empty' },
    element('strong', { text: title }),
    element('p', { text: hint }),
    isKnown ? undefined : samples(known.platforms),
  )
}

function appendRow(message, before) {
  const chat = known.chats.get(chatId) ?? { robotName: '' }
  const isApart = before === undefined || message.at - before.at > APART_MS
  if (isApart) parts.log.append(element('div', { class: 'apart', text: dayTime(message.at) }))
  parts.log.append(messageRow(message, chat, known.drawer))
}

function addToPane(message) {
  if (message.outcome !== 'posted') return drawRefusals()
  const { scrollHeight, scrollTop, clientHeight } = parts.log
  const isAtBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX
  const posted = known.messages.filter((candidate) => candidate.outcome === 'posted')
  if (posted.length === 1) parts.log.replaceChildren()
  while (parts.log.childElementCount > 2 * SHOWN_MAX) parts.log.firstElementChild.remove()
  appendRow(message, posted.at(-2))
  if (isAtBottom) parts.log.scrollTop = parts.log.scrollHeight
}

function drawRefusals() {
  const isWide = matchMedia('(min-width: 1100px)').matches
  const isOpen = parts.strip.querySelector('details')?.open ?? isWide
  parts.strip.replaceChildren(drawStrip(known.messages, known.drawer, isOpen))
  parts.strip.hidden = chatId === undefined || !known.chats.has(chatId)
  const isEmpty = known.messages.every((message) => message.outcome === 'posted')
  parts.strip.classList.toggle('none', isEmpty)
}

/** Before anything is known, and where it cannot be. */
function drawAlone(...children) {
  const app = prepareApp()
  app.className = 'app alone'
  app.replaceChildren(element('main', { class: 'empty' }, ...children))
}

function drawFailure(error) {
  const text = words()
  const again = element('button', { class: 'button', type: 'button', text: text.tryAgain })
  again.addEventListener('click', () => void start())
  const why = element('p', { role: 'alert', text: error instanceof Error ? error.message : '' })
  drawAlone(element('strong', { text: text.failed }), why, again)
}

function drawTokenForm() {
  const text = words()
  const isWrong = hasToken()
  keepToken(undefined)
  const input = element('input', {
    id: 'token',
    name: 'token',
    type: 'password',
    autocomplete: 'off',
    required: '',
  })
  const form = element(
    'form',
    { class: 'token' },
    element('label', { for: 'token', text: text.tokenLabel }),
    input,
    element('button', { class: 'button', type: 'submit', text: text.tokenSend }),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    keepToken(input.value)
    void start()
  })
  const hint = isWrong
    ? element('p', { class: 'warning', role: 'alert', text: text.tokenWrong })
    : element('p', { text: text.tokenHint })
  drawAlone(element('strong', { text: text.tokenTitle }), hint, form)
  input.focus()
}

async function start() {
  try {
    await load()
  } catch (error) {
    if (error instanceof TokenNeeded) drawTokenForm()
    else if (parts.list.isConnected) setTimeout(() => void start(), RETRY_MS)
    else drawFailure(error)
    return
  }
  known.isConnected = true
  drawAll()
  connect()
}

drawAlone(element('p', { role: 'status', text: words().loading }))
void start()
