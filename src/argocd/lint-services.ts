import type { ArgoConfig, ArgoService } from './configuration.ts'
import { unknownField } from './lint-fields.ts'
import { type ArgoFinding, lineOf } from './lint-finding.ts'
import { robotOf } from './robot.ts'
import { SERVICE_OPTIONS } from './services.ts'

/** Services: tokens in clear, robots without a signature, options that do not do what they seem to. */
export function lintServices(config: ArgoConfig): readonly ArgoFinding[] {
  return [...config.services.values()].flatMap((service) => {
    const key = keyOf(config, service)
    const facts = { config, service, key }
    return RULES.flatMap((rule) => rule(facts))
  })
}

/** `service.<type>.<name>`, or the short form. */
export function keyOf({ data }: ArgoConfig, { type, name }: ArgoService): string {
  const long = `service.${type}.${name}`
  return long in data || type !== name ? long : `service.${type}`
}

type Facts = { readonly config: ArgoConfig; readonly service: ArgoService; readonly key: string }

const TOKEN_IN_URL = /(?:access_token=|[?&]key=|\/hook\/|hooks\.slack\.com\/services\/)(?!\$)[\w*-]/
const SECRET_FIELD =
  /^\s*(?:token|password|apiKey|secret|signingSecret|privateKey|nkey|bearerToken)\s*:\s*['"]?(?![\s'"$|>]|$)/im

function tokenInClear({ config, key }: Facts): readonly ArgoFinding[] {
  const text = config.data[key] ?? ''
  const found = [TOKEN_IN_URL, SECRET_FIELD].find((pattern) => pattern.test(text))
  if (found === undefined) return []
  return [
    {
      code: 'token-in-clear',
      level: 'warning',
      key,
      ...lineOf(config, key, found),
      text: {
        en: 'A token stands in the ConfigMap in clear, for everybody who may read ConfigMaps. Put it into argocd-notifications-secret and write $<key>.',
        zh: '令牌以明文写在 ConfigMap 中，任何能读取 ConfigMap 的人都能看到。请放入 argocd-notifications-secret，并写作 $<键>。',
      },
    },
  ]
}

function robotWithoutSignature({ config, service, key }: Facts): readonly ArgoFinding[] {
  if (service.type !== 'webhook') return []
  const reading = robotOf({
    options: service.options,
    ...(service.paths?.[0] === undefined ? {} : { path: service.paths[0] }),
    ...(service.extras === undefined ? {} : { extras: service.extras }),
  })
  if (reading.kind === 'problem')
    return [{ code: 'robot-settings', level: 'error', key, text: reading.problem }]
  if (reading.kind === 'none' || !['dingtalk', 'lark'].includes(reading.channel)) return []
  if (reading.settings.secret !== undefined) return []
  const field = `${reading.channel}: {secret: $<key>}`
  return [
    {
      code: 'robot-unsigned',
      level: 'note',
      key,
      ...lineOf(config, key, 'url'),
      text: {
        en: `Messages to this robot are not signed. Where its security settings ask for a signature, add the field ${field} to this service; upstream ignores it, and cannot sign.`,
        zh: `发往该机器人的消息没有签名。若其安全设置要求加签，请在该服务中添加字段 ${field}；上游会忽略该字段，也无法加签。`,
      },
    },
  ]
}

function lineBreakInSecret({ config, key }: Facts): readonly ArgoFinding[] {
  const text = config.data[key] ?? ''
  return config.brokenOff
    .filter((name) => referencesIn(text).includes(name))
    .map((name) => ({
      code: 'secret-ends-with-line-break',
      level: 'warning' as const,
      key,
      ...lineOf(config, key, `$${name}`),
      text: {
        en: `The value of ${name} in the Secret ends with a line break, as echo writes one; in a URL upstream fails with it. Write it anew with printf %s or echo -n.`,
        zh: `Secret 中 ${name} 的值以换行结尾（echo 会带上换行）；用在 URL 中时上游会报错。请用 printf %s 或 echo -n 重新写入。`,
      },
    }))
}

function referencesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$([A-Za-z0-9_-]+)/g)].flatMap(([, name]) => name ?? [])
}

function unknownFields({ config, service, key }: Facts): readonly ArgoFinding[] {
  const shape = SERVICE_OPTIONS.get(service.type)
  const known = shape?.kind === 'struct' ? Object.keys(shape.fields) : []
  const own = ['dingtalk', 'lark', 'wecom', 'slack']
  const unknown = Object.keys(service.options).filter(
    (name) =>
      !known.some((one) => one.toLowerCase() === name.toLowerCase()) &&
      !(service.type === 'webhook' && own.includes(name.toLowerCase())),
  )
  return unknown.map((name) => unknownField({ config, key, name, known }))
}

function noRetries({ config, service, key }: Facts): readonly ArgoFinding[] {
  if (service.options.retryMax !== 0) return []
  return [
    {
      code: 'retry-max-zero',
      level: 'note',
      key,
      ...lineOf(config, key, 'retryMax'),
      text: {
        en: 'retryMax: 0 means 3 upstream, as if it were not there; a negative number turns retries off.',
        zh: 'retryMax: 0 在上游等同于未设置，即 3 次；负数才会关闭重试。',
      },
    },
  ]
}

function unsentService({ service, key }: Facts): readonly ArgoFinding[] {
  if (service.type !== 'nats') return []
  return [
    {
      code: 'service-not-sent',
      level: 'error',
      key,
      text: {
        en: 'The service nats is neither HTTP nor SMTP, and is not sent by Tocsin. Its deliveries are shown as undelivered; take another service for them.',
        zh: 'nats 服务既非 HTTP 也非 SMTP，Tocsin 不发送。其投递会显示为未送达；请改用其他服务。',
      },
    },
  ]
}

function pathBehindQuery({ config, service, key }: Facts): readonly ArgoFinding[] {
  const { url } = service.options
  if (service.type !== 'webhook' || typeof url !== 'string' || !url.includes('?')) return []
  const hasPath = [...config.templates.values()].some(({ source }) => {
    const part: unknown = Reflect.get(Object(source.webhook), service.name)
    const path: unknown = Reflect.get(Object(part), 'path')
    return typeof path === 'string' && path !== ''
  })
  if (!hasPath) return []
  return [
    {
      code: 'path-behind-query',
      level: 'warning',
      key,
      ...lineOf(config, key, 'url'),
      text: {
        en: 'The URL has a query, and a template has a path for it, which is put behind the query. Give the URL without its query, and the query in the path.',
        zh: '该 URL 带有查询串，而模板又设置了 path，path 会被接在查询串之后。请将 URL 中的查询串移到 path 中。',
      },
    },
  ]
}

const RULES = [
  tokenInClear,
  robotWithoutSignature,
  lineBreakInSecret,
  unknownFields,
  noRetries,
  unsentService,
  pathBehindQuery,
]
