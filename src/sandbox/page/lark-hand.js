// In: whom a Lark text names. Out: the name as Lark shows it: blue where it rings, plain where it does not.
import { element } from './element.js'
import { words } from './words.js'

/** Colour names of `<font>` and `<text_tag>`, as custom properties of draw-lark.css. */
const COLOURS = new Set(
  'red green grey blue orange yellow purple violet indigo turquoise carmine wathet lime neutral'.split(' '),
)

/** How markdown names people and colours in Lark. */
export function larkHand(message) {
  return {
    drawAt: ({ ids, name }) => ids.flatMap((id) => [drawName(id, name, message), ' ']),
    colourOf: (name) => (COLOURS.has(name) ? `var(--lark-${name})` : undefined),
  }
}

/**
 * @param {string} id an open_id, a user_id, or `all`
 * @param {string} name as the sender wrote it
 */
export function drawName(id, name, { mentions }) {
  if (id === 'all') {
    const text = `@${words().all}`
    return mentions.all ? element('span', { class: 'mention', text }) : element('span', { text })
  }
  const person = mentions.people.find(({ literal }) => literal === id)
  if (person === undefined) return element('span', { text: name === '' ? `@${id}` : name })
  const shown = person.name === id && name !== '' ? name : person.name
  return element('span', { class: 'mention', text: `@${shown.replace(/^@/, '')}` })
}
