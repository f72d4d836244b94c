import type { LocalText } from '../model/text.ts'
import type { ArgoConfig } from './configuration.ts'
import { type ArgoFinding, lineOf } from './lint-finding.ts'

/** Keys that cannot be read, and references to what is not there. */
export function lintKeys(config: ArgoConfig): readonly ArgoFinding[] {
  return [
    ...config.problems.map(({ key, problem, usesLastGood }): ArgoFinding => {
      const { en, zh } = hintFor(key, problem)
      const kept = usesLastGood
        ? { en: ' Its last good value is still used.', zh: ' 目前仍使用其上一个有效值。' }
        : { en: ' Everything else still works.', zh: ' 其余配置照常工作。' }
      return {
        code: 'broken-key',
        level: 'error',
        key,
        ...lineIn(problem),
        text: { en: `${problem}. ${en}${kept.en}`, zh: `${problem}。${zh}${kept.zh}` },
      }
    }),
    ...config.missing.map((one) => missingReference(config, one)),
    ...legacyKeys(config),
    ...extraKeys(config),
  ]
}

/** The line that YAML's own errors name. */
function lineIn(problem: string): Pick<ArgoFinding, 'line'> {
  const line = /\byaml: (?:[\w ]+: )?line (\d+)/.exec(problem)?.[1]
  return line === undefined ? {} : { line: Number(line) }
}

type Hint = { readonly en: string; readonly zh: string }

const HINTS: readonly (readonly [found: RegExp, hint: Hint])[] = [
  [
    /into Go value of type \[\]triggers\.Condition/,
    {
      en: 'A trigger is a list: write "- when: …", although some of upstream’s documents show a mapping.',
      zh: '触发器必须是列表：请写成 "- when: …"；上游部分文档中的映射写法是错误的。',
    },
  ],
  [
    /of type time\.Duration/,
    {
      en: 'Upstream takes nanoseconds here, for example 1000000000 for one second.',
      zh: '上游此处只接受纳秒整数，例如 1 秒写作 1000000000。',
    },
  ],
  [
    /^service type '.*' is not supported/,
    {
      en: 'A chat robot is a service.webhook.<name>; what the robot needs besides goes into extra fields of it, such as dingtalk: {secret: $key}.',
      zh: '聊天机器人请配置为 service.webhook.<名称>；机器人所需的其他设置写在其附加字段中，例如 dingtalk: {secret: $key}。',
    },
  ],
  [
    /^invalid service key/,
    {
      en: 'A name of a service has no dots.',
      zh: '服务名称中不能有点号。',
    },
  ],
  [
    /function "(?:env|expandenv)" not defined/,
    {
      en: 'Put the value under context and write .context.<name>.',
      zh: '请将该值放入 context，并写作 .context.<名称>。',
    },
  ],
  [
    /cannot unmarshal string into Go struct field \w+\.\w+ of type (?:bool|int)/,
    {
      en: 'Write the value without quotes; what comes from the Secret is always text, so that it cannot stand here.',
      zh: '请去掉引号；来自 Secret 的值总是文本，不能用在这里。',
    },
  ],
  [
    /same name/,
    {
      en: 'Services go by their name alone, and upstream uses either of the two, as it happens. Rename one.',
      zh: '服务仅按名称区分，上游会随机使用其中之一。请改名。',
    },
  ],
]

function hintFor(key: string, problem: string): Hint {
  const found = HINTS.find(([words]) => words.test(problem))?.[1]
  return (
    found ?? {
      en: `Correct ${key}; upstream would send nothing at all in this namespace until then.`,
      zh: `请修正 ${key}；在此之前上游会停止该命名空间的全部通知。`,
    }
  )
}

function missingReference(
  config: ArgoConfig,
  { key, reference }: ArgoConfig['missing'][number],
): ArgoFinding {
  const text = config.data[key] ?? ''
  const hasColon = text.includes(`${reference}:`)
  const colon: LocalText = {
    en: `${reference}: looks like a reference to another Secret. Notifications have none, though upstream's documents show it: put the value into argocd-notifications-secret and write $<key>.`,
    zh: `${reference}: 看起来引用了另一个 Secret。通知不支持这种写法（上游文档有误）：请将值放入 argocd-notifications-secret，并写作 $<键>。`,
  }
  const absent: LocalText = {
    en: `argocd-notifications-secret has no key ${reference.slice(1)}, so that ${reference} stays as it is. Add the key, or correct the reference; a dot ends it.`,
    zh: `argocd-notifications-secret 中没有键 ${reference.slice(1)}，因此 ${reference} 会原样保留。请添加该键或修正引用；点号会结束引用。`,
  }
  return {
    code: hasColon ? 'secret-of-another-name' : 'secret-missing',
    level: 'error',
    key,
    ...lineOf(config, key, reference),
    text: hasColon ? colon : absent,
  }
}

/** Settings of a robot in a key of their own, which only we read. */
function extraKeys({ entries }: ArgoConfig): readonly ArgoFinding[] {
  return [...entries].flatMap(([key, entry]): readonly ArgoFinding[] =>
    entry.kind !== 'extra'
      ? []
      : [
          {
            code: 'upstream-refuses',
            level: 'note',
            key,
            text: {
              en: `Upstream refuses the whole ConfigMap for this key. If it is to be used there again, write it as the field ${entry.name} inside of service.webhook.${entry.service}, which upstream ignores.`,
              zh: `上游会因该键拒绝整个 ConfigMap。若还要在上游使用，请改写为 service.webhook.${entry.service} 内的 ${entry.name} 字段，上游会忽略该字段。`,
            },
          },
        ],
  )
}

function legacyKeys(config: ArgoConfig): readonly ArgoFinding[] {
  if (config.data['config.yaml'] === undefined) return []
  return [
    {
      code: 'legacy-key',
      level: 'note',
      key: 'config.yaml',
      text: {
        en: 'This is the form from before version 1. It still counts; write its parts as trigger.*, template.* and subscriptions.',
        zh: '这是 1.0 之前的旧格式，目前仍然有效。建议改写为 trigger.*、template.* 与 subscriptions。',
      },
    },
  ]
}
