import {
  goLabels,
  goList,
  goStruct,
  goTime,
  type MethodTable,
} from '../../languages/gotemplate/gotemplate.ts'
import type { Labels } from '../../model/event.ts'
import { howLong } from '../../model/how-long.ts'
import type { Message, MessageAlert, MessageBlock } from '../../model/message.ts'
import type { Language } from '../../model/text.ts'

type DataFacts = { readonly zone: string; readonly now: number }

/**
 * A message as users' templates see it; docs/guides/messages.md is its reference. The names in
 * capitals are Alertmanager's, so that its templates mostly work.
 */
export function templateData(message: Message, facts: DataFacts): unknown {
  const { alerts, language } = message
  const structs = alerts.map((alert) => alertData(alert, language, facts))
  const inState = (...states: readonly MessageAlert['state'][]): unknown[] =>
    structs.filter((_, index) => states.some((state) => state === alerts[index]?.state))
  const firing = inState('firing', 'acknowledged')
  const resolved = inState('resolved')
  const labels = goLabels(sharedLabels(alerts))
  const fields = {
    title: message.title,
    text: plainText(message.blocks, language),
    severity: message.severity,
    state: message.state,
    kind: message.kind,
    language,
    policy: message.policy,
    alerts: structs,
    firing,
    resolved,
    labels,
    fields: fieldsOf(message.blocks).map((field) => goStruct('Field', field)),
    links: message.links.map((link) => goStruct('Link', link)),
    actions: message.actions.map((action) => goStruct('Link', action)),
    mentions: goStruct('Mentions', { ...message.mentions }),
  }
  const [only, ...others] = alerts
  return goStruct('Message', fields, {
    Status: () => (message.state === 'resolved' ? 'resolved' : 'firing'),
    Receiver: () => message.policy,
    Alerts: () => goList(structs, listMethods(firing, resolved)),
    CommonLabels: () => labels,
    GroupLabels: () => labels,
    CommonAnnotations: () => annotations(only && others.length === 0 ? only : undefined),
    ExternalURL: () => '',
  })
}

function listMethods(firing: unknown[], resolved: unknown[]): MethodTable<unknown[]> {
  return new Map([
    ['Firing', { parameters: [], call: () => firing }],
    ['Resolved', { parameters: [], call: () => resolved }],
  ])
}

function alertData(alert: MessageAlert, language: Language, { zone, now }: DataFacts): unknown {
  const isOver = alert.state === 'resolved'
  const began = alert.since ?? alert.at
  const lastedMs = (isOver ? alert.at : now) - began
  const fields = {
    id: alert.id,
    eventId: alert.eventId,
    state: alert.state,
    severity: alert.severity,
    name: alert.name,
    title: alert.title,
    status: alert.status ?? '',
    labels: goLabels(alert.labels),
    fields: alert.fields.map((field) => goStruct('Field', field)),
    links: alert.links.map((link) => goStruct('Link', link)),
    at: goTime(alert.at, zone),
    since: goTime(began, zone),
    lasted: alert.since === undefined || lastedMs < 0 ? '' : howLong(lastedMs, language),
    acknowledgedBy: alert.acknowledgedBy ?? '',
  }
  return goStruct('Alert', fields, {
    Status: () => (isOver ? 'resolved' : 'firing'),
    Labels: () => fields.labels,
    Annotations: () => annotations(alert),
    StartsAt: () => fields.since,
    EndsAt: () => (isOver ? fields.at : goTime(YEAR_ONE, 'UTC')),
    GeneratorURL: () => alert.links[0]?.url ?? '',
    Fingerprint: () => alert.id,
  })
}

/** Go's zero time: what Alertmanager gives as the end of what goes on. */
const YEAR_ONE = -62_135_596_800_000

/** What a sender's fields say, under Alertmanager's names; `summary` is the title. */
function annotations(alert: MessageAlert | undefined): Map<string, unknown> {
  if (!alert) return goLabels({})
  const fields = alert.fields.map(({ label, value }) => [label, value] as const)
  const description = fields.map(([label, value]) => `${label}: ${value}`).join('\n')
  return goLabels({ ...Object.fromEntries(fields), summary: alert.title, description })
}

/** The labels that all alerts have with the same value. */
function sharedLabels(alerts: readonly MessageAlert[]): Labels {
  const [first, ...others] = alerts
  const shared = Object.entries(first?.labels ?? {}).filter(([name, value]) =>
    others.every(({ labels }) => labels[name] === value),
  )
  return Object.fromEntries(shared)
}

function fieldsOf(blocks: readonly MessageBlock[]): readonly { label: string; value: string }[] {
  return blocks.flatMap((block) => (block.kind === 'fields' ? block.fields : []))
}

/** A message's blocks without any mark-up, a line for each field and alert. */
export function plainText(blocks: readonly MessageBlock[], language: Language): string {
  const colon = language === 'zh' ? '：' : ': '
  const texts = blocks.map((block) => plainBlock(block, colon))
  return texts.filter((text) => text !== '').join('\n')
}

function plainBlock(block: MessageBlock, colon: string): string {
  switch (block.kind) {
    case 'text':
      return block.text
    case 'fields':
      return block.fields.map(({ label, value }) => `${label}${colon}${value}`).join('\n')
    case 'lines':
      return block.lines.map(({ text }) => `- ${text}`).join('\n')
  }
}
