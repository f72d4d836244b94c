// In: pieces of what the API answers. Out: the elements that several views show them with.
// What must hold: colour never says anything alone; whatever can be clicked is a link or a button.
import { element } from './dom.js'
import { PAGE_LIMITS } from './limits.js'
import { ago, clock, timed } from './when.js'
import { WORDS } from './words.js'

/** @typedef {ReturnType<typeof import('./words.js').speak>} Voice */

/** A word with a coloured sign. `tone` is one of the severities, or ok, wait, bad, quiet. */
export function badge(tone, word) {
  return element('span', { class: `badge ${tone}` }, word)
}

/** @param {Voice} voice @param {string} severity */
export function severityBadge(voice, severity) {
  return badge(severity, voice.code('severity', severity))
}

/** The end and the acknowledgement of a problem matter more than how bad it was. @param {Voice} voice */
export function eventBadge(voice, { kind, severity }) {
  if (kind === 'resolved') return badge('ok', voice.code('event', kind))
  if (kind === 'acknowledged') return badge('quiet', voice.code('event', kind))
  return severityBadge(voice, severity)
}

/** A name, key or code, as a machine writes it. */
export function code(text) {
  return element('code', {}, text)
}

/** @param {Voice} voice the page's voice, for texts in both languages */
export function textOf(voice, text) {
  return text[voice.language]
}

/** A heading with an optional note beside it. */
export function heading(level, text, note) {
  return element('div', { class: 'heading' }, element(level, {}, text), note)
}

/** What stands where a list would, if it had anything: what that means, and what to do. */
export function emptyState(title, more, ...extra) {
  return element(
    'div',
    { class: 'empty' },
    element('p', { class: 'empty-title' }, title),
    more && element('p', {}, more),
    extra,
  )
}

/** @param {Voice} voice */
export function loading(voice) {
  return element('p', { class: 'loading' }, voice.say(WORDS.loading))
}

/** Names and values. A row without a value is left out. */
export function facts(rows) {
  return element(
    'dl',
    { class: 'facts' },
    rows
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', {}, value)),
      ),
  )
}

/** @param {Voice} voice @param {string} instant */
export function since(voice, instant) {
  return [`${voice.say(WORDS.since)} `, ago(instant, voice.language)]
}

/** Where the story of an event is told. */
export function storyLink(id, text) {
  return element('a', { href: `#/events/${encodeURIComponent(id)}` }, text)
}

/** @param {Voice} voice @param {readonly any[]} events */
export function eventList(voice, events) {
  return element(
    'div',
    { class: 'table events' },
    element(
      'div',
      { class: 'columns', 'aria-hidden': 'true' },
      [WORDS.time, WORDS.severity, WORDS.what, WORDS.source, WORDS.result].map((word) =>
        element('span', {}, voice.say(word)),
      ),
    ),
    element(
      'ul',
      { class: 'rows' },
      events.map((event) => eventRow(voice, event)),
    ),
  )
}

function eventRow(voice, event) {
  const { outcome } = event
  return element(
    'li',
    { class: 'row', 'data-key': event.id },
    element('span', { class: 'when' }, clock(event.receivedAt, voice.language)),
    element('span', { class: 'how' }, eventBadge(voice, event)),
    element(
      'span',
      { class: 'what' },
      element('span', { class: 'title' }, storyLink(event.id, textOf(voice, event.title))),
      element('span', { class: 'under' }, code(event.name), event.status && ` · ${event.status}`),
    ),
    element('span', { class: 'where' }, event.source),
    element(
      'span',
      { class: 'result' },
      element('span', {}, voice.code('result', outcome?.result ?? 'waits')),
      outcome && element('span', { class: 'under' }, resultNote(voice, outcome)),
    ),
  )
}

/** Why it was held back, or which policies took it. */
function resultNote(voice, { matched, held }) {
  const reasons = [...new Set(held.map(({ text }) => textOf(voice, text)))]
  if (reasons.length > 0 && matched.length <= held.length)
    return timed(voice.sentences(reasons), voice.language)
  return matched.length > 0 && `${voice.say(WORDS.heldBy)} ${matched.join(', ')}`
}

/** @param {Voice} voice @param {import('./load.js').List} list @param {string} [end] said after the last row */
export function olderButton(voice, list, end) {
  if (list.rows.length >= PAGE_LIMITS.eventRowsMax)
    return element(
      'p',
      { class: 'end' },
      voice.say(WORDS.atMost, voice.number(PAGE_LIMITS.eventRowsMax)),
    )
  if (list.next !== undefined)
    return element(
      'p',
      { class: 'end' },
      element('button', { type: 'button', 'data-action': 'older' }, voice.say(WORDS.older)),
    )
  return end !== undefined && list.rows.length > 0 && element('p', { class: 'end' }, end)
}

const EXAMPLE = {
  product: 'ECS',
  name: 'Instance:SystemMaintenance.Reboot',
  level: 'CRITICAL',
  status: 'Scheduled',
  regionId: 'cn-hangzhou',
  instanceName: 'web-01',
  content: { instanceId: 'i-example', eventId: 'e-example', eventStatus: 'Scheduled' },
}

/** What to do when nothing has arrived yet: a command that can be copied, and works. */
export function firstSteps(voice) {
  const command = [
    `curl -X POST ${location.origin}/in/YOUR_INGEST_KEY \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(EXAMPLE, undefined, 2)}'`,
  ].join('\n')
  return emptyState(
    voice.say(WORDS.noEvents),
    voice.say(WORDS.noEventsMore),
    element('pre', { class: 'command', tabindex: '0' }, command),
  )
}
