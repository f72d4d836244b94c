import { createHash } from 'node:crypto'
import type { ArgoDelivery, JsonValue } from '../argocd/argocd.ts'
import { ARGOCD_HUB_LIMITS } from '../base/limits.ts'
import type { Addressed } from '../model/addressed.ts'
import type { ParsedEvent } from '../model/event.ts'
import type { Severity } from '../model/severity.ts'
import type { LocalText } from '../model/text.ts'
import type { ApplicationFacts } from './application.ts'
import { withMentions } from './mentions.ts'
import { firstLine, readableOf } from './words.ts'

export type DeliveryFacts = {
  readonly delivery: ArgoDelivery
  readonly application: ApplicationFacts
  /** The contact that is to hear it. */
  readonly contact: string
  /** The channel of the chat platform's robot that is behind it, which takes the platform's own body; undefined where there is none. */
  readonly robot: string | undefined
  /** The mobile numbers of the people whom the subscription mentions. */
  readonly mobiles: readonly string[]
  /** Which firing of the key it is: the time in the state, in seconds. */
  readonly firedAt: number
  /** Every message is told by itself, whatever others say. */
  readonly strict: boolean
}

/** The event of a delivery: a notice that goes to its recipient, and that policies see as any other. */
export function deliveryEvent(facts: DeliveryFacts): ParsedEvent {
  const { delivery, application, firedAt } = facts
  const { trigger, service, recipient } = delivery
  const { namespace, name, project, revision, state } = application
  const said = saidBy(facts)
  const line = firstLine(said.line)
  const key = `delivery|${application.uid}|${firedAt}|${delivery.key}`
  return {
    kind: 'notice',
    dedupKey: key,
    deliveryKey: key,
    name: trigger,
    title: `${name} · ${trigger}${line === '' ? '' : `: ${line}`}`,
    severity: severityOf(trigger, facts),
    status: state.phase ?? state.sync ?? '',
    labels: {
      product: 'Argo CD',
      name: trigger,
      resource: `${namespace}/${name}`,
      application: name,
      namespace,
      project,
      trigger,
      service: service.name,
      recipient,
      revision,
    },
    fields: [],
    links: [],
    addressed: said.addressed,
    raw: JSON.stringify({ application: `${namespace}/${name}`, ...withoutContent(delivery) }),
  }
}

function withoutContent({ content: _, app: __, ...delivery }: ArgoDelivery): object {
  return delivery
}

/** What is sent, and a line of it for titles. */
function saidBy(facts: DeliveryFacts): {
  readonly addressed: Addressed
  readonly line: string
} {
  const { delivery, contact, robot, mobiles } = facts
  const { content, recipient } = delivery
  if ('problem' in content)
    return { addressed: { contact, text: failed(delivery, content.problem) }, line: '' }
  const { message, part } = content
  const made = robot === undefined ? undefined : robotBody(part)
  const own = robot === undefined ? JSON.stringify({ recipient, message, part }) : undefined
  const body = made === undefined ? own : withMentions(made, robot ?? '', mobiles)
  const readable = message.trim() === '' ? readableOf(body ?? '') : message
  const text = readable.slice(0, ARGOCD_HUB_LIMITS.textLengthMax)
  const addressed = {
    contact,
    ...(body === undefined ? {} : { body }),
    ...(text.trim() === '' ? {} : { text }),
  }
  return { addressed: { ...addressed, ...sameOf(facts, body ?? text) }, line: readable }
}

/** The body that a template made for the webhook; undefined where it made none: then the message is told. */
function robotBody(part: JsonValue | undefined): string | undefined {
  if (typeof part !== 'object' || part === null || !('body' in part)) return undefined
  const { body } = part
  return typeof body === 'string' && body.trim() !== '' ? body : undefined
}

/** What says the same of one Application to the same recipient has the same key. */
function sameOf(
  { delivery, application, contact, strict }: DeliveryFacts,
  said: string,
): Pick<Addressed, 'same'> {
  if (strict) return {}
  const told = JSON.stringify([application.uid, contact, delivery.recipient, said])
  const key = createHash('sha256').update(told).digest('base64url')
  return { same: { key, by: delivery.trigger } }
}

function failed({ trigger, templates, service }: ArgoDelivery, problem: string): LocalText {
  const names = templates.join(', ')
  return {
    en: `The trigger ${trigger} fired, but its message for the service ${service.name} could not be made from ${names || 'no template'}: ${problem}`,
    zh: `触发器 ${trigger} 已触发，但无法用模板 ${names || '（无）'} 为服务 ${service.name} 生成消息：${problem}`,
  }
}

/** How urgent it is among what waits for the same robot. */
function severityOf(trigger: string, { delivery, application }: DeliveryFacts): Severity {
  if ('problem' in delivery.content) return 'warning'
  if (/degraded/i.test(trigger)) return 'critical'
  if (/fail|error/i.test(trigger)) return 'error'
  if (/unknown|missing|out-?of-?sync/i.test(trigger)) return 'warning'
  if (/succe|deployed|running|created|deleted|healthy/i.test(trigger)) return 'info'
  const { health, phase } = application.state
  if (health === 'Degraded') return 'critical'
  return phase === 'Failed' || phase === 'Error' ? 'error' : 'info'
}

/** What its template puts behind a webhook's URL. */
export function pathIn({ content }: ArgoDelivery): string {
  const part = 'part' in content ? content.part : undefined
  if (typeof part !== 'object' || part === null || !('path' in part)) return ''
  return typeof part.path === 'string' ? part.path : ''
}
