// In: an address from a message. Out: what a reader can click, or what says that it cannot be.
// Only http(s) addresses are followed, in a new tab; nothing is loaded from other hosts.
import { element } from './element.js'
import { words } from './words.js'

/**
 * A link, or a text that looks like one where a browser cannot follow it.
 *
 * @param {string | undefined} href
 * @param {(Node | string)[]} children
 * @param {string} [classes] beside `link`
 */
export function linkTo(href, children, classes = '') {
  const named = ['link', ...classes.split(' ').filter((name) => name !== '')].join(' ')
  if (!isWeb(href)) return inert(words().inertLink, children, named)
  const properties = { class: named, href, target: '_blank', rel: 'noopener' }
  return element('a', { ...properties, title: words().opensBrowser }, ...children)
}

/** What looks like a link and is none; `title` says why. */
export function inert(title, children, classes = 'link') {
  return element('span', { class: `${classes} inert`, title }, ...children)
}

/** An image is shown as the place where it would be. */
export function picture(href = '', alt = '') {
  const host = URL.canParse(href) ? new URL(href).host : ''
  const text = [words().image, alt, host].filter((part) => part !== '').join(' · ')
  return element('span', { class: 'picture', text })
}

/** A text whose addresses can be followed; `draw` makes the rest. */
export function linkified(text, draw = (part) => [part]) {
  const parts = text.split(/(https?:\/\/[^\s<>"'，。；）]+)/)
  return parts.flatMap((part, index) => (index % 2 === 1 ? [linkTo(part, [part])] : draw(part)))
}

/** @param {string | undefined} href */
export function isWeb(href) {
  return typeof href === 'string' && URL.canParse(href) && /^https?:$/.test(new URL(href).protocol)
}
