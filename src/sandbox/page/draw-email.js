// In: a mail as the sandbox's API gives it. Out: how a mail program would show it.
// HTML is drawn in a frame that runs no script, submits no form and loads nothing: what would is taken out, and the frame forbids it.
import { element } from './element.js'
import { currentLanguage } from './words.js'

const TEXTS = {
  en: {
    to: 'To',
    noSubject: '(no subject)',
    html: 'HTML',
    text: 'Text',
    headers: 'Headers',
    image: 'Image',
    empty: 'The mail is empty.',
    secure: 'over TLS',
    hints: {
      250: '',
      421: 'The server went away: try again.',
      450: 'Too many messages: try again later.',
      451: 'Try again later.',
      452: 'The mailbox is full: try again later.',
      550: 'There is no such mailbox, or it is disabled.',
      554: 'The mail was turned down for good.',
      552: 'The mail is too large.',
    },
  },
  zh: {
    to: '收件人',
    noSubject: '（无主题）',
    html: 'HTML',
    text: '纯文本',
    headers: '邮件头',
    image: '图片',
    empty: '邮件没有内容。',
    secure: '经 TLS',
    hints: {
      250: '',
      421: '服务器已断开，请重试。',
      450: '邮件过多，请稍后重试。',
      451: '请稍后重试。',
      452: '邮箱已满，请稍后重试。',
      550: '邮箱不存在或已停用。',
      554: '邮件被永久拒绝。',
      552: '邮件过大。',
    },
  },
}

/** One mail. */
export function draw(message) {
  const words = TEXTS[currentLanguage()]
  const { from = '', to = '', subject, html, text, headers = [], attachments = [], envelope } = message.payload
  const head = element(
    'header',
    { class: 'mail-head' },
    element('div', { class: 'mail-subject', text: subject || words.noSubject }),
    element('div', { class: 'mail-from', text: from }),
    element('div', { class: 'mail-to', text: `${words.to}: ${to}${envelope?.secure ? ` · ${words.secure}` : ''}` }),
  )
  const views = [
    ...(html === undefined ? [] : [[words.html, () => frame(html)]]),
    ...(text === undefined ? [] : [[words.text, () => element('pre', { class: 'mail-text' }, ...linked(text))]]),
  ]
  const files = attachments.map(({ name, bytes }) => element('span', { class: 'mail-file', text: `📎 ${name} · ${sizeOf(bytes)}` }))
  return element(
    'div',
    { class: 'bubble mail' },
    head,
    ...(views.length === 0 ? [element('div', { class: 'mail-empty', text: words.empty })] : [tabs(views)]),
    files.length === 0 ? undefined : element('div', { class: 'mail-files' }, ...files),
    headers.length === 0 ? undefined : headerList(headers, words.headers),
  )
}

/** Why a mail was not taken. */
export function explain({ errcode }, language) {
  return TEXTS[language].hints[errcode] ?? ''
}

/** The parts of a mail one at a time, the first one first. */
function tabs(views) {
  const body = element('div', { class: 'mail-body' })
  const buttons = views.map(([name]) => element('button', { class: 'mail-tab', type: 'button', text: name }))
  const show = (index) => {
    for (const [at, button] of buttons.entries()) button.setAttribute('aria-pressed', String(at === index))
    body.replaceChildren(views[index][1]())
  }
  for (const [index, button] of buttons.entries()) button.addEventListener('click', () => show(index))
  show(0)
  const row = buttons.length > 1 ? element('div', { class: 'mail-tabs' }, ...buttons) : undefined
  return element('div', {}, row, body)
}

const LOCKED =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"

/** Same-origin only so that its height can be read: without scripts nothing inside could use that. */
function frame(html) {
  const view = element('iframe', {
    class: 'mail-frame',
    sandbox: 'allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    referrerpolicy: 'no-referrer',
    title: TEXTS[currentLanguage()].html,
  })
  view.srcdoc = `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${LOCKED}"><base target="_blank"><style>html{overflow-x:auto}body{margin:12px 16px;font:14px/1.5 sans-serif;color:#1f2328;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style></head><body>${cleaned(html)}</body></html>`
  view.addEventListener('load', () => {
    const inner = view.contentDocument?.documentElement
    if (inner !== undefined && inner !== null) view.style.height = `${Math.min(inner.scrollHeight, 4000)}px`
  })
  return view
}

const TAKEN_OUT = 'script, iframe, frame, object, embed, link, meta, base, form, input, button, audio, video, source, track, svg, math, template, noscript'

/** The body without what could act or load. It is read as a document that is shown nowhere, and written again. */
function cleaned(html) {
  // The page's own policy refuses a base as soon as it is read, and says so on the console.
  const read = new DOMParser().parseFromString(html.replaceAll(/<base\b[^>]*>/gi, ''), 'text/html')
  for (const image of read.querySelectorAll('img')) {
    if (/^data:image\//i.test(image.getAttribute('src') ?? '')) continue
    const label = [TEXTS[currentLanguage()].image, image.getAttribute('alt')].filter(Boolean).join(' · ')
    const place = read.createElement('span')
    place.textContent = `[${label}]`
    image.replaceWith(place)
  }
  for (const part of read.querySelectorAll(TAKEN_OUT)) part.remove()
  for (const part of read.querySelectorAll('*')) {
    for (const { name, value } of [...part.attributes]) {
      const isLoading = /^(?:src|srcset|background|poster|action|formaction|ping|xlink:href)$/i.test(name) && !/^data:image\//i.test(value)
      const isOddLink = name === 'href' && !/^(?:https?:|mailto:|#)/i.test(value.trim())
      const isRemoteStyle = name === 'style' && /url\s*\(|@import|expression/i.test(value)
      if (/^on/i.test(name) || isLoading || isOddLink || isRemoteStyle) part.removeAttribute(name)
    }
    if (part.tagName === 'STYLE' && /url\s*\(|@import/i.test(part.textContent)) part.remove()
    if (part.tagName === 'A') part.setAttribute('rel', 'noopener noreferrer')
  }
  const styles = [...read.head.querySelectorAll('style')].map((style) => style.outerHTML).join('')
  return styles + read.body.innerHTML
}

/** Mail programs make links of addresses in plain text. */
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)])/).map((part, index) => {
    if (index % 2 === 0) return part
    return element('a', { class: 'link', href: part, target: '_blank', rel: 'noopener', text: part })
  })
}

function headerList(headers, title) {
  const rows = headers.flatMap(({ name, value }) => [element('dt', { text: name }), element('dd', { text: value })])
  return element(
    'details',
    { class: 'mail-headers' },
    element('summary', { text: title }),
    element('dl', {}, ...rows),
  )
}

function sizeOf(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024)} KB`
}
