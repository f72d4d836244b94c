import { runCondition } from './conditions.ts'
import type { ArgoConfig } from './configuration.ts'
import { conditionEnvironment } from './environment.ts'
import { type ArgoFinding, lineOf } from './lint-finding.ts'
import { SAMPLES, subjectOf } from './lint-samples.ts'
import { keyOf } from './lint-services.ts'

/** Who hears what: names that do not exist, triggers that nobody hears, and messages that come twice. */
export function lintSubscriptions(config: ArgoConfig): readonly ArgoFinding[] {
  return [
    ...unknownTriggers(config),
    ...unknownServices(config),
    ...unsubscribed(config),
    ...doubled(config),
    ...withoutPart(config),
  ]
}

/** Where triggers are named, by key. */
function named(config: ArgoConfig): readonly (readonly [key: string, trigger: string])[] {
  return [
    ...config.subscriptions.flatMap(({ triggers }) =>
      triggers.map((trigger) => ['subscriptions', trigger] as const),
    ),
    ...config.defaultTriggers.map((trigger) => ['defaultTriggers', trigger] as const),
    ...[...config.serviceDefaultTriggers].flatMap(([service, triggers]) =>
      triggers.map((trigger) => [`defaultTriggers.${service}`, trigger] as const),
    ),
  ]
}

function unknownTriggers(config: ArgoConfig): readonly ArgoFinding[] {
  return named(config)
    .filter(([, trigger]) => !config.triggers.has(trigger))
    .map(([key, trigger]) => ({
      code: 'unknown-trigger',
      level: 'error' as const,
      key,
      ...lineOf(config, key, trigger),
      text: {
        en: `There is no trigger ${trigger}: trigger.${trigger} is missing or broken. Add it, or correct the name.`,
        zh: `没有触发器 ${trigger}：trigger.${trigger} 不存在或有误。请添加或修正名称。`,
      },
    }))
}

function unknownServices(config: ArgoConfig): readonly ArgoFinding[] {
  const used = config.subscriptions.flatMap(({ recipients }) => recipients)
  return [...new Set(used.map((text) => text.split(':')[0] ?? ''))]
    .filter((name) => !config.services.has(name))
    .map((name) => ({
      code: 'unknown-service',
      level: 'error' as const,
      key: 'subscriptions',
      ...lineOf(config, 'subscriptions', name),
      text: {
        en: `There is no service ${name}. A service is named by the last word of its key: service.webhook.ops is ops.`,
        zh: `没有服务 ${name}。服务名称是其键的最后一段：service.webhook.ops 的名称为 ops。`,
      },
    }))
}

function unsubscribed(config: ArgoConfig): readonly ArgoFinding[] {
  const heard = new Set(named(config).map(([, trigger]) => trigger))
  return [...config.triggers.keys()]
    .filter((trigger) => !heard.has(trigger))
    .map((trigger) => ({
      code: 'unsubscribed-trigger',
      level: 'note' as const,
      key: `trigger.${trigger}`,
      text: {
        en: `No subscription names ${trigger}: only Applications and projects that subscribe it by an annotation hear it. Add it to subscriptions if all are to.`,
        zh: `没有任何订阅包含 ${trigger}：只有用注解订阅它的 Application 或项目才会收到。若要对全部生效，请加入 subscriptions。`,
      },
    }))
}

/** Two triggers of one subscription that are true in one state and send the same. */
function doubled(config: ArgoConfig): readonly ArgoFinding[] {
  const found: ArgoFinding[] = []
  const seen = new Set<string>()
  for (const { triggers } of config.subscriptions) {
    const names = [...new Set(triggers.length === 0 ? config.defaultTriggers : triggers)]
    for (const { name: state, app } of SAMPLES) {
      const said = new Map<string, string>()
      for (const [trigger, send] of sentIn(config, names, app)) {
        const other = said.get(send)
        const pair = `${other} ${trigger}`
        said.set(send, other ?? trigger)
        if (other === undefined || other === trigger || seen.has(pair)) continue
        seen.add(pair)
        found.push(twice(config, { one: other, other: trigger, state, send }))
      }
    }
  }
  return found
}

function sentIn(
  config: ArgoConfig,
  names: readonly string[],
  app: object,
): readonly (readonly [trigger: string, send: string])[] {
  const env = conditionEnvironment(config, subjectOf({ app }))
  return names.flatMap((name) =>
    (config.triggers.get(name)?.conditions ?? [])
      .filter((condition) => runCondition(condition, env).triggered)
      .map((condition) => [name, condition.send.join(', ')] as const),
  )
}

function twice(
  config: ArgoConfig,
  facts: {
    readonly one: string
    readonly other: string
    readonly state: string
    readonly send: string
  },
): ArgoFinding {
  const { one, other, state, send } = facts
  return {
    code: 'told-twice',
    level: 'warning',
    key: 'subscriptions',
    ...lineOf(config, 'subscriptions', other),
    text: {
      en: `For an Application ${state} both ${one} and ${other} fire, and send the same template (${send}): upstream sends it twice. Here the second one is taken into the first where both are told within a moment. Subscribe one of them.`,
      zh: `同一状态下 ${one} 与 ${other} 会同时触发并发送相同模板（${send}）：上游会发送两条。这里在短时间内会合并为一条。建议只订阅其中一个。`,
    },
  }
}

/** A webhook whose template has no part for it gets the message alone, by GET. */
function withoutPart(config: ArgoConfig): readonly ArgoFinding[] {
  return [...config.services.values()]
    .filter(({ type }) => type === 'webhook')
    .flatMap((service): readonly ArgoFinding[] => {
      const triggers = config.subscriptions
        .filter(({ recipients }) => recipients.some((text) => text.split(':')[0] === service.name))
        .flatMap((one) => (one.triggers.length === 0 ? config.defaultTriggers : one.triggers))
      const sends = triggers.flatMap((name) => config.triggers.get(name)?.conditions ?? [])
      const bare = sends.find(
        ({ send }) => !send.some((name) => hasPart(config, name, service.name)) && send.length > 0,
      )
      if (bare === undefined) return []
      const list = bare.send.join(', ')
      return [
        {
          code: 'webhook-without-part',
          level: 'warning',
          key: keyOf(config, service),
          text: {
            en: `${list} has no part webhook.${service.name}, so that this service gets a GET with the message as its body. Add the part, with method: POST and a body.`,
            zh: `${list} 中没有 webhook.${service.name} 部分，该服务会收到以 message 为正文的 GET 请求。请添加该部分，并设置 method: POST 与 body。`,
          },
        },
      ]
    })
}

function hasPart(config: ArgoConfig, template: string, service: string): boolean {
  const part: unknown = config.templates.get(template)?.source.webhook
  return typeof part === 'object' && part !== null && Object.hasOwn(part, service)
}
