// In: a body from the page that frames this one. Out: how its platform would draw it, and how high that is.
// It takes what it draws from a page of its own hub only, and asks nobody for anything.
import { messageRow } from './message.js'
import { drawerFor } from './platforms.js'

/** Nobody is rung by what is not sent. */
const MENTIONS = { all: false, people: [], missed: [] }

const card = document.querySelector('#card')

addEventListener('message', (event) => {
  if (event.source !== parent || event.origin !== location.origin) return
  const { platform, body, robotName, language, theme } = event.data
  // Other scripts of that page may speak to all of its frames.
  if (typeof body !== 'string') return
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  document.documentElement.dataset.language = language
  void draw({ platform, payload: JSON.parse(body), robotName }).then(() => dress(theme))
})

async function draw({ platform, payload, robotName }) {
  const drawer = await drawerFor(platform)
  const message = {
    id: 'preview',
    at: Date.now(),
    msgtype: payload.msgtype ?? payload.msg_type ?? (payload.attachments ? 'blocks' : 'text'),
    ...{ platform, payload, mentions: MENTIONS },
  }
  // What a list of conversations would show is not known of what nobody has received.
  card.replaceChildren(messageRow(message, { robotName }, { draw: drawer.draw, remarks: () => [] }))
}

/** The page around it may be dark where the machine is light: what the styles have for dark is then taken, or left out. */
function dress(theme) {
  document.documentElement.style.colorScheme = theme
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  for (const rule of rules) {
    if (!(rule instanceof CSSMediaRule)) continue
    const isDark = rule.media.mediaText.includes('prefers-color-scheme: dark')
    if (isDark || DARK.has(rule)) {
      DARK.add(rule)
      rule.media.mediaText = theme === 'dark' ? 'all' : 'not all'
    }
  }
}

/** The rules for dark, which say so only until they were taken once. */
const DARK = new WeakSet()

new ResizeObserver(() => {
  parent.postMessage({ kind: 'height', height: card.scrollHeight }, location.origin)
}).observe(card)

parent.postMessage({ kind: 'ready' }, location.origin)
