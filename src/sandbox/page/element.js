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

const DINGTALK_LINK = 'dingtalk://dingtalkclient/page/link'

/**
 * Where a click on a DingTalk link leads, and where it opens: in the browser or in the side panel.
 * Undefined for what a browser cannot follow.
 *
 * @param {string} href
 */
export function followed(href) {
  if (!href.startsWith(DINGTALK_LINK)) {
    return isWeb(href) ? { url: href, opens: 'panel' } : undefined
  }
  const query = new URLSearchParams(href.slice(DINGTALK_LINK.length + 1))
  const url = query.get('url') ?? ''
  const opens = query.get('pc_slide') === 'false' ? 'browser' : 'panel'
  return isWeb(url) ? { url, opens } : undefined
}

/** @param {string} href */
function isWeb(href) {
  return URL.canParse(href) && /^https?:$/.test(new URL(href).protocol)
}
