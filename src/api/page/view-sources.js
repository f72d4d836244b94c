// In: the state that load.js filled. Out: the sources, and of one of them its monitors and its newest requests.
import { element } from './dom.js'
import { PAGE_LIMITS } from './limits.js'
import { badge, code, emptyState, facts, heading, loading, storyLink, textOf } from './parts.js'
import { readable } from './payload.js'
import { amount, clock } from './when.js'
import { WORDS } from './words.js'
import { SOURCE_WORDS } from './words-sources.js'

/** @typedef {import('./parts.js').Voice} Voice */

/** @param {Voice} voice */
export function sourcesView(voice, state) {
  const { id } = state.route
  if (id !== undefined) return sourceView(voice, state, id)
  const title = element(
    'div',
    { class: 'heading page' },
    element('h1', { tabindex: '-1' }, voice.say(SOURCE_WORDS.sources)),
  )
  if (state.sources === undefined) return [title, loading(voice)]
  if (state.sources.length === 0)
    return [
      title,
      emptyState(voice.say(SOURCE_WORDS.noSources), voice.say(SOURCE_WORDS.noSourcesMore)),
    ]
  return [
    title,
    element(
      'ul',
      { class: 'rows chats' },
      state.sources.map((source) => sourceRow(voice, source)),
    ),
  ]
}

function sourceRow(voice, source) {
  const href = `#/sources/${encodeURIComponent(source.name)}`
  return element(
    'li',
    { class: 'row', 'data-key': source.name },
    element('span', { class: 'how' }, stateBadge(voice, source)),
    element(
      'span',
      { class: 'what' },
      element('span', { class: 'title' }, element('a', { href }, source.name)),
      element(
        'span',
        { class: 'under' },
        [source.title && textOf(voice, source.title), countText(voice, source.counts)]
          .filter(Boolean)
          .join(' · '),
      ),
    ),
    element('span', { class: 'result' }, lastHeard(voice, source)),
  )
}

function stateBadge(voice, { type, quiet, heardAt, monitors = [] }) {
  if (quiet.since !== undefined) return badge('bad', voice.say(SOURCE_WORDS.quiet))
  const worst = monitors.find(({ firedAt }) => firedAt !== undefined)
  if (worst) return badge('bad', voice.say(SOURCE_WORDS.monitor[worst.state]))
  if (type === undefined) return badge('quiet', voice.say(SOURCE_WORDS.gone))
  if (heardAt === undefined) return badge('quiet', voice.say(SOURCE_WORDS.never))
  return badge('ok', voice.say(SOURCE_WORDS.speaks))
}

function lastHeard(voice, { lastEventAt, heardAt, quiet }) {
  const [word, at] =
    lastEventAt === undefined
      ? [SOURCE_WORDS.lastRequest, heardAt]
      : [SOURCE_WORDS.lastEvent, lastEventAt]
  return [
    at !== undefined && element('span', {}, `${voice.say(word)} `, clock(at, voice.language)),
    element('span', { class: 'under' }, quietRule(voice, quiet)),
  ]
}

function quietRule(voice, { rule, afterSeconds }) {
  if (rule === 'off') return voice.say(SOURCE_WORDS.unwatched)
  if (afterSeconds === undefined) return voice.say(SOURCE_WORDS.noHabit)
  const hours = afterSeconds / 3600
  const [count, unit] = hours < 2 ? [Math.round(afterSeconds / 60), 'minute'] : [hours, 'hour']
  const rounded = Math.round(count * 10) / 10
  return voice.say(SOURCE_WORDS.watchedAfter, amount(rounded, unit, voice.language))
}

function countText(voice, { requests, events, repeated, quarantined, refused }) {
  const more = { repeated, quarantined, refused }
  return [
    voice.say(SOURCE_WORDS.counts, voice.number(requests), voice.number(events)),
    ...Object.entries(more)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => voice.say(SOURCE_WORDS[name], voice.number(count))),
  ].join(' · ')
}

function sourceView(voice, state, name) {
  const source = state.sources?.find((one) => one.name === name)
  const { requests } = state
  const isLoaded = requests?.source === name
  return [
    element(
      'div',
      { class: 'heading page' },
      element('h1', { tabindex: '-1' }, name),
      element('a', { href: '#/sources' }, voice.say(SOURCE_WORDS.back)),
    ),
    source && element('ul', { class: 'rows chats' }, sourceRow(voice, source)),
    source?.monitors?.length > 0 && monitorList(voice, source.monitors),
    element(
      'section',
      { 'data-key': 'requests' },
      heading(
        'h2',
        voice.say(SOURCE_WORDS.requests),
        element('span', { class: 'muted' }, voice.say(SOURCE_WORDS.keeps)),
      ),
      isLoaded ? requestList(voice, requests.rows) : loading(voice),
    ),
  ]
}

const MONITOR_TONES = { waiting: 'quiet', up: 'ok', running: 'ok', silent: 'bad', failed: 'bad' }

function monitorList(voice, monitors) {
  return element(
    'section',
    { 'data-key': 'monitors' },
    heading('h2', voice.say(SOURCE_WORDS.monitors)),
    element(
      'ul',
      { class: 'rows chats' },
      monitors.map((monitor) =>
        element(
          'li',
          { class: 'row', 'data-key': `monitor ${monitor.name}` },
          element(
            'span',
            { class: 'how' },
            badge(MONITOR_TONES[monitor.state], voice.say(SOURCE_WORDS.monitor[monitor.state])),
          ),
          element(
            'span',
            { class: 'what' },
            element(
              'span',
              { class: 'title' },
              monitor.name === '' ? voice.say(SOURCE_WORDS.itself) : monitor.name,
            ),
          ),
          element(
            'span',
            { class: 'result' },
            instant(voice, SOURCE_WORDS.lastPing, monitor.pingedAt),
            element(
              'span',
              { class: 'under' },
              instant(voice, SOURCE_WORDS.lateAt, monitor.lateAt),
            ),
          ),
        ),
      ),
    ),
  )
}

function instant(voice, word, at) {
  return at !== undefined && element('span', {}, `${voice.say(word)} `, clock(at, voice.language))
}

function requestList(voice, requests) {
  if (requests.length === 0)
    return emptyState(voice.say(SOURCE_WORDS.noRequests), voice.say(SOURCE_WORDS.noRequestsMore))
  return element(
    'ul',
    { class: 'cards' },
    requests.map((request) => requestCard(voice, request)),
  )
}

const TONES = { taken: 'ok', repeated: 'quiet', quarantined: 'wait', refused: 'bad' }

function requestCard(voice, request) {
  const { id, method, path, query, receivedAt, result, status, problem } = request
  return element(
    'li',
    { class: 'card', 'data-key': id },
    element(
      'div',
      { class: 'card-head' },
      badge(TONES[result], voice.say(SOURCE_WORDS.result[result])),
      element(
        'span',
        { class: 'grow' },
        code(`${method} ${path}${query === undefined ? '' : `?${query}`}`),
        ` ${voice.say(SOURCE_WORDS.answered)} ${status}`,
      ),
      element('span', { class: 'when' }, clock(receivedAt, voice.language)),
    ),
    problem !== undefined && element('p', { class: 'problem' }, problem),
    fates(voice, request),
    result === 'quarantined' &&
      element(
        'button',
        { type: 'button', 'data-action': 'replay', 'data-name': id },
        voice.say(SOURCE_WORDS.replay),
      ),
    asSent(voice, request),
  )
}

function fates(voice, { events, eventCount }) {
  if (events.length === 0) return undefined
  return element(
    'ul',
    { class: 'entries' },
    events.map(({ id, title, fate, held }) =>
      element(
        'li',
        {},
        `${voice.say(SOURCE_WORDS.fate[fate])}: `,
        title === undefined ? code(id) : storyLink(id, textOf(voice, title)),
        held.length > 0 &&
          element(
            'span',
            { class: 'muted' },
            ` ${voice.sentences(held.map(({ text }) => textOf(voice, text)))}`,
          ),
      ),
    ),
    eventCount > events.length &&
      element('li', {}, voice.say(SOURCE_WORDS.moreEvents, eventCount - events.length)),
  )
}

function asSent(voice, { headers, body, bodyBytes }) {
  const isCut = body !== undefined && bodyBytes > new TextEncoder().encode(body).length * 1.5
  return element(
    'details',
    {},
    element('summary', {}, voice.say(SOURCE_WORDS.asSent)),
    facts(Object.entries(headers).map(([name, value]) => [code(name), value])),
    bodyBytes === 0
      ? element('p', { class: 'muted' }, voice.say(WORDS.bodyEmpty))
      : element(
          'pre',
          { class: 'payload', tabindex: '0' },
          readable(body ?? '').slice(0, PAGE_LIMITS.payloadLengthMax),
        ),
    isCut && element('p', { class: 'muted' }, voice.say(WORDS.bodyCut, voice.number(bodyBytes))),
  )
}
