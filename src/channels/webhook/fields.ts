import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import type { Field } from '../../contract/fields.ts'
import { FORMATS } from './render.ts'

/** The methods that an endpoint can ask for. */
export const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'GET'] as const

/** The settings of a webhook endpoint. */
export const fields: readonly Field[] = [
  {
    name: 'url',
    kind: 'url',
    label: { en: 'Address', zh: '地址' },
    hint: {
      en: 'Where the receiver listens, https:// or http://. A user and password in it are sent as basic authentication. Redirects are not followed.',
      zh: '接收方的 https:// 或 http:// 地址。其中的用户名与密码以 Basic 认证发送；不跟随重定向。',
    },
    placeholder: 'https://hooks.example.com/tocsin',
    required: true,
    secret: true,
  },
  {
    name: 'secret',
    kind: 'text',
    label: { en: 'Signing secret', zh: '签名密钥' },
    hint: {
      en: 'A secret of Standard Webhooks, whsec_ and base64; requests are then signed. For a rotation give several with spaces in between, the new one first: each signs.',
      zh: 'Standard Webhooks 密钥：whsec_ 后接 base64，填写后请求会带签名。轮换时可填多个，以空格分隔，新的在前，每个都会签名。',
    },
    placeholder: 'whsec_…',
    required: false,
    secret: true,
  },
  {
    name: 'method',
    kind: 'choice',
    label: { en: 'Method', zh: '请求方法' },
    hint: {
      en: 'The HTTP method. Default POST; change it where the receiver asks for another. A GET is sent without a body: it calls, and says nothing.',
      zh: 'HTTP 请求方法，默认 POST；接收方另有要求时再修改。GET 不带请求体，仅用于触发。',
    },
    placeholder: 'POST',
    required: false,
    secret: false,
    choices: METHODS,
  },
  {
    name: 'headers',
    kind: 'text',
    label: { en: 'Headers', zh: '请求头' },
    hint: {
      en: 'Headers that are sent along, one `Name: value` a line, such as an Authorization. Not webhook-…, host, content-length, or those of the connection.',
      zh: '附带的请求头，每行一个 `名称: 值`，例如 Authorization。不可填写 webhook-…、host、content-length 及与连接有关的请求头。',
    },
    placeholder: 'Authorization: Bearer …',
    required: false,
    secret: true,
  },
  {
    name: 'format',
    kind: 'choice',
    label: { en: 'Format', zh: '消息格式' },
    hint: {
      en: 'tocsin (default): the message in its parts, for programs. text: an object with one key, `text`, as many relays and chats take it.',
      zh: 'tocsin（默认）：按结构给出消息各部分，便于程序处理。text：仅含 `text` 一个键的对象，许多中转服务与聊天工具接受此格式。',
    },
    placeholder: 'tocsin',
    required: false,
    secret: false,
    choices: FORMATS,
  },
  {
    name: 'body',
    kind: 'text',
    label: { en: 'Body', zh: '请求体模板' },
    hint: {
      en: 'A Go template that makes the body, over what the format tocsin sends and `.text`, the same as one plain text. In JSON, values are escaped by where they stand: `{"summary": "{{ .title }}"}` is always JSON. Not shown, since it may hold a key.',
      zh: '生成请求体的 Go 模板，数据为 tocsin 格式的各部分，另有 `.text`（纯文本全文）。JSON 中的值会按位置自动转义，例如 `{"summary": "{{ .title }}"}` 始终是合法 JSON。因可能含密钥，不予显示。',
    },
    placeholder: '{"summary": "{{ .title }}"}',
    required: false,
    secret: true,
  },
  {
    name: 'contentType',
    kind: 'text',
    label: { en: 'Content type', zh: '内容类型' },
    hint: {
      en: 'What `body` makes. Default application/json; only with a type of JSON are values escaped by their place.',
      zh: '`body` 模板的输出类型，默认 application/json；仅 JSON 类型会自动转义。',
    },
    placeholder: 'application/json',
    required: false,
    secret: false,
  },
  {
    name: 'perMinute',
    kind: 'number',
    label: { en: 'Messages a minute', zh: '每分钟条数' },
    hint: {
      en: 'How many messages the receiver is sent in any minute; what is more is merged. Default 600.',
      zh: '任意一分钟内最多发送的条数，超出部分会合并。默认 600。',
    },
    placeholder: '600',
    required: false,
    secret: false,
    least: 1,
    most: 1_000_000,
  },
  {
    name: 'parallel',
    kind: 'number',
    label: { en: 'Requests at a time', zh: '并发请求数' },
    hint: {
      en: 'How many requests may be under way together. Default 1: one after the other, in order. With more, messages about different alerts may overtake each other; what is told of one alert keeps its order. `webhook-id` tells each message.',
      zh: '同时进行的请求数。默认 1，即按顺序逐条发送；大于 1 时更快，不同告警的消息可能先后颠倒，同一告警的消息仍按顺序发送；可用 `webhook-id` 区分每条消息。',
    },
    placeholder: '1',
    required: false,
    secret: false,
    least: 1,
    most: WEBHOOK_LIMITS.parallelMax,
  },
]
