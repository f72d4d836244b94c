// In: one notification with its attempts. Out: a card: who, by what, each attempt, the answer, what to do.
import { element } from './dom.js'
import { badge, textOf } from './parts.js'
import { amount, clock } from './when.js'
import { WORDS } from './words.js'

const TONES = {
  sent: 'ok',
  due: 'wait',
  leased: 'wait',
  dead: 'bad',
  merged: 'quiet',
  moot: 'quiet',
}
const ATTEMPT_TONES = { sent: 'ok', retry: 'wait', refused: 'bad' }

/**
 * @param {import('./parts.js').Voice} voice
 * @param {any} notification
 * @param {{ names: ReadonlyMap<string, string>, about?: Node }} options the names of contacts by id, and
 *   what stands first in the card
 */
export function toldCard(voice, notification, { names, about }) {
  const { contact, channel, state, kind, policy, severity } = notification
  return element(
    'div',
    { class: 'card told', 'data-key': notification.id },
    about,
    element(
      'div',
      { class: 'card-head' },
      element('strong', {}, names.get(contact) ?? contact),
      element('span', { class: 'muted' }, voice.code('channel', channel)),
      element(
        'span',
        { class: 'muted grow' },
        `${voice.code('kind', kind)} · ${voice.code('severity', severity)} · ${voice.say(WORDS.heldBy)} `,
        element('code', {}, policy),
      ),
      badge(TONES[state] ?? 'quiet', voice.code('delivery', state)),
    ),
    attemptsOf(voice, notification),
  )
}

function attemptsOf(voice, { state, attempts = [], dueAt }) {
  if (attempts.length > 0)
    return element(
      'ol',
      { class: 'attempts' },
      attempts.map((attempt) => attemptRow(voice, attempt)),
    )
  if (state === 'merged') {
    return element('p', { class: 'muted' }, voice.say(WORDS.digestBelow))
  }
  if (state === 'moot') {
    return element('p', { class: 'muted' }, voice.say(WORDS.answeredBefore))
  }
  return element(
    'p',
    { class: 'muted' },
    `${voice.say(WORDS.notTried)} ${voice.say(WORDS.dueAt)} `,
    clock(dueAt, voice.language),
  )
}

function attemptRow(voice, attempt) {
  const { startedAt, tookMs, outcome, reason, remedy } = attempt
  const said = [attempt.code, attempt.text].filter(Boolean).join(' ')
  return element(
    'li',
    {},
    element(
      'span',
      { class: 'attempt' },
      element('span', { class: 'when' }, clock(startedAt, voice.language)),
      badge(ATTEMPT_TONES[outcome] ?? 'quiet', voice.code('attempt', outcome)),
      reason && element('span', {}, voice.code('reason', reason)),
      element('span', { class: 'muted' }, amount(tookMs, 'millisecond', voice.language)),
      said &&
        element(
          'span',
          { class: 'answer' },
          element('span', { class: 'muted' }, voice.say(WORDS.answer)),
          ' ',
          element('code', {}, said),
        ),
    ),
    remedy &&
      element(
        'p',
        { class: 'remedy' },
        element('strong', {}, voice.say(WORDS.remedy)),
        ' ',
        textOf(voice, remedy),
      ),
  )
}
