// In: the state that load.js filled. Out: the views of events, of undelivered messages and of the quarantine.
import { element } from './dom.js'
import { PAGE_LIMITS } from './limits.js'
import {
  badge,
  code,
  emptyState,
  eventList,
  facts,
  firstSteps,
  heading,
  loading,
  olderButton,
  storyLink,
  textOf,
} from './parts.js'
import { decoded, readable } from './payload.js'
import { toldCard } from './told.js'
import { clock } from './when.js'
import { WORDS } from './words.js'
import { TRY_WORDS } from './words-try.js'

/** @typedef {import('./parts.js').Voice} Voice */

/** @param {Voice} voice */
export function eventsView(voice, state) {
  const list = state.lists.events
  return [
    title(voice, WORDS.events, state.status?.counts.events),
    listOr(voice, list, {
      nothing: firstSteps,
      rows: () => [
        eventList(voice, list.rows),
        olderButton(voice, list, voice.say(WORDS.firstEvent)),
      ],
    }),
  ]
}

/** @param {Voice} voice */
export function undeliveredView(voice, state) {
  const list = state.lists.undelivered
  const nothing = () =>
    emptyState(voice.say(WORDS.noUndelivered), voice.say(WORDS.noUndeliveredMore))
  return [
    title(voice, WORDS.notDelivered, state.status?.counts.dead),
    listOr(voice, list, {
      nothing,
      rows: () => [
        element(
          'ul',
          { class: 'cards' },
          list.rows.map((notification) =>
            element(
              'li',
              { 'data-key': notification.id },
              toldCard(voice, notification, {
                names: state.names,
                about: entriesOf(voice, notification),
              }),
            ),
          ),
        ),
        olderButton(voice, list),
      ],
    }),
  ]
}

/** @param {Voice} voice */
export function quarantineView(voice, state) {
  const list = state.lists.quarantine
  const nothing = () => emptyState(voice.say(WORDS.noQuarantine), voice.say(WORDS.noQuarantineMore))
  return [
    title(voice, WORDS.quarantine, state.status?.counts.quarantined),
    listOr(voice, list, {
      nothing,
      rows: () => [
        element(
          'ul',
          { class: 'cards' },
          list.rows.map((request) => quarantined(voice, request)),
        ),
        olderButton(voice, list),
      ],
    }),
  ]
}

/** What the message would have told. */
function entriesOf(voice, { entries }) {
  return element(
    'ul',
    { class: 'entries' },
    entries.map((entry) => {
      const text = textOf(voice, entry.title)
      // News of a schedule is of no event.
      return element('li', {}, entry.eventId === '' ? text : storyLink(entry.eventId, text))
    }),
  )
}

function title(voice, word, count) {
  return element(
    'div',
    { class: 'heading page' },
    element('h1', { tabindex: '-1' }, voice.say(word)),
    count > 0 && element('span', { class: 'count' }, voice.number(count)),
  )
}

/** The rows once they are known, or what it means that there are none. */
function listOr(voice, list, { rows, nothing }) {
  if (!list.isLoaded) return loading(voice)
  return list.rows.length === 0 ? nothing(voice) : rows()
}

function quarantined(voice, request) {
  return element(
    'li',
    { class: 'card', 'data-key': request.id },
    element(
      'div',
      { class: 'card-head' },
      badge('wait', request.source),
      element('span', { class: 'grow' }, request.method),
      element('span', { class: 'when' }, clock(request.receivedAt, voice.language)),
    ),
    element('p', { class: 'problem' }, request.problem),
    bodyOf(voice, request),
    element(
      'button',
      { type: 'button', 'data-action': 'try-request', 'data-name': request.id },
      voice.say(TRY_WORDS.tryThis),
    ),
    element(
      'details',
      {},
      element('summary', {}, voice.say(WORDS.headers)),
      facts(Object.entries(request.headers).map(([name, value]) => [code(name), value])),
    ),
  )
}

function bodyOf(voice, { bodyBase64, bodyBytes }) {
  if (bodyBytes === 0) return element('p', { class: 'muted' }, voice.say(WORDS.bodyEmpty))
  const text = decoded(bodyBase64)
  const isCut = bodyBytes > (bodyBase64.length / 4) * 3
  return [
    heading(
      'h3',
      voice.say(WORDS.body),
      element('span', { class: 'muted' }, voice.say(WORDS.bytes, voice.number(bodyBytes))),
    ),
    element(
      'pre',
      { class: 'payload', tabindex: '0' },
      readable(text).slice(0, PAGE_LIMITS.payloadLengthMax),
    ),
    isCut && element('p', { class: 'muted' }, voice.say(WORDS.bodyCut, voice.number(bodyBytes))),
  ]
}
