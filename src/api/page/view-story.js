// In: the explanation of one event. Out: its story, from what arrived to who was told, and why not others.
import { answerForm, answerLines } from './answers.js'
import { element } from './dom.js'
import { escalationStep } from './escalation.js'
import { PAGE_LIMITS } from './limits.js'
import {
  badge,
  code,
  emptyState,
  facts,
  heading,
  loading,
  severityBadge,
  storyLink,
  textOf,
} from './parts.js'
import { readable } from './payload.js'
import { toldCard } from './told.js'
import { clock, exact, timed } from './when.js'
import { WORDS } from './words.js'

/** @typedef {import('./parts.js').Voice} Voice */

/** @param {Voice} voice */
export function storyView(voice, state) {
  const story = state.stories.get(state.route.id)
  const back = element(
    'p',
    { class: 'back' },
    element(
      'a',
      { href: '#/events' },
      element('span', { 'aria-hidden': 'true' }, '← '),
      voice.say(WORDS.all),
    ),
  )
  if (!story) return [back, storyHead(voice.say(WORDS.event)), loading(voice)]
  if (story.missing) {
    return [back, storyHead(voice.say(WORDS.noEvent)), emptyState(story.missing, undefined)]
  }
  const { event } = story
  return [
    back,
    storyHead(
      textOf(voice, event.title),
      [
        severityBadge(voice, event.severity),
        badge(event.kind === 'resolved' ? 'ok' : 'quiet', voice.code('event', event.kind)),
        element(
          'span',
          { class: 'muted' },
          `${event.source} · `,
          clock(event.receivedAt, voice.language),
        ),
      ],
      element(
        'p',
        { class: `verdict ${isUndelivered(story) ? 'bad' : ''}` },
        timed(verdict(voice, story, state.names), voice.language),
      ),
    ),
    element(
      'div',
      { class: 'story' },
      element(
        'ol',
        { class: 'steps' },
        [
          readAs(voice, event),
          becameOf(voice, story),
          policies(voice, story),
          held(voice, story),
          escalationStep(voice, story),
        ].flatMap((step) => (step ? [element('li', {}, step)] : [])),
        element('li', {}, told(voice, story, state.names)),
      ),
      element('div', { class: 'evidence' }, labels(voice, event), payload(voice, story.raw)),
    ),
  ]
}

/** The same elements whether the story is known yet or not, so that the heading keeps the focus. */
function storyHead(title, badges, sentence) {
  return element(
    'header',
    {},
    element('p', { class: 'badges' }, badges),
    element('h1', { tabindex: '-1' }, title),
    sentence,
  )
}

function isUndelivered({ told: notifications }) {
  return notifications.some(({ state }) => state === 'dead')
}

/** One sentence or two: who was told, who was not, and why. */
function verdict(voice, { outcome, told: notifications, held: holds }, names) {
  if (!outcome) return voice.say(WORDS.verdictWaits)
  const failures = notifications.filter(({ kind }) => kind === 'undelivered')
  const own = notifications.filter(({ kind }) => kind !== 'undelivered')
  const those = (rows, ...states) => [
    ...new Set(
      rows
        .filter(({ state }) => states.includes(state))
        .map(({ contact }) => names.get(contact) ?? contact),
    ),
  ]
  const sentences = [
    [WORDS.verdictSent, those(own, 'sent', 'merged')],
    [WORDS.verdictDue, those(own, 'due', 'leased')],
    [WORDS.verdictDead, those(own, 'dead')],
    [WORDS.verdictFallback, those(failures, 'sent', 'merged')],
  ]
    .filter(([, whom]) => whom.length > 0)
    .map(([word, whom]) => voice.say(word, voice.list(whom)))
  if (sentences.length > 0) return voice.sentences(sentences)
  if (holds.length === 0 && outcome.matched.length > 0) return voice.say(WORDS.verdictGroup)
  const reasons = new Set(holds.map(({ text }) => textOf(voice, text)))
  return voice.sentences([voice.say(WORDS.verdictNobody), ...reasons])
}

function readAs(voice, event) {
  return [
    heading('h2', voice.say(WORDS.readAs)),
    facts([
      [voice.say(WORDS.kind), voice.code('event', event.kind)],
      [voice.say(WORDS.name), code(event.name)],
      [voice.say(WORDS.status), event.status],
      [voice.say(WORDS.source), event.source],
      [voice.say(WORDS.happened), event.happenedAt && exact(event.happenedAt, voice.language)],
      [voice.say(WORDS.time), exact(event.receivedAt, voice.language)],
      [voice.say(WORDS.key), code(event.dedupKey)],
      [voice.say(WORDS.givenKey), event.givenKey && code(event.givenKey)],
    ]),
  ]
}

function becameOf(voice, { event, outcome, alert }) {
  return [
    heading('h2', voice.say(WORDS.becameOf)),
    element(
      'p',
      {},
      element('strong', {}, voice.code('result', outcome?.result ?? 'waits')),
      outcome && [' · ', clock(outcome.settledAt, voice.language)],
    ),
    alert &&
      facts([
        [
          voice.say(WORDS.alertSaid),
          [
            `${voice.code('state', alert.state)} · ${voice.say(WORDS.eventCount, alert.eventCount)}`,
          ],
        ],
        [voice.say(WORDS.opened), exact(alert.openedAt, voice.language)],
        [voice.say(WORDS.ended), alert.resolvedAt && exact(alert.resolvedAt, voice.language)],
        [voice.say(WORDS.answers), answerLines(voice, alert.answers)],
        [voice.say(WORDS.events), alertLinks(voice, event, alert)],
      ]),
    alert && answerForm(voice, alert),
  ]
}

/** The way to the other events of the same alert. */
function alertLinks(voice, event, alert) {
  const links = [
    [alert.firstEventId, WORDS.firstOfAlert],
    [alert.lastEventId, WORDS.lastOfAlert],
  ].filter(([id]) => id !== event.id)
  if (links.length === 0) return undefined
  return links.map(([id, word], index) => [index > 0 && ' · ', storyLink(id, voice.say(word))])
}

function policies(voice, { outcome }) {
  if (!outcome) return [heading('h2', voice.say(WORDS.policies)), waits(voice)]
  const matched = outcome.matched.map(({ policy }) => policy)
  // An alert stays with the policies that told it, whatever a later event of it says by itself.
  const missed = outcome.nearly.filter(({ policy }) => !matched.includes(policy))
  const shownMisses = missed.slice(0, PAGE_LIMITS.nearlyMax)
  return [
    heading('h2', voice.say(WORDS.policies)),
    matched.length + missed.length === 0 && element('p', {}, voice.say(WORDS.noPolicies)),
    element(
      'ul',
      { class: 'policies' },
      matched.map((policy) =>
        element(
          'li',
          {},
          badge('ok', voice.say(WORDS.matched)),
          element('span', {}, element('strong', {}, policy)),
        ),
      ),
      shownMisses.map((miss) =>
        element(
          'li',
          {},
          badge('quiet', voice.say(WORDS.missed)),
          element('span', {}, element('strong', {}, miss.policy), missReasons(voice, miss)),
        ),
      ),
    ),
    missed.length > shownMisses.length &&
      element(
        'p',
        { class: 'muted' },
        voice.say(WORDS.more, voice.number(missed.length - shownMisses.length)),
      ),
    outcome.configurationChanged && element('p', { class: 'muted' }, voice.say(WORDS.changed)),
  ]
}

/** Every matcher that fails, or the route that took the event before. */
function missReasons(voice, { failing, takenBy }) {
  if (takenBy !== undefined)
    return element('span', { class: 'under' }, `${voice.say(WORDS.takenBy)} `, code(takenBy))
  return failing.map(({ matcher, found }) =>
    element(
      'span',
      { class: 'under' },
      code(matcher),
      ` ${voice.say(WORDS.fails)} `,
      found === '' ? voice.say(WORDS.nothing) : code(found),
    ),
  )
}

function held(voice, story) {
  if (!story.outcome) return [heading('h2', voice.say(WORDS.held)), waits(voice)]
  return [
    heading('h2', voice.say(WORDS.held)),
    story.held.length === 0
      ? element('p', { class: 'muted' }, voice.say(WORDS.nothingHeld))
      : element(
          'ul',
          { class: 'holds' },
          story.held.map(({ text, policy }) =>
            element(
              'li',
              {},
              timed(textOf(voice, text), voice.language),
              policy && [
                ' ',
                element('span', { class: 'muted' }, `${voice.say(WORDS.heldBy)} `, code(policy)),
              ],
            ),
          ),
        ),
  ]
}

function told(voice, story, names) {
  if (!story.outcome) return [heading('h2', voice.say(WORDS.told)), waits(voice)]
  return [
    heading('h2', voice.say(WORDS.told)),
    story.told.length === 0
      ? element('p', { class: 'muted' }, voice.say(WORDS.nobodyTold))
      : story.told.map((notification) => toldCard(voice, notification, { names })),
  ]
}

function waits(voice) {
  return element('p', { class: 'muted' }, voice.code('result', 'waits'))
}

function labels(voice, event) {
  return element(
    'section',
    {},
    heading('h2', voice.say(WORDS.labels)),
    facts(
      Object.entries(event.labels)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => [code(name), code(value)]),
    ),
  )
}

function payload(voice, raw) {
  const shownMax = PAGE_LIMITS.payloadLengthMax
  return element(
    'section',
    {},
    heading('h2', voice.say(WORDS.payload)),
    element('pre', { class: 'payload', tabindex: '0' }, readable(raw).slice(0, shownMax)),
    raw.length > shownMax &&
      element('p', { class: 'muted' }, voice.say(WORDS.payloadCut, voice.number(shownMax))),
  )
}
