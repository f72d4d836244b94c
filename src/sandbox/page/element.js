// In: a tag, its properties, its children. Out: a DOM element.
// Text becomes text nodes and nothing else: no string is ever read as HTML.

/**
 * `class`, `text` and attributes; a property that is undefined is left out.
 *
 * @param {string} tag
 * @param {Record<string, string | undefined>} [properties]
 * @param {...(Node | string | undefined)} children
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue
    if (name === 'text') node.textContent = value
    else node.setAttribute(name, value)
  }
  node.append(...children.filter((child) => child !== undefined && child !== ''))
  return node
}
