// In: the runs of an alert through escalation policies. Out: who was told at which step, what was left out, and who is next.
// What must hold: what the hub did is told in its own words; the page decides nothing about it.
import { element } from './dom.js'
import { code, heading, textOf } from './parts.js'
import { clock } from './when.js'
import { WORDS } from './words.js'

/** @typedef {import('./parts.js').Voice} Voice */

/** The step of a story about whom an alert was escalated to; undefined where nothing escalates it. @param {Voice} voice */
export function escalationStep(voice, { escalations }) {
  if (escalations.length === 0) return undefined
  return [heading('h2', voice.say(WORDS.escalation)), escalations.map((run) => way(voice, run))]
}

/** @param {Voice} voice */
function way(voice, run) {
  const place = run.step === undefined ? '' : ` · ${voice.say(WORDS.stepOf, run.step, run.steps)}`
  return element(
    'div',
    { class: 'escalation' },
    element(
      'p',
      {},
      code(run.escalationPolicy),
      ` · ${voice.code('escalation', run.state)}${place}`,
      run.isOld && element('span', { class: 'muted' }, ` · ${voice.say(WORDS.isOld)}`),
    ),
    element(
      'ul',
      { class: 'holds' },
      run.history.map((note) => element('li', {}, noteLine(voice, note))),
      nextLine(voice, run),
      (run.follows ?? []).map((one) => followingLine(voice, one)),
    ),
  )
}

/** @param {Voice} voice */
function noteLine(voice, { at, step, text, contacts }) {
  return [
    clock(at, voice.language),
    step !== undefined && ` · ${voice.say(WORDS.step, step)}`,
    ` · ${textOf(voice, text)}`,
    contacts && ` ${names(voice, contacts)}`,
  ]
}

/** @param {Voice} voice */
function nextLine(voice, { state, next, nextAt }) {
  if (state !== 'running' || !next || !nextAt) return undefined
  const who = names(voice, next.contacts)
  return element('li', {}, voice.say(WORDS.nextAt), ' ', clock(nextAt, voice.language), ` · ${who}`)
}

/** @param {Voice} voice */
function followingLine(voice, { name, at, channels }) {
  const who = `${name} (${channels.join(', ')})`
  return element('li', {}, voice.say(WORDS.followsAt), ' ', clock(at, voice.language), ` · ${who}`)
}

/** @param {Voice} voice */
function names(voice, contacts) {
  return voice.list(contacts.map(({ name }) => name))
}
