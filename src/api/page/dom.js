// In: what the page shall look like now. Out: the document, changed only where it differs.
// What must hold: text becomes text nodes and nothing else, and whoever reads or types keeps place, focus and selection.

/**
 * A new element. An attribute that is undefined or false is left out; children may be nested lists,
 * and whatever is undefined, false or empty among them is left out.
 *
 * @param {string} tag
 * @param {Record<string, string | number | boolean | undefined>} [attributes]
 * @param {...any} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    node.setAttribute(name, value === true ? '' : String(value))
  }
  append(node, children)
  return node
}

/**
 * @param {Node} parent
 * @param {readonly any[]} children
 */
function append(parent, children) {
  for (const child of children) {
    if (child === undefined || child === false || child === '') continue
    if (Array.isArray(child)) append(parent, child)
    else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)))
  }
}

/**
 * Makes the children of `parent` look like those of `wanted`, and keeps every node that can stay.
 * Nodes with the same `data-key` are the same row, wherever they stand.
 *
 * @param {Element} parent
 * @param {Element} wanted
 */
export function redraw(parent, wanted) {
  const focused = document.activeElement
  patchChildren(parent, wanted)
  const isLost = focused instanceof HTMLElement && focused !== document.activeElement
  if (isLost && focused.isConnected) focused.focus({ preventScroll: true })
}

/**
 * @param {Element} parent
 * @param {Element} wanted
 */
function patchChildren(parent, wanted) {
  const wantedNodes = [...wanted.childNodes]
  const wantedKeys = new Set(wantedNodes.map(keyOf))
  const rows = new Map()
  for (const child of [...parent.childNodes]) {
    const key = keyOf(child)
    if (key === undefined) continue
    if (wantedKeys.has(key)) rows.set(key, child)
    else child.remove()
  }
  let cursor = parent.firstChild
  for (const want of wantedNodes) {
    const key = keyOf(want)
    const same = key === undefined ? unkeyed(cursor) : rows.get(key)
    if (!same || same.nodeName !== want.nodeName) {
      parent.insertBefore(want, cursor)
      continue
    }
    if (same === cursor) cursor = cursor.nextSibling
    else parent.insertBefore(same, cursor)
    patch(same, want)
  }
  while (cursor) {
    const next = cursor.nextSibling
    cursor.remove()
    cursor = next
  }
}

/** @param {Node | null | undefined} node */
function keyOf(node) {
  return node instanceof HTMLElement ? node.dataset.key : undefined
}

/** @param {ChildNode | null} node */
function unkeyed(node) {
  return node && keyOf(node) === undefined ? node : undefined
}

/**
 * @param {Node} node
 * @param {Node} want
 */
function patch(node, want) {
  if (!(node instanceof Element) || !(want instanceof Element)) {
    if (node.nodeValue !== want.nodeValue) node.nodeValue = want.nodeValue
    return
  }
  for (const { name } of [...node.attributes]) {
    // What the reader has opened stays open.
    const isReaders = name === 'open' && node.nodeName === 'DETAILS'
    if (!isReaders && !want.hasAttribute(name)) node.removeAttribute(name)
  }
  for (const { name, value } of [...want.attributes]) {
    const isReaders = name === 'open' && node.nodeName === 'DETAILS'
    if (!isReaders && node.getAttribute(name) !== value) node.setAttribute(name, value)
  }
  patchChildren(node, want)
}
