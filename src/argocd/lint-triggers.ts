import { type ArgoCondition, NIL, runCondition } from './conditions.ts'
import type { ArgoConfig } from './configuration.ts'
import { conditionEnvironment } from './environment.ts'
import { type ArgoFinding, lineOf } from './lint-finding.ts'
import { MULTI_SOURCE, SAMPLES, subjectOf } from './lint-samples.ts'

/** Triggers: what they send, where they fail, and where they stay silent. */
export function lintTriggers(config: ArgoConfig): readonly ArgoFinding[] {
  return [...config.triggers.values()].flatMap(({ name, conditions }) =>
    conditions.flatMap((condition) => {
      const facts = { config, condition, key: `trigger.${name}` }
      return RULES.flatMap((rule) => rule(facts))
    }),
  )
}

type Facts = {
  readonly config: ArgoConfig
  readonly condition: ArgoCondition
  readonly key: string
}

function unknownTemplate({ config, condition, key }: Facts): readonly ArgoFinding[] {
  return condition.send
    .filter((name) => !config.templates.has(name))
    .map((name) => ({
      code: 'unknown-template',
      level: 'error' as const,
      key,
      ...lineOf(config, key, name),
      text: {
        en: `There is no template ${name} (template.${name} is missing or broken), so that nothing can be said when this fires. Add it, or correct the name.`,
        zh: `没有模板 ${name}（template.${name} 不存在或有误），触发时无法生成消息。请添加或修正名称。`,
      },
    }))
}

function sendsNothing({ config, condition, key }: Facts): readonly ArgoFinding[] {
  if (condition.send.length > 0) return []
  return [
    {
      code: 'empty-send',
      level: 'error',
      key,
      ...lineOf(config, key, condition.when),
      text: {
        en: 'This condition sends no template: upstream would send an empty message. Name a template under send.',
        zh: '该条件没有 send 模板：上游会发送空消息。请在 send 中填写模板名称。',
      },
    },
  ]
}

function neverFires({ config, condition, key }: Facts): readonly ArgoFinding[] {
  const results = SAMPLES.map(({ app }) => valueIn(config, condition, app))
  const isNever =
    condition.when === '' ||
    (results.some((value) => value !== undefined) &&
      results.every((value) => value === undefined || typeof value !== 'boolean'))
  if (!isNever) return []
  return [
    {
      code: 'never-fires',
      level: 'error',
      key,
      ...lineOf(config, key, condition.when === '' ? 'send' : condition.when),
      text: {
        en: "This condition never fires: when must come to true itself, and this comes to something else or to nothing. Write a comparison, for example app.status.sync.status == 'Synced'.",
        zh: "该条件永远不会触发：when 的结果必须是布尔值 true，而此处为空或为其他类型。请写成比较式，例如 app.status.sync.status == 'Synced'。",
      },
    },
  ]
}

function valueIn(config: ArgoConfig, { whenProgram }: ArgoCondition, app: object): unknown {
  try {
    return whenProgram?.run(conditionEnvironment(config, subjectOf({ app }))) ?? null
  } catch {
    // Where it fails is said elsewhere.
    return undefined
  }
}

function failsOnSome({ config, condition, key }: Facts): readonly ArgoFinding[] {
  const failing = SAMPLES.flatMap(({ name, app }) => {
    const { error } = runCondition(condition, conditionEnvironment(config, subjectOf({ app })))
    return error === undefined ? [] : [{ name, error: error.split('\n')[0] ?? '' }]
  })
  const [first] = failing
  if (first === undefined) return []
  return [
    {
      code: 'condition-fails',
      level: 'warning',
      key,
      ...lineOf(config, key, 'when'),
      text: {
        en: `The condition fails for an Application ${first.name}: ${first.error}. It counts as false then, and what was told before is forgotten. Ask each step that may be absent with ?. (a?.b?.c), or begin with app.status.operationState != nil and …`,
        zh: `对某些 Application（例如尚无 operationState 时）该条件会出错：${first.error}。此时视为 false，并会忘记已通知的状态。请对每一级可能缺失的字段使用 ?.（a?.b?.c），或以 app.status.operationState != nil and … 开头。`,
      },
    },
  ]
}

function oncePerIsNothing({ config, condition, key }: Facts): readonly ArgoFinding[] {
  if (condition.oncePer === undefined) return []
  const env = conditionEnvironment(config, subjectOf(MULTI_SOURCE))
  const result = runCondition(condition, env)
  if (!result.triggered || result.oncePerProblem === undefined) return []
  const isNil = result.oncePer === NIL
  return [
    {
      code: 'once-per-of-several-sources',
      level: 'warning',
      key,
      ...lineOf(config, key, 'oncePer'),
      text: {
        en: `An Application with several sources has no value for oncePer (${condition.oncePer}). Upstream ${isNil ? 'would tell it once and never again' : 'would then tell it at every change'}; here it is told each time that the condition becomes true. Several sources have app.status.sync.revisions.`,
        zh: `多源 Application 的 oncePer（${condition.oncePer}）没有值。上游${isNil ? '只会通知一次，之后永远沉默' : '会在每次变化时通知'}；这里则在条件每次变为 true 时通知。多源应用请使用 app.status.sync.revisions。`,
      },
    },
  ]
}

function hidesRecurrence({ config, condition, key }: Facts): readonly ArgoFinding[] {
  const { when, oncePer = '' } = condition
  const isTrouble = /Degraded|Failed|Error|Unknown/.test(when)
  if (!isTrouble || !/revision/.test(oncePer)) return []
  return [
    {
      code: 'once-per-hides-recurrence',
      level: 'note',
      key,
      ...lineOf(config, key, 'oncePer'),
      text: {
        en: 'With this oncePer the trouble is told once for each revision: when it goes and comes back with the same revision, nobody hears of it. Take oncePer out to hear each time.',
        zh: '由于该 oncePer，同一版本只会通知一次：问题恢复后若在同一版本再次出现，不会有人收到通知。若需每次通知，请去掉 oncePer。',
      },
    },
  ]
}

function missingNames({ config, condition, key }: Facts): readonly ArgoFinding[] {
  const text = `${condition.when}\n${condition.oncePer ?? ''}`
  const found = /\bsync\.\w+\(|\brepo\.Get\w+/.exec(text)?.[0]
  if (found === undefined) return []
  return [
    {
      code: found.startsWith('sync') ? 'no-such-function' : 'asks-argocd',
      level: found.startsWith('sync') ? 'error' : 'note',
      key,
      ...lineOf(config, key, found),
      text: found.startsWith('sync')
        ? {
            en: `${found}…) does not exist, though upstream's documents have it. Use app.status.operationState.operation.info.`,
            zh: `${found}…) 并不存在（上游文档有误）。请使用 app.status.operationState.operation.info。`,
          }
        : {
            en: `${found} asks Argo CD: the hub needs --argocd-server and ARGOCD_AUTH_TOKEN for it, and without them the condition fails.`,
            zh: `${found} 需要访问 Argo CD：请为 hub 设置 --argocd-server 与 ARGOCD_AUTH_TOKEN，否则条件无法求值。`,
          },
    },
  ]
}

const RULES = [
  unknownTemplate,
  sendsNothing,
  neverFires,
  failsOnSome,
  oncePerIsNothing,
  hidesRecurrence,
  missingNames,
]
