// In: the state that load.js filled. Out: the view of now: what is open, what waits, how the chats are.
import { element } from './dom.js'
import { guardedSources } from './guarded.js'
import {
  badge,
  code,
  emptyState,
  eventList,
  firstSteps,
  heading,
  severityBadge,
  since,
  storyLink,
  textOf,
} from './parts.js'
import { verifyButton, verifyReport } from './verify.js'
import { ago, clock } from './when.js'
import { WORDS } from './words.js'

/** @param {import('./parts.js').Voice} voice */
export function nowView(voice, state) {
  const { counts, lanes, sources } = state.status
  return [
    element('h1', { class: 'unseen', tabindex: '-1' }, voice.say(WORDS.now)),
    countStrip(voice, counts),
    counts.events === 0
      ? element('section', { 'data-key': 'first' }, firstSteps(voice))
      : element(
          'section',
          { 'data-key': 'alerts' },
          heading('h2', voice.say(WORDS.openAlerts), counter(voice, counts.openAlerts)),
          alertList(voice, state.alerts, counts.openAlerts),
        ),
    guardedSources(voice, sources),
    element(
      'section',
      { 'data-key': 'chats' },
      heading('h2', voice.say(WORDS.chats)),
      chatList(voice, lanes, state),
    ),
    counts.events > 0 &&
      element(
        'section',
        { 'data-key': 'latest' },
        heading(
          'h2',
          voice.say(WORDS.latest),
          element('a', { href: '#/events' }, voice.say(WORDS.all)),
        ),
        eventList(voice, state.latest),
      ),
  ]
}

function counter(voice, count) {
  return count > 0 && element('span', { class: 'count' }, voice.number(count))
}

function countStrip(voice, counts) {
  const waiting = counts.unsettled + counts.due + counts.leased
  const tiles = [
    [WORDS.countEvents, counts.events, '#/events', ''],
    [WORDS.countTold, counts.sent, undefined, ''],
    [WORDS.countWaiting, waiting, undefined, ''],
    [WORDS.notDelivered, counts.dead, '#/undelivered', counts.dead > 0 ? 'bad' : ''],
    [WORDS.quarantine, counts.quarantined, '#/quarantine', counts.quarantined > 0 ? 'wait' : ''],
  ]
  return element(
    'dl',
    { class: 'strip' },
    tiles.map(([word, count, href, tone]) =>
      element(
        'div',
        { class: tone },
        element('dt', {}, href ? element('a', { href }, voice.say(word)) : voice.say(word)),
        element('dd', {}, voice.number(count)),
      ),
    ),
  )
}

function alertList(voice, alerts, total) {
  if (alerts.length === 0) {
    return emptyState(voice.say(WORDS.noAlerts), voice.say(WORDS.noAlertsMore))
  }
  return [
    element(
      'ul',
      { class: 'rows alerts' },
      alerts.map((alert) => alertRow(voice, alert)),
    ),
    total > alerts.length &&
      element('p', { class: 'end' }, voice.say(WORDS.more, voice.number(total - alerts.length))),
  ]
}

function alertRow(voice, alert) {
  return element(
    'li',
    { class: `row edge ${alert.severity}`, 'data-key': alert.id },
    element('span', { class: 'how' }, severityBadge(voice, alert.severity)),
    element(
      'span',
      { class: 'what' },
      element('span', { class: 'title' }, storyLink(alert.lastEventId, textOf(voice, alert.title))),
      element('span', { class: 'under' }, code(alert.name), alert.status && ` · ${alert.status}`),
    ),
    element(
      'span',
      { class: 'result' },
      element('span', {}, voice.code('state', alert.state), ' · ', since(voice, alert.openedAt)),
      element(
        'span',
        { class: 'under' },
        alert.source,
        ` · ${voice.say(WORDS.eventCount, alert.eventCount)}`,
      ),
    ),
  )
}

/** @param {{ trials: Map<string, any>, endpoints?: Map<string, any[]> }} state */
function chatList(voice, lanes, { trials, endpoints = new Map() }) {
  if (lanes.length === 0) {
    return emptyState(voice.say(WORDS.noChats), voice.say(WORDS.noChatsMore))
  }
  return element(
    'ul',
    { class: 'rows chats' },
    lanes.toSorted(byHealth).map((lane) =>
      chatRow(voice, lane, {
        trial: trials.get(lane.endpoint),
        endpoint: endpoints.get(lane.endpoint)?.[0],
      }),
    ),
  )
}

const HEALTHS = ['broken', 'failing', 'ok']

function byHealth(one, other) {
  return HEALTHS.indexOf(one.health) - HEALTHS.indexOf(other.health)
}

const TONES = { ok: 'ok', failing: 'wait', broken: 'bad' }

function chatRow(voice, lane, { trial, endpoint }) {
  const names = lane.contacts.map(({ name }) => name)
  const isNew = lane.lastSentAt === undefined && lane.health === 'ok'
  return element(
    'li',
    { class: 'row', 'data-key': lane.endpoint },
    element(
      'span',
      { class: 'how' },
      isNew
        ? badge('quiet', voice.say(WORDS.neverSent))
        : badge(TONES[lane.health] ?? 'quiet', voice.code('health', lane.health)),
    ),
    element(
      'span',
      { class: 'what' },
      element('span', { class: 'title' }, names.join(', ') || voice.say(WORDS.removedChat)),
      element(
        'span',
        { class: 'under' },
        voice.code('channel', lane.channel),
        names.length === 0 && [' · ', code(lane.endpoint)],
        endpoint && ` · ${spent(voice, endpoint).join(' · ')}`,
      ),
    ),
    element(
      'span',
      { class: 'result' },
      !isNew && lane.since && element('span', {}, since(voice, lane.since)),
      lane.lastSentAt &&
        element(
          'span',
          { class: 'under' },
          `${voice.say(WORDS.lastSent)} `,
          clock(lane.lastSentAt, voice.language),
        ),
      isAhead(lane.blockedUntil) &&
        element(
          'span',
          { class: 'under' },
          `${voice.say(WORDS.waitsUntil)} `,
          clock(lane.blockedUntil, voice.language),
        ),
      verifyButton(voice, lane, trial),
    ),
    lane.health !== 'ok' && trouble(voice, lane),
    verifyReport(voice, trial),
    endpoint?.health === 'warning' &&
      element('span', { class: 'trouble' }, textOf(voice, endpoint.text)),
  )
}

/** What of its limits is used, and what it owes. */
function spent(voice, { used, limit, quota, owed, dead, pool, standby }) {
  return [
    pool !== undefined && voice.say(WORDS.inPool, pool),
    standby && voice.say(WORDS.standby),
    voice.say(WORDS.used, used, limit.messagesMax, Math.round(limit.windowMs / 1000)),
    quota && voice.say(WORDS.quotaUsed, quota.used, quota.messagesMax),
    owed > 0 && voice.say(WORDS.owed, owed),
    dead > 0 && voice.say(WORDS.givenUp, dead),
  ].filter((part) => part !== false && part !== undefined)
}

/** What the platform said, and what to do. */
function trouble(voice, lane) {
  return element(
    'span',
    { class: 'trouble' },
    lane.text && element('span', { class: 'said' }, lane.text),
    lane.remedy &&
      element(
        'span',
        { class: 'remedy' },
        element('strong', {}, voice.say(WORDS.remedy)),
        ' ',
        textOf(voice, lane.remedy),
      ),
  )
}

function isAhead(instant) {
  return instant !== undefined && Date.parse(instant) > Date.now()
}

/** The hub's own facts, at the foot of every view. */
export function hubFacts(voice, { version, startedAt, configuration }) {
  return element(
    'p',
    {},
    `Tocsin ${version} · ${voice.say(WORDS.running)} `,
    ago(startedAt, voice.language),
    ` · ${voice.say(WORDS.revision)} `,
    code(configuration.revision),
    `, ${voice.say(WORDS.loaded)} `,
    clock(configuration.loadedAt, voice.language),
  )
}
