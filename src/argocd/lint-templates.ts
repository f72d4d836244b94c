import { runCondition } from './conditions.ts'
import type { ArgoConfig } from './configuration.ts'
import { plain } from './decode.ts'
import type { JsonValue } from './delivery.ts'
import { conditionEnvironment } from './environment.ts'
import { objectOf } from './keys.ts'
import { unknownField } from './lint-fields.ts'
import { type ArgoFinding, lineOf } from './lint-finding.ts'
import { SAMPLES, type Sample, subjectOf } from './lint-samples.ts'
import { renderWhole } from './render.ts'
import { TEMPLATE_SHAPE } from './services.ts'
import type { ArgoTemplate } from './templates.ts'
import { readYaml } from './yaml-value.ts'

/** Templates: what they print where something is absent, and what would break a body. */
export function lintTemplates(config: ArgoConfig): readonly ArgoFinding[] {
  return [...config.templates.values()].flatMap((template) => {
    const facts = { config, template, key: `template.${template.name}` }
    return RULES.flatMap((rule) => rule(facts))
  })
}

type Facts = {
  readonly config: ArgoConfig
  readonly template: ArgoTemplate
  readonly key: string
}

/** The states in which a trigger would send a template. */
function samplesFor(config: ArgoConfig, name: string): readonly Sample[] {
  const conditions = [...config.triggers.values()]
    .flatMap((trigger) => trigger.conditions)
    .filter(({ send }) => send.includes(name))
  return SAMPLES.filter(({ app }) => {
    const env = conditionEnvironment(config, subjectOf({ app }))
    return conditions.some((condition) => runCondition(condition, env).triggered)
  })
}

function rendered(config: ArgoConfig, template: ArgoTemplate, { app }: Sample) {
  const services = [...config.services.keys(), 'none']
  return renderWhole(config, {
    subject: subjectOf({ app }),
    templates: [template.name],
    destination: { service: services[0] ?? '', recipient: '' },
  })
}

function absentValues({ config, template, key }: Facts): readonly ArgoFinding[] {
  const found = samplesFor(config, template.name).find((sample) => {
    const shown = rendered(config, template, sample)
    return 'notification' in shown && JSON.stringify(shown.notification).includes('<no value>')
  })
  if (found === undefined) return []
  return [
    {
      code: 'no-value',
      level: 'warning',
      key,
      text: {
        en: `For an Application ${found.name} this says "<no value>" where something is absent. Put it into {{if}} … {{end}}, or use | default "…".`,
        zh: '在某些状态下会出现 "<no value>"（字段缺失）。请用 {{if}} … {{end}} 包裹，或使用 | default "…"。',
      },
    },
  ]
}

function failing({ config, template, key }: Facts): readonly ArgoFinding[] {
  for (const sample of samplesFor(config, template.name)) {
    const shown = rendered(config, template, sample)
    if (!('problem' in shown)) continue
    return [
      {
        code: 'template-fails',
        level: 'error',
        key,
        text: {
          en: `For an Application ${sample.name} it fails: ${shown.problem}.`,
          zh: `在某些状态下渲染失败：${shown.problem}。`,
        },
      },
    ]
  }
  return []
}

/** Bodies that begin as JSON and are none once odd signs are in a value. */
function brokenJson({ config, template, key }: Facts): readonly ArgoFinding[] {
  const isBroken = (raw: boolean) =>
    samplesFor(config, template.name).some((sample) => {
      const shown = rendered({ ...config, rawJson: raw }, template, sample)
      return 'notification' in shown && textsIn(shown.notification).some(isBrokenJson)
    })
  if (!isBroken(true)) return []
  const isBrokenHere = isBroken(config.rawJson)
  return [
    {
      code: isBrokenHere ? 'body-is-no-json' : 'json-is-escaped',
      level: isBrokenHere ? 'error' : 'note',
      key,
      text: isBrokenHere
        ? {
            en: 'The body looks like JSON and is none, at least where a value has a quote or a line break. Check its commas and quotes.',
            zh: '消息体形似 JSON 但不合法（至少当值中含有引号或换行时）。请检查逗号与引号。',
          }
        : {
            en: 'A quote or a line break in a value would break this body upstream, and the message would be lost. Here values are escaped where they stand in JSON.',
            zh: '值中的引号或换行会使上游生成非法 JSON，消息会丢失。这里会按 JSON 语境自动转义。',
          },
    },
  ]
}

function isBrokenJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return false
  } catch {
    return true
  }
}

function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null
    ? Object.values<JsonValue>(value).flatMap(textsIn)
    : []
}

/** Names of parts and fields that nobody reads. */
function unknownParts({ config, key }: Facts): readonly ArgoFinding[] {
  const text = config.data[key]
  const value = text === undefined ? undefined : plain(readYaml(text))
  const shapes = TEMPLATE_SHAPE.kind === 'struct' ? TEMPLATE_SHAPE.fields : {}
  return Object.entries(objectOf(value)).flatMap(([name, part]) => {
    const shape = shapes[Object.keys(shapes).find((one) => isSame(one, name)) ?? '']
    if (shape === undefined)
      return [unknownField({ config, key, name, known: Object.keys(shapes) })]
    if (shape.kind !== 'struct') return []
    const known = Object.keys(shape.fields)
    return Object.keys(objectOf(part))
      .filter((field) => !known.some((one) => isSame(one, field)))
      .map((field) => unknownField({ config, key, name: field, known }))
  })
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** What can be seen in the text itself. */
const SEEN: readonly {
  readonly code: string
  readonly level: ArgoFinding['level']
  readonly pattern: RegExp
  readonly en: string
  readonly zh: string
}[] = [
  {
    code: 'secret-as-bytes',
    level: 'error',
    pattern: /\{\{-?\s*\.secrets\.[\w-]+\s*-?\}\}/,
    en: 'A value of .secrets prints as a list of numbers. Write {{.secrets.name | toString}}.',
    zh: '.secrets 的值会打印成数字列表。请写作 {{.secrets.名称 | toString}}。',
  },
  {
    code: 'asks-argocd',
    level: 'note',
    pattern: /\.repo\.Get(?:CommitMetadata|AppDetails)/,
    en: 'This asks Argo CD: the hub needs --argocd-server and ARGOCD_AUTH_TOKEN for it, and without them the template fails.',
    zh: '这需要访问 Argo CD：请为 hub 设置 --argocd-server 与 ARGOCD_AUTH_TOKEN，否则模板会渲染失败。',
  },
  {
    code: 'colour-of-another-platform',
    level: 'note',
    pattern: /color=\\?"(?:warning|info|comment|danger)\\?"/,
    en: 'color="warning" and its like are names of WeCom; DingTalk takes #RRGGBB. Check how it looks.',
    zh: 'color="warning" 等是企业微信的颜色名；钉钉请使用 #RRGGBB。请确认显示效果。',
  },
]

function seenInText({ config, key }: Facts): readonly ArgoFinding[] {
  const text = config.data[key] ?? ''
  return SEEN.filter(({ pattern }) => pattern.test(text)).map(
    ({ code, level, pattern, en, zh }) => ({
      code,
      level,
      key,
      ...lineOf(config, key, pattern),
      text: { en, zh },
    }),
  )
}

function linkWithoutScheme({ config, key }: Facts): readonly ArgoFinding[] {
  const text = config.data[key] ?? ''
  const used = [...text.matchAll(/\.context\.(\w*[uU]rl\w*)\b/g)].flatMap(([, name = '']) => [name])
  return [...new Set(used)].flatMap((name): readonly ArgoFinding[] => {
    const value = config.context[name]
    if (value !== undefined && /^https?:\/\//.test(value)) return []
    return [
      {
        code: value === undefined ? 'context-missing' : 'link-without-scheme',
        level: 'warning',
        key,
        ...lineOf(config, key, `.context.${name}`),
        text:
          value === undefined
            ? {
                en: `context has no ${name}, so that links begin with "<no value>". Add it: ${name}: https://argocd.example.com`,
                zh: `context 中没有 ${name}，链接会以 "<no value>" 开头。请添加：${name}: https://argocd.example.com`,
              }
            : {
                en: `context.${name} does not begin with https://, so that chats make no link of it. Write it with its scheme.`,
                zh: `context.${name} 没有以 https:// 开头，聊天软件无法识别为链接。请补全协议。`,
              },
      },
    ]
  })
}

function failureWithoutReason({ config, template, key }: Facts): readonly ArgoFinding[] {
  const isFailure = [...config.triggers.values()]
    .flatMap(({ conditions }) => conditions)
    .some(({ when, send }) => send.includes(template.name) && /Failed|'Error'/.test(when))
  if (!isFailure || /operationState\??\.message|conditions|\.message/.test(config.data[key] ?? ''))
    return []
  return [
    {
      code: 'failure-without-reason',
      level: 'note',
      key,
      text: {
        en: 'This tells a failure and not its reason. Add {{.app.status.operationState.message}}; in a JSON body its quotes and line breaks are escaped.',
        zh: '该模板通知失败但没有说明原因。请添加 {{.app.status.operationState.message}}；在 JSON 中其引号与换行会被自动转义。',
      },
    },
  ]
}

const RULES = [
  unknownParts,
  absentValues,
  failing,
  brokenJson,
  seenInText,
  linkWithoutScheme,
  failureWithoutReason,
]
