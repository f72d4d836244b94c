// In: a request as the sandbox's API gives it. Out: its method, headers and body, laid out to be read.
import { element } from './element.js'
import { currentLanguage } from './words.js'

const TEXTS = {
  en: {
    headers: (count) => `${count} headers`,
    query: 'Query',
    noBody: 'No body',
    hints: {
      401: 'The signature is not right:',
      404: 'Nobody configured this receiver.',
      410: 'The receiver is gone: the sender should stop.',
      429: 'Too many requests: wait as Retry-After says.',
      503: 'Try again.',
      other: 'The receiver was told to answer so.',
    },
  },
  zh: {
    headers: (count) => `${count} 个请求头`,
    query: '查询参数',
    noBody: '没有消息体',
    hints: {
      401: '签名不正确：',
      404: '没有配置此接收端。',
      410: '接收端已不存在，发送方应停止发送。',
      429: '请求过多，请按 Retry-After 等待。',
      503: '请重试。',
      other: '接收端被设置为如此应答。',
    },
  },
}

/** One request. */
export function draw(message) {
  const { method, path = '', query, headers, body, isJson } = message.payload
  const text = TEXTS[currentLanguage()]
  const line = element(
    'div',
    { class: 'hook-line' },
    element('span', { class: 'hook-method', text: method }),
    path === '' ? undefined : element('span', { class: 'hook-path', text: path }),
  )
  const id = headers['webhook-id']
  const isEmpty = body === ''
  const shownBody = isEmpty
    ? element('div', { class: 'hook-empty', text: text.noBody })
    : element('pre', { class: isJson ? 'hook-body json' : 'hook-body' }, ...(isJson ? highlighted(body) : [body]))
  return element(
    'div',
    { class: 'bubble hook' },
    line,
    id === undefined ? undefined : element('div', { class: 'hook-id', text: `webhook-id ${id}` }),
    query === undefined ? undefined : pairs(query, text.query),
    shownBody,
    pairs(headers, text.headers(Object.keys(headers).length)),
  )
}

/** Why a request was not taken. */
export function explain({ errcode }, language) {
  const { hints } = TEXTS[language]
  return hints[errcode] ?? hints.other
}

function pairs(fields, title) {
  const rows = Object.entries(fields).flatMap(([name, value]) => [
    element('dt', { text: name }),
    element('dd', { text: value }),
  ])
  const list = element('dl', { class: 'hook-pairs' }, ...rows)
  return element('details', { class: 'hook-more' }, element('summary', { text: title }), list)
}

/** JSON with its names, texts and other values told apart. */
function highlighted(value) {
  const text = JSON.stringify(value, undefined, 2)
  const parts = text.split(/("(?:[^"\\]|\\.)*"(?:\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/)
  return parts.map((part, index) => {
    if (index % 2 === 0) return part
    const kind = part.endsWith(':') ? 'name' : part.startsWith('"') ? 'string' : 'other'
    return element('span', { class: `json-${kind}`, text: part })
  })
}
