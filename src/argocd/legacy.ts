// In: the keys of before version 1: config.yaml of the ConfigMap, notifiers.yaml of the Secret. Out: the entries that they are today.
import { stringify } from 'yaml'
import { ANYTHING, DecodeError, decodeYaml } from './decode.ts'
import type { JsonValue } from './delivery.ts'
import { type Entry, isList, type KeyFault, objectOf } from './keys.ts'
import { PARTS } from './services.ts'
import { readYaml } from './yaml-value.ts'

type Read = (key: string, text: string) => readonly Entry[] | KeyFault

/** What a legacy key configures, each part of it read as the key that it is today. */
export function readLegacy(key: string, text: string, read: Read): readonly Entry[] | KeyFault {
  let value: Readonly<Record<string, JsonValue>>
  try {
    value = objectOf(decodeYaml(() => readYaml(text), ANYTHING))
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { problem: error.message }
  }
  const entries: Entry[] = []
  for (const [name, part] of key === 'notifiers.yaml' ? notifiers(value) : config(value)) {
    const found = read(name, stringify(part))
    if ('problem' in found) return { problem: found.problem }
    entries.push(...found)
  }
  return entries
}

type Keys = readonly (readonly [key: string, value: JsonValue])[]

function notifiers(value: Readonly<Record<string, JsonValue>>): Keys {
  return [
    ...['email', 'slack', 'opsgenie', 'grafana'].flatMap((type) =>
      value[type] === undefined || value[type] === null
        ? []
        : [[`service.${type}`, value[type]] as const],
    ),
    ...listOf(value.webhook).map((one) => {
      const { name, ...options } = objectOf(one)
      return [`service.webhook.${nameOf(name)}`, options] as const
    }),
  ]
}

function config(value: Readonly<Record<string, JsonValue>>): Keys {
  const triggers = listOf(value.triggers).map(objectOf)
  const enabled = triggers.flatMap(({ name, enabled: on }) => (on === true ? [nameOf(name)] : []))
  return [
    ...triggers.map(({ name, condition, description, template }) => {
      const one = { when: condition ?? '', description: description ?? '', send: [template ?? ''] }
      return [`trigger.${nameOf(name)}`, [one]] as const
    }),
    ...listOf(value.templates).map(objectOf).map(templateOf),
    ...(enabled.length === 0 ? [] : [['defaultTriggers', enabled] as const]),
    ...(value.subscriptions == null ? [] : [['subscriptions', subscriptionsOf(value)] as const]),
    ...(value.context == null ? [] : [['context', value.context] as const]),
  ]
}

function templateOf(template: Readonly<Record<string, JsonValue>>): readonly [string, JsonValue] {
  const { name, subject, body } = template
  const mail = { ...given({ subject }), ...objectOf(template.email) }
  const email = Object.keys(mail).length === 0 ? undefined : mail
  const others = PARTS.filter((part) => part.name !== 'email').map(
    (part) => [part.name, template[part.name]] as const,
  )
  const value = { ...given({ message: body, email }), ...given(Object.fromEntries(others)) }
  return [`template.${nameOf(name)}`, value]
}

/** There a subscription could name one trigger, and one recipient. */
function subscriptionsOf({ subscriptions }: Readonly<Record<string, JsonValue>>): JsonValue {
  return listOf(subscriptions).map((one) => {
    const { recipients, recipient, triggers, trigger, selector } = objectOf(one)
    return {
      recipients: [...listOf(recipients), ...(recipient == null ? [] : [recipient])],
      triggers: [...listOf(triggers), ...(trigger == null ? [] : [trigger])],
      selector: selector ?? '',
    }
  })
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : []
}

function nameOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** Without what is absent. */
function given(
  fields: Readonly<Record<string, JsonValue | undefined>>,
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
