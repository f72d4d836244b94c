// In: a message of a platform that has no drawer. Out: its body as JSON.
import { element } from './element.js'

/** The body as it came, to be read by whoever knows the platform. */
export function draw(message) {
  const json = JSON.stringify(message.payload, undefined, 2)
  return element('div', { class: 'bubble' }, element('pre', { class: 'json', text: json }))
}
