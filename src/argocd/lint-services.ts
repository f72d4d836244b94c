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

/** What is sent with a key of its own only, while upstream also takes the identity of the machine. */
const OWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  awssqs: ['key', 'secret'],
  gcppubsub: ['key'],
}

function withoutOwnKey({ config, service, key }: Facts): readonly ArgoFinding[] {
  const needed = OWN_KEYS[service.type] ?? []
  const missing = needed.filter((name) => !hasOption(service, name))
  if (missing.length === 0) return []
  const names = needed.join(', ')
  return [
    {
      code: 'service-needs-key',
      level: 'error',
      key,
      ...lineOf(config, key, /^\s*keyFile\s*:/im),
      text: {
        en: `The service ${service.type} is sent with a key of its own: give ${names}, as $references to the Secret. The role of a pod or a machine, and keyFile, are not used; its deliveries are shown as undelivered.`,
        zh: `${service.type} 服务需要自己的密钥：请提供 ${names}，并以 $引用 指向 Secret。不使用 Pod 或机器的角色，也不读取 keyFile；否则其投递会显示为未送达。`,
      },
    },
  ]
}

function hasOption({ options }: ArgoService, name: string): boolean {
  return Object.entries(options).some(
    ([key, value]) => key.toLowerCase() === name.toLowerCase() && value !== '' && value !== null,
  )
}

const DURATION = /^\s*retryWait(?:Min|Max)\s*:\s*['"]?[\d.]+[a-zµ]/m

/** What upstream's own documents show, and what stops everything there. */
function durationAsText({ config, key }: Facts): readonly ArgoFinding[] {
  const text = config.data[key] ?? ''
  if (!DURATION.test(text)) return []
  return [
    {
      code: 'upstream-refuses',
      level: 'note',
      key,
      ...lineOf(config, key, DURATION),
      text: {
        en: 'A duration such as 1s is read here. Upstream takes nanoseconds only, although its documents show this, and refuses the whole ConfigMap: write 1000000000 if it is to be used there again.',
        zh: '此处可以写 1s 这样的时长。上游只接受纳秒整数（其文档有误），否则整个 ConfigMap 都会被拒绝：若还要在上游使用，请写 1000000000。',
      },
    },
  ]
}

function pagerDutyServiceId({ config, service, key }: Facts): readonly ArgoFinding[] {
  if (service.type !== 'pagerduty' || !hasOption(service, 'serviceId')) return []
  return [
    {
      code: 'service-id-unused',
      level: 'note',
      key,
      ...lineOf(config, key, /serviceId/i),
      text: {
        en: 'serviceID does nothing, here as upstream: the service is the recipient of the subscription, as in subscribe.<trigger>.pagerduty: <service id>.',
        zh: 'serviceID 不起作用（上游亦然）：服务由订阅的接收者指定，例如 subscribe.<触发器>.pagerduty: <服务 ID>。',
      },
    },
  ]
}

const RULES = [
  withoutOwnKey,
  durationAsText,
  pagerDutyServiceId,
  tokenInClear,
  robotWithoutSignature,
  lineBreakInSecret,
  unknownFields,
  noRetries,
  unsentService,
  pathBehindQuery,
]
