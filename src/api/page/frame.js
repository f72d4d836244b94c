// In: the state, and a view's content. Out: the whole page around it: header, banners, views, foot.
import { hasToken } from './api.js'
import { element } from './dom.js'
import { PAGE_LIMITS } from './limits.js'
import { loading } from './parts.js'
import { eventsView, quarantineView, undeliveredView } from './view-lists.js'
import { hubFacts, nowView } from './view-now.js'
import { sourcesView } from './view-sources.js'
import { storyView } from './view-story.js'
import { tryView } from './view-try.js'
import { clock } from './when.js'
import { WORDS } from './words.js'
import { SOURCE_WORDS } from './words-sources.js'
import { TRY_WORDS } from './words-try.js'

/** @typedef {import('./parts.js').Voice} Voice */

const VIEWS = {
  now: { href: '#/', word: WORDS.now, draw: nowView },
  events: { href: '#/events', word: WORDS.events, draw: eventsView },
  sources: { href: '#/sources', word: SOURCE_WORDS.sources, draw: sourcesView },
  undelivered: { href: '#/undelivered', word: WORDS.notDelivered, draw: undeliveredView },
  quarantine: { href: '#/quarantine', word: WORDS.quarantine, draw: quarantineView },
  try: { href: '#/try', word: TRY_WORDS.try, draw: tryView },
}

/** The page as it shall look now. @param {Voice} voice */
export function drawPage(voice, state) {
  const main = { id: 'main', tabindex: '-1', 'data-view': state.route.view }
  return element(
    'div',
    {},
    element('a', { class: 'skip', href: '#main', 'data-action': 'skip' }, voice.say(WORDS.skip)),
    header(voice, state),
    element('div', { class: 'banners', role: 'status' }, banners(voice, state)),
    element('main', main, content(voice, state)),
    element('footer', {}, footer(voice, state)),
  )
}

/** What the tab is called: how much is open comes first. @param {Voice} voice */
export function tabTitle(voice, state) {
  const open = state.status?.counts.openAlerts ?? 0
  const { view, id } = state.route
  const story = view === 'event' ? state.stories.get(id)?.event : undefined
  const place =
    view === 'now' ? '' : `${story ? story.title[voice.language] : voice.say(placeWord(view))} · `
  return `${open > 0 ? `(${open}) ` : ''}${place}Tocsin`
}

function placeWord(view) {
  return view === 'event' ? WORDS.event : VIEWS[view].word
}

function header(voice, state) {
  const counts = state.status?.counts
  const marks = {
    now: [counts?.openAlerts, 'bad'],
    undelivered: [counts?.dead, 'bad'],
    quarantine: [counts?.quarantined, 'wait'],
  }
  const current = state.route.view === 'event' ? 'events' : state.route.view
  return element(
    'header',
    { class: 'top' },
    element(
      'div',
      { class: 'bar' },
      element(
        'a',
        { class: 'brand', href: '#/' },
        element('img', { src: '/console/bell.svg', alt: '', width: '24', height: '24' }),
        'Tocsin',
      ),
      element(
        'nav',
        { 'aria-label': voice.say(WORDS.views) },
        Object.entries(VIEWS).map(([view, { href, word }]) => {
          const [count = 0, tone] = marks[view] ?? []
          return element(
            'a',
            { href, 'aria-current': view === current && 'page' },
            voice.say(word),
            count > 0 && [
              ' ',
              element(
                'span',
                { class: `mark ${tone}` },
                count > PAGE_LIMITS.markMax ? `${PAGE_LIMITS.markMax}+` : count,
              ),
            ],
          )
        }),
      ),
      element(
        'div',
        { class: 'tools' },
        state.hasSandbox && element('a', { href: '/sandbox' }, voice.say(WORDS.sandbox)),
        element(
          'button',
          {
            type: 'button',
            'data-action': 'language',
            lang: voice.language === 'en' ? 'zh-CN' : 'en',
          },
          voice.language === 'en' ? '中文' : 'English',
        ),
      ),
    ),
  )
}

/** Announced when they change, so nothing in them may change with the time. */
function banners(voice, state) {
  const broken = state.status?.configuration.broken
  return [
    state.silentSince !== undefined &&
      element(
        'div',
        { class: 'banner bad', 'data-key': 'silent' },
        element('strong', {}, voice.say(WORDS.silent)),
        ` ${voice.say(WORDS.silentMore)} `,
        clock(state.silentSince, voice.language),
      ),
    state.refusal !== undefined &&
      element(
        'div',
        { class: 'banner bad', 'data-key': 'refused' },
        element('strong', {}, `${voice.say(WORDS.refused)}:`),
        ` ${state.refusal}`,
      ),
    broken &&
      element(
        'div',
        { class: 'banner wait', 'data-key': `broken ${state.route.view}` },
        element('strong', {}, voice.say(WORDS.broken)),
        ` ${voice.say(WORDS.brokenMore)} `,
        clock(broken.since, voice.language),
        element(
          'details',
          { open: state.route.view === 'now' },
          element('summary', {}, voice.say(WORDS.problems, broken.problems.length)),
          element('ul', {}, broken.problems.map(configurationProblem)),
        ),
      ),
  ]
}

/** Its first line is a sentence; what follows is the place in the file, whose columns matter. */
function configurationProblem(problem) {
  const [sentence = '', ...excerpt] = problem.split('\n')
  return element(
    'li',
    {},
    element('p', {}, sentence),
    excerpt.length > 0 && element('pre', { tabindex: '0' }, excerpt.join('\n')),
  )
}

function content(voice, state) {
  if (state.isTokenNeeded) return tokenForm(voice, state)
  if (!state.status) return state.refusal === undefined && loading(voice)
  const draw = state.route.view === 'event' ? storyView : VIEWS[state.route.view].draw
  const isFilled = state.route.view !== 'now' || state.alerts !== undefined
  return element(
    'div',
    { class: 'view', 'data-key': `${state.route.view} ${state.route.id ?? ''}` },
    isFilled ? draw(voice, state) : loading(voice),
  )
}

function tokenForm(voice, state) {
  return element(
    'form',
    { class: 'token', 'data-key': 'token', 'data-action': 'token' },
    element('h1', { tabindex: '-1' }, voice.say(WORDS.tokenTitle)),
    element('p', { id: 'token-hint' }, voice.say(WORDS.tokenHint)),
    element('label', { for: 'token' }, voice.say(WORDS.tokenLabel)),
    element('input', {
      id: 'token',
      name: 'token',
      type: 'password',
      autocomplete: 'off',
      required: true,
      'aria-describedby': state.isTokenWrong ? 'token-wrong' : 'token-hint',
      'aria-invalid': state.isTokenWrong && 'true',
    }),
    state.isTokenWrong &&
      element(
        'p',
        { id: 'token-wrong', class: 'problem', role: 'alert' },
        voice.say(WORDS.tokenWrong),
      ),
    element('button', { type: 'submit', class: 'primary' }, voice.say(WORDS.tokenSend)),
  )
}

function footer(voice, state) {
  return [
    state.status && !state.isTokenNeeded && hubFacts(voice, state.status),
    hasToken() &&
      !state.isTokenNeeded &&
      element('button', { type: 'button', 'data-action': 'sign-out' }, voice.say(WORDS.signOut)),
  ]
}
