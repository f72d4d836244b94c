// In: a chat, and what came of trying it. Out: the button that tries it, and the report beside it.
// What must hold: it says nothing by colour alone; what the hub refuses is told where it was asked for.
import { Refused, tell } from './api.js'
import { element } from './dom.js'
import { badge, textOf } from './parts.js'
import { WORDS } from './words.js'

/** @typedef {{ isRunning?: boolean, refusal?: string, verification?: any }} Trial */

/** The button of a chat that the configuration has. @param {import('./parts.js').Voice} voice */
export function verifyButton(voice, lane, /** @type {Trial | undefined} */ trial) {
  if (lane.contacts.length === 0) return undefined
  const isRunning = trial?.isRunning === true
  return element(
    'button',
    { type: 'button', 'data-action': 'verify', 'data-name': lane.endpoint, disabled: isRunning },
    voice.say(isRunning ? WORDS.verifying : WORDS.verify),
  )
}

const TONES = { delivered: 'ok', failed: 'bad', uncertain: 'wait', 'not-tried': 'wait' }
const SIGNS = { ok: '✓', note: '!', failed: '✗' }

/** What happened on the way, and what to do. @param {import('./parts.js').Voice} voice */
export function verifyReport(voice, /** @type {Trial | undefined} */ trial) {
  if (trial === undefined || trial.isRunning) return undefined
  const { refusal, verification } = trial
  if (verification === undefined)
    return element('span', { class: 'trouble verified', role: 'status' }, refusal)
  const { result, steps, remedies, text } = verification
  return element(
    'span',
    { class: 'trouble verified', role: 'status' },
    badge(TONES[result] ?? 'quiet', voice.code('verified', result)),
    element(
      'ul',
      {},
      steps.map(({ state, text }) => element('li', {}, `${SIGNS[state]} ${textOf(voice, text)}`)),
    ),
    result !== 'delivered' && text && element('span', { class: 'said' }, text),
    remedies.length > 0 &&
      element(
        'span',
        { class: 'remedy' },
        element('strong', {}, voice.say(WORDS.remedy)),
        ' ',
        voice.sentences(remedies.map((remedy) => textOf(voice, remedy))),
      ),
  )
}

/**
 * Asks the hub to try a chat; `draw` is called whenever something is to be seen.
 *
 * @param {Map<string, Trial>} trials
 * @param {{ lane: string, draw: () => void }} options
 */
export async function tryChat(trials, { lane, draw }) {
  if (trials.get(lane)?.isRunning) return
  trials.set(lane, { isRunning: true })
  draw()
  try {
    const verification = await tell(`endpoints/${encodeURIComponent(lane)}/verify`)
    trials.set(lane, { verification })
  } catch (error) {
    // Whatever else it is, the page's own look at the hub says.
    if (error instanceof Refused) trials.set(lane, { refusal: error.message })
    else trials.delete(lane)
  }
  draw()
}
