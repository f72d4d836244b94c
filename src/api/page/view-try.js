// In: the names of the sources, and what came of the last try. Out: the form, and the events that a request would make.
// What must hold: it stores nothing; what the reader has typed stays through every redraw.
import { Refused, tell } from './api.js'
import { element } from './dom.js'
import { PAGE_LIMITS } from './limits.js'
import { badge, code, emptyState, eventBadge, facts, severityBadge, textOf } from './parts.js'
import { clock } from './when.js'
import { TRY_WORDS } from './words-try.js'

/** @typedef {import('./parts.js').Voice} Voice */
/** @typedef {{ isRunning?: boolean, refusal?: string, tried?: any, draft?: { source: string, body: string } }} Attempt */

/** @param {Voice} voice */
export function tryView(voice, state) {
  const { sources } = state.status.configuration
  return [
    element(
      'div',
      { class: 'heading page' },
      element('h1', { tabindex: '-1' }, voice.say(TRY_WORDS.title)),
    ),
    element('p', { class: 'muted' }, voice.say(TRY_WORDS.intro)),
    sources.length === 0
      ? emptyState(voice.say(TRY_WORDS.noSources), voice.say(TRY_WORDS.noSourcesMore))
      : element('div', { class: 'try' }, form(voice, state), result(voice, state.attempt)),
  ]
}

function form(voice, { status, attempt }) {
  const { draft, isRunning } = attempt
  const wanted = status.configuration.sources
  // A generic source is what people try most.
  const first = wanted.find(({ type }) => type === 'generic') ?? wanted[0]
  const chosen = draft?.source ?? first.name
  return element(
    'form',
    { class: 'try-form', 'data-action': 'try', 'data-key': `try ${draft ? draft.body : ''}` },
    element('label', { for: 'try-source' }, voice.say(TRY_WORDS.source)),
    element(
      'select',
      { id: 'try-source', name: 'source' },
      wanted.map(({ name, type }) =>
        element('option', { value: name, selected: name === chosen }, `${name} (${type})`),
      ),
    ),
    element('label', { for: 'try-body' }, voice.say(TRY_WORDS.body)),
    area({ id: 'try-body', name: 'body', rows: 12 }, draft?.body ?? '', {
      placeholder: voice.say(TRY_WORDS.bodyHint),
    }),
    element('label', { for: 'try-settings' }, voice.say(TRY_WORDS.settings)),
    area({ id: 'try-settings', name: 'settings', rows: 8 }, '', {
      placeholder: 'title: $.summary\nseverity: $.priority',
      'aria-describedby': 'try-settings-hint',
    }),
    element('p', { id: 'try-settings-hint', class: 'under' }, voice.say(TRY_WORDS.settingsHint)),
    element(
      'button',
      { type: 'submit', class: 'primary', disabled: isRunning === true },
      voice.say(isRunning ? TRY_WORDS.going : TRY_WORDS.go),
    ),
  )
}

/** A field of several lines, for what machines write. */
function area(own, text, attributes) {
  const plain = { spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off' }
  return element('textarea', { ...own, ...attributes, ...plain }, text)
}

function result(voice, { refusal, tried }) {
  return element(
    'div',
    { class: 'try-result', role: 'status' },
    refusal !== undefined && element('p', { class: 'problem' }, refusal),
    tried !== undefined && outcome(voice, tried),
  )
}

function outcome(voice, { outcome: kind, problem, events, entries }) {
  if (kind === 'unparsable')
    return element(
      'div',
      { class: 'card' },
      element('p', { class: 'problem' }, element('strong', {}, voice.say(TRY_WORDS.unreadable))),
      element('p', {}, problem),
    )
  const traces = entries.length > 0 ? entries : events.map((_, event) => ({ event, parts: [] }))
  return [
    element('p', { class: 'muted' }, voice.say(TRY_WORDS.count, events.length)),
    element(
      'ul',
      { class: 'cards' },
      traces
        .slice(0, PAGE_LIMITS.pageRows)
        .map((trace) => entryCard(voice, trace, events[trace.event])),
    ),
  ]
}

function entryCard(voice, { entry, parts }, event) {
  return element(
    'li',
    { class: 'card' },
    element(
      'div',
      { class: 'card-head' },
      event ? eventBadge(voice, event) : badge('quiet', voice.say(TRY_WORDS.ignored)),
      event && event.kind !== 'firing' && severityBadge(voice, event.severity),
      element('strong', { class: 'grow' }, event ? textOf(voice, event.title) : ''),
    ),
    event ? eventFacts(voice, event) : element('pre', { class: 'payload', tabindex: '0' }, entry),
    parts.length > 0 && origins(voice, parts),
  )
}

function eventFacts(voice, event) {
  const { labels, fields, links, happenedAt } = event
  return facts([
    [voice.say(TRY_WORDS.key), code(event.dedupKey)],
    [
      voice.say(TRY_WORDS.time),
      happenedAt ? clock(happenedAt, voice.language) : voice.say(TRY_WORDS.noTime),
    ],
    [
      voice.say(TRY_WORDS.labels),
      lines(Object.entries(labels).map(([name, value]) => code(`${name}="${value}"`))),
    ],
    [
      voice.say(TRY_WORDS.details),
      lines(fields.map(({ label, value }) => `${textOf(voice, label)}: ${textOf(voice, value)}`)),
    ],
    [
      voice.say(TRY_WORDS.links),
      lines(
        links.map(({ text, url }) =>
          element('a', { href: url, rel: 'noreferrer noopener' }, textOf(voice, text)),
        ),
      ),
    ],
  ])
}

function lines(rows) {
  if (rows.length === 0) return undefined
  return element(
    'ul',
    { class: 'lines' },
    rows.map((row) => element('li', {}, row)),
  )
}

function origins(voice, parts) {
  return element(
    'details',
    { open: true },
    element('summary', {}, voice.say(TRY_WORDS.origin)),
    facts(
      parts.map(({ part, value, by, from, problems }) => [
        part,
        element(
          'span',
          {},
          value !== undefined && element('span', {}, `${value} `),
          element(
            'span',
            { class: 'under' },
            voice.say(TRY_WORDS[by]),
            ' ',
            from !== '' && code(from),
          ),
          problems.map((problem) => element('span', { class: 'trouble' }, textOf(voice, problem))),
        ),
      ]),
    ),
  )
}

/**
 * Asks the hub what the source makes of what stands in the form; `draw` is called whenever something is to be seen.
 *
 * @param {HTMLFormElement} form
 * @param {Attempt} attempt
 * @param {() => void} draw
 */
export async function tryRequest(form, attempt, draw) {
  if (attempt.isRunning) return
  const given = new FormData(form)
  const text = (/** @type {string} */ name) => {
    const value = given.get(name)
    return typeof value === 'string' ? value : ''
  }
  const settings = text('settings')
  const asked = { body: text('body'), ...(settings.trim() === '' ? {} : { settings }) }
  Object.assign(attempt, { isRunning: true })
  draw()
  try {
    const tried = await tell(`sources/${encodeURIComponent(text('source'))}/try`, asked)
    Object.assign(attempt, { tried, refusal: undefined })
  } catch (error) {
    // Whatever else it is, the page's own look at the hub says.
    const refusal = error instanceof Refused ? error.message : undefined
    Object.assign(attempt, { tried: undefined, refusal })
  }
  attempt.isRunning = false
  draw()
}
