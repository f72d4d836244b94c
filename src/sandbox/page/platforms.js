// In: a platform's name as the API gives it. Out: how it is called, its colour and letter, and what draws its messages.
// One line for each platform; what has none here is shown as the JSON that came.
import * as plain from './draw-plain.js'
import { currentLanguage } from './words.js'

/** `styled`: it has a `draw-<platform>.css` beside its `draw-<platform>.js`. */
const PLATFORMS = new Map([
  ['dingtalk', { en: 'DingTalk', zh: '钉钉', mark: ['D', '钉'], colour: '#1677ff' }],
  ['lark', { en: 'Lark', zh: '飞书', mark: ['L', '飞'], colour: '#00968a', styled: true }],
  ['wecom', { en: 'WeCom', zh: '企业微信', mark: ['W', '微'], colour: '#1e8f54', styled: true }],
  ['slack', { en: 'Slack', zh: 'Slack', mark: ['S', 'S'], colour: '#611f69', styled: true }],
  ['teams', { en: 'Teams', zh: 'Teams', mark: ['T', 'T'], colour: '#5059c9', styled: true }],
  ['webhook', { en: 'Webhook', zh: 'Webhook', mark: ['{', '{'], colour: '#5c6672', styled: true }],
  ['email', { en: 'E-mail', zh: '邮件', mark: ['@', '@'], colour: '#a8500b', styled: true }],
])

/** @param {string | undefined} platform */
export function platformOf(platform = '') {
  const known = PLATFORMS.get(platform)
  const isChinese = currentLanguage() === 'zh'
  return {
    name: known?.[isChinese ? 'zh' : 'en'] ?? platform,
    mark: known?.mark[isChinese ? 1 : 0] ?? '?',
    colour: known?.colour ?? '#5c6672',
  }
}

/** A chat's id begins with its platform's name. */
export function platformOfChat(chatId = '') {
  return chatId.split('-')[0]
}

const loaded = new Map()

/**
 * What draws the platform's messages: loaded once, when it is first needed.
 *
 * @param {string} platform
 */
export function drawerFor(platform) {
  const known = PLATFORMS.get(platform)
  if (known === undefined) return Promise.resolve(plain)
  if (!loaded.has(platform)) loaded.set(platform, load(platform, known.styled === true))
  return loaded.get(platform)
}

async function load(platform, isStyled) {
  const [drawer] = await Promise.all([
    import(`./draw-${platform}.js`).catch(() => plain),
    isStyled ? loadStyle(new URL(`./draw-${platform}.css`, import.meta.url).href) : undefined,
  ])
  return drawer
}

/** Waits for the style, so that nothing is seen without it; where it does not come, it is done without. */
function loadStyle(href) {
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = href
  const loading = new Promise((resolve) => {
    link.addEventListener('load', resolve)
    link.addEventListener('error', resolve)
  })
  document.head.append(link)
  return loading
}
