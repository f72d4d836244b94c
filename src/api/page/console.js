// In: the address after #, clicks, and what the API answers. Out: the page, drawn anew every few seconds.
// What must hold: it changes nothing but by an answer; a URL restores the view; a redraw takes nobody's place, focus or input.
import { answerFrom } from './answers.js'
import { hasSandbox, hasToken, keepToken, Refused, TokenNeeded, tell } from './api.js'
import { redraw } from './dom.js'
import { drawPage, tabTitle } from './frame.js'
import { PAGE_LIMITS } from './limits.js'
import { emptyList, load, loadOlder } from './load.js'
import { decoded } from './payload.js'
import { tryChat } from './verify.js'
import { tryRequest } from './view-try.js'
import { speak } from './words.js'

const LANGUAGE = 'tocsin-language'

const app = /** @type {HTMLElement} */ (document.getElementById('app'))
/** @type {any} */
const state = {
  route: routeOf(location.hash),
  status: undefined,
  alerts: undefined,
  latest: undefined,
  /** All sources, and the newest requests of the one that is shown. */
  sources: undefined,
  requests: undefined,
  lists: { events: emptyList(), undelivered: emptyList(), quarantine: emptyList() },
  /** Explanations by event id: only the one that is shown is kept. */
  stories: new Map(),
  /** What came of trying chats, by lane. */
  trials: new Map(),
  /** What came of trying a source out. */
  attempt: {},
  /** Names of contacts by id. */
  names: new Map(),
  hasSandbox: false,
  isTokenNeeded: false,
  isTokenWrong: false,
  /** What the hub said when it refused, and since when it says nothing at all. */
  refusal: undefined,
  silentSince: undefined,
}
/** How far down each list was read, by view. */
const places = new Map()
let voice = speak(firstLanguage())
let timer = 0
let isLooking = false
let isAskedAgain = false

document.addEventListener('click', onClick)
document.addEventListener('submit', onSubmit)
document.addEventListener('keydown', onKey)
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void look()
})
addEventListener('hashchange', onMove)
draw()
void look()
void hasSandbox().then((answer) => {
  state.hasSandbox = answer
  draw()
})

/** @param {string} hash */
function routeOf(hash) {
  const [view = '', id] = hash.replace(/^#\/?/, '').split('/')
  if (view === 'events' && id) return { view: 'event', id: decode(id) }
  if (view === 'sources') return { view, id: id ? decode(id) : undefined }
  const isKnown = ['events', 'undelivered', 'quarantine', 'try'].includes(view)
  return { view: isKnown ? view : 'now', id: undefined }
}

function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The reader's choice, else the first of the browser's languages that the page speaks. */
function firstLanguage() {
  const chosen = localStorage.getItem(LANGUAGE)
  if (chosen === 'en' || chosen === 'zh') return chosen
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())
  return spoken.find((tag) => tag === 'en' || tag === 'zh') ?? 'en'
}

function draw() {
  document.documentElement.lang = voice.language === 'zh' ? 'zh-CN' : 'en'
  document.title = tabTitle(voice, state)
  redraw(app, wrap(drawPage(voice, state)))
  // The form is all that there is to do; it takes the focus unless the reader is elsewhere.
  if (state.isTokenNeeded && document.activeElement === document.body) {
    document.getElementById('token')?.focus()
  }
}

function wrap(page) {
  const outer = document.createElement('div')
  outer.append(page)
  return outer
}

/** Asks the hub for what is shown, draws it, and comes back after a while. Never twice at a time. */
async function look() {
  if (isLooking) {
    isAskedAgain = true
    return
  }
  clearTimeout(timer)
  isLooking = true
  await attempt(() => load(state))
  isLooking = false
  draw()
  if (state.isTokenNeeded) return
  if (isAskedAgain) {
    isAskedAgain = false
    void look()
    return
  }
  timer = setTimeout(
    () => void look(),
    document.hidden ? PAGE_LIMITS.refreshHiddenMs : PAGE_LIMITS.refreshMs,
  )
}

/** Does `work`, and keeps in the state how the hub answered. */
async function attempt(work) {
  try {
    await work()
    state.silentSince = undefined
    state.refusal = undefined
    state.isTokenNeeded = false
    for (const { contacts } of state.status.lanes) {
      for (const { id, name } of contacts) state.names.set(id, name)
    }
  } catch (error) {
    if (error instanceof TokenNeeded) {
      state.isTokenNeeded = true
      state.isTokenWrong = hasToken()
      keepToken(undefined)
    } else if (error instanceof Refused) {
      state.refusal = error.message
      state.silentSince = undefined
    } else {
      state.silentSince ??= new Date().toISOString()
    }
  }
}

/** Another view: drawn at once from what is known, then asked for. */
function onMove() {
  if (location.hash === '#main') return
  const from = state.route
  places.set(from.view, scrollY)
  state.route = routeOf(location.hash)
  if (state.route.view !== 'event') state.stories.clear()
  draw()
  const isReturn = from.view === 'event' && state.route.view !== 'event'
  scrollTo({ top: isReturn ? (places.get(state.route.view) ?? 0) : 0, behavior: 'instant' })
  const back = isReturn && document.querySelector(`a[href="#/events/${CSS.escape(from.id)}"]`)
  const target = back || app.querySelector('h1')
  target?.focus({ preventScroll: true })
  void look()
}

function onClick(event) {
  const { action, name } = event.target.closest('[data-action]')?.dataset ?? {}
  if (action === 'language') speakOther()
  else if (action === 'older') void showOlder()
  else if (action === 'replay') void readAgain(name)
  else if (action === 'try-request') tryKept(name)
  else if (action === 'verify') void tryChat(state.trials, { lane: name, draw }).then(look)
  else if (action === 'sign-out') {
    keepToken(undefined)
    void look()
  } else if (action === 'skip') {
    event.preventDefault()
    app.querySelector('main').focus()
  } else if (!event.target.closest('a, button')) {
    event.target.closest('.row')?.querySelector('.title a')?.click()
  }
}

/** A request of the quarantine, in the form that tries it. */
function tryKept(/** @type {string} */ id) {
  const kept = state.lists.quarantine.rows.find((row) => row.id === id)
  if (!kept) return
  state.attempt = { draft: { source: kept.source, body: decoded(kept.bodyBase64) } }
  location.hash = '#/try'
}

function speakOther() {
  voice = speak(voice.language === 'en' ? 'zh' : 'en')
  localStorage.setItem(LANGUAGE, voice.language)
  draw()
}

async function showOlder() {
  await attempt(() => loadOlder(state))
  draw()
  // The button is gone after the last page: whoever used it goes on from the last row.
  if (document.activeElement === document.body) {
    ;[...app.querySelectorAll('.rows a')].at(-1)?.focus({ preventScroll: true })
  }
}

/** Reads a request from quarantine again; what the hub says of it is shown. */
async function readAgain(id) {
  await attempt(async () => {
    const { problem } = await tell(`quarantine/${encodeURIComponent(id)}/replay`)
    if (problem !== undefined) throw new Refused(400, problem)
  })
  draw()
  if (state.refusal === undefined) void look()
}

function onSubmit(event) {
  event.preventDefault()
  if (event.target.dataset.action === 'try') {
    void tryRequest(event.target, state.attempt, draw)
    return
  }
  if (event.target.dataset.action === 'answer') {
    void answer(event.target, event.submitter?.value ?? '')
    return
  }
  const token = new FormData(event.target).get('token')
  if (typeof token !== 'string' || token === '') return
  keepToken(token)
  void look()
}

async function answer(form, action) {
  let verdict = ''
  await attempt(async () => {
    verdict = await answerFrom(form, action)
  })
  if (verdict !== '' && verdict !== 'done') state.refusal = voice.code('verdict', verdict)
  draw()
  // A refusal stays in sight until the next look.
  if (state.refusal === undefined) void look()
}

/** Escape leaves a story as it leaves a dialogue. */
function onKey(event) {
  if (event.key === 'Escape' && state.route.view === 'event') location.hash = '#/events'
}
