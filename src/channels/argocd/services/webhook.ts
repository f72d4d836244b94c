import type { LocalText } from '../../../model/text.ts'
import { refuse } from '../../../model/verdict.ts'
import { alone } from '../judge.ts'
import type { Ask } from '../redirect.ts'
import type { Delivery, Service } from '../service.ts'
import { ANY_LENGTH, FOR_PROGRAMS, missing, notAnAddress, webUrl } from '../service-kinds.ts'
import type { Tree } from '../tree.ts'

/** Any receiver: the template says method, path and body. */
export const webhook: Service = {
  type: 'webhook',
  limits: FOR_PROGRAMS,
  messageLengthMax: ANY_LENGTH,
  ignoresRecipient: true,
  check(options) {
    if (options.text('url').trim() === '') return [missing('url')]
    const problems: LocalText[] = []
    if (webUrl(options.text('url')) === undefined) problems.push(notAnAddress('url'))
    if (!headersOf(options).every(isGoodHeader)) problems.push(BAD_HEADER)
    return problems
  },
  async send(delivery) {
    const { options, way } = delivery
    const ask = requestOf(delivery)
    if (!TOKEN.test(ask.method)) return way.unasked(BAD_METHOD, 'net/http: invalid method')
    if (URL.parse(ask.url) === null) return way.unasked(BAD_PATH, 'net/http: invalid URL')
    const rules = { takesPages: options.flag('acceptPages') }
    const receipt = way.judge(await way.ask(ask), rules)
    // Each template has a path of its own: what is wrong there says nothing of the others.
    return (delivery.part?.text('path') ?? '') === '' ? receipt : alone(receipt)
  },
}

/** Without a part for this webhook, a GET with the message in its body: so does upstream. */
export function requestOf({ options, part, message }: Omit<Delivery, 'way'>): Ask & {
  readonly headers: Readonly<Record<string, string>>
} {
  const method = part?.text('method') || 'GET'
  return {
    // Servers take known methods in capitals only; in others a template’s author is believed.
    method: KNOWN_METHODS.has(method.toUpperCase()) ? method.toUpperCase() : method,
    url: joined(options.text('url').trim(), part?.text('path') ?? ''),
    headers: Object.fromEntries([
      ...headersOf(options).filter(([name]) => !CONNECTION.has(name)),
      ...loginOf(options),
    ]),
    body: part === undefined ? message : part.text('body'),
  }
}

const KNOWN_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
])

/** Texts put together, whatever a query in the URL makes of it. */
function joined(url: string, path: string): string {
  return path === '' ? url : `${url.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
}

/** In lower case; a later one of the same name replaces the earlier. */
function headersOf(options: Tree): readonly (readonly [name: string, value: string])[] {
  return options
    .trees('headers')
    .map((header) => [header.text('name').trim().toLowerCase(), header.text('value').trim()])
}

/** What belongs to the connection, or would change nothing with upstream either. */
const CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

function loginOf(options: Tree): readonly (readonly [string, string])[] {
  const login = options.at('basicAuth')
  if (login === undefined) return []
  const text = `${login.text('username')}:${login.text('password')}`
  return [['authorization', `Basic ${Buffer.from(text).toString('base64')}`]]
}

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

function isGoodHeader([name, value]: readonly [string, string]): boolean {
  return TOKEN.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

const BAD_HEADER: LocalText = {
  en: 'The service’s option headers holds a name or a value that HTTP cannot carry: a blank in a name, a newline or Chinese in a value. Correct it; a value from a secret may end in a newline.',
  zh: '服务选项 headers 中有 HTTP 无法承载的名称或值（如名称含空格、值含换行或中文）。请修正；取自 Secret 的值可能带有换行。',
}

const BAD_METHOD = refuse(
  'malformed',
  'The `method` in the webhook part of the template is none. Write POST, PUT or another method of HTTP; it is no template.',
  '模板 webhook 部分的 method 不是有效的 HTTP 方法。请填写 POST、PUT 等；该字段不作为模板渲染。',
)
const BAD_PATH = refuse(
  'malformed',
  'The service’s url and the `path` of the webhook part make no address together. Look at what the template makes of `path`.',
  '服务的 url 与模板 webhook 部分的 path 无法组成有效地址。请检查 path 的渲染结果。',
)
