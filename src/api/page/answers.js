// In: an alert of a story. Out: who answered it, and, while it is open, the form with which to answer.
// What must hold: it only asks the API; the name is kept in this browser and nowhere else.
import { tell } from './api.js'
import { element } from './dom.js'
import { PAGE_LIMITS } from './limits.js'
import { textOf } from './parts.js'
import { clock } from './when.js'
import { WORDS } from './words.js'

/** @typedef {import('./parts.js').Voice} Voice */

const NAME = 'tocsin-name'
const ACTIONS = ['acknowledge', 'unacknowledge', 'resolve', 'silence', 'escalate']

/** Who answered, oldest first; undefined where nobody has. @param {Voice} voice */
export function answerLines(voice, answers) {
  if (answers.length === 0) return undefined
  return answers.map((answer) =>
    element(
      'div',
      {},
      `${voice.code('answer', answer.action)}${given(voice, answer)} · ${textOf(voice, answer.text)} · `,
      clock(answer.at, voice.language),
      answer.until && [` → `, clock(answer.until, voice.language)],
      answer.comment && `: ${answer.comment}`,
    ),
  )
}

/** To whom, where an alert was given to somebody. @param {Voice} voice */
function given(voice, { to }) {
  if (!to) return ''
  return voice.language === 'zh' ? textOf(voice, to) : ` ${textOf(voice, to)}`
}

/** The buttons with which an open alert is answered. @param {Voice} voice */
export function answerForm(voice, alert) {
  if (alert.state === 'resolved') return undefined
  const left = alert.state === 'acknowledged' ? 'acknowledge' : 'unacknowledge'
  const actions = ACTIONS.filter((action) => action !== left)
  return element(
    'form',
    { class: 'answer-form', 'data-action': 'answer', 'data-alert': alert.id },
    element('label', { for: 'by' }, voice.say(WORDS.answerBy)),
    element('input', {
      id: 'by',
      name: 'by',
      required: true,
      maxlength: PAGE_LIMITS.nameLengthMax,
      autocomplete: 'name',
      value: localStorage.getItem(NAME) ?? '',
    }),
    element(
      'span',
      { class: 'answer-buttons' },
      actions.map((action) =>
        element('button', { type: 'submit', value: action }, voice.code('answer', action)),
      ),
    ),
  )
}

/**
 * Does what the reader pressed; gives the hub's verdict.
 *
 * @param {HTMLFormElement} form
 * @param {string} action
 */
export async function answerFrom(form, action) {
  const given = new FormData(form).get('by')
  const by = typeof given === 'string' ? given.trim() : ''
  localStorage.setItem(NAME, by)
  const path = `alerts/${encodeURIComponent(form.dataset.alert ?? '')}/${action}`
  const { verdict } = await tell(path, { by, via: 'console' })
  return String(verdict)
}
