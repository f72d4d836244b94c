import type { Alert } from '../../model/alert.ts'
import type {
  Message,
  MessageAlert,
  MessageBlock,
  MessageField,
  MessageLine,
  MessageLink,
} from '../../model/message.ts'
import type { Notification, NotificationEntry, ToldState } from '../../model/notification.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'
import { COUNTED, WORDS } from './words.ts'

export type ComposeFacts = {
  readonly notification: Notification
  readonly language: Language
  /** What the alerts are now, where that differs from when the notification was decided. */
  readonly statesNow: ReadonlyMap<string, Alert['state']>
  /** Whether everybody in the chat is to be rung for an urgent message. */
  readonly mentionAll: boolean
  /** Buttons with which the message can be answered. */
  readonly actions: readonly MessageLink[]
}

/** The message of a notification, by the default template of its kind. Pure. */
export function compose(facts: ComposeFacts): Message {
  const { notification, language, statesNow, mentionAll } = facts
  const say = (text: LocalText): string => inLanguage(text, language)
  const [first, ...others] = notification.entries
  const single = first && others.length === 0 ? first : undefined
  const urgent = notification.entries.some(
    (entry) =>
      entry.state !== 'resolved' && entry.state !== 'acknowledged' && entry.severity !== 'info',
  )
  return {
    kind: notification.kind,
    language,
    title: titleOf(notification, single, say),
    severity: notification.severity,
    state: stateOf(notification.entries),
    blocks: [
      ...(notification.askedBy === undefined
        ? []
        : [{ kind: 'text' as const, text: say(COUNTED.asked(notification.askedBy)) }]),
      ...(notification.trouble ? [{ kind: 'text' as const, text: say(notification.trouble) }] : []),
      ...(single ? singleBlocks(single, facts, say) : groupBlocks(notification, statesNow, say)),
    ],
    links: (single?.links ?? []).map((link) => ({ text: say(link.text), url: link.url })),
    actions: facts.actions,
    mentions: { mobiles: notification.mentions, all: mentionAll && urgent },
    alerts: notification.entries.map((entry) => alertOf(entry, facts)),
    policy: notification.policy,
    thread: notification.groupId ?? first?.subjectId ?? notification.id,
  }
}

/** An entry as data, in the message's language. */
function alertOf(entry: NotificationEntry, { language, statesNow }: ComposeFacts): MessageAlert {
  const say = (text: LocalText): string => inLanguage(text, language)
  const over = statesNow.get(entry.subjectId) === 'resolved'
  return {
    id: entry.subjectId,
    eventId: entry.eventId,
    state: over ? 'resolved' : entry.state,
    severity: entry.severity,
    name: entry.name,
    title: say(entry.title),
    status: entry.status,
    labels: entry.labels,
    fields: entry.fields.map((field) => ({ label: say(field.label), value: say(field.value) })),
    links: entry.links.map((link) => ({ text: say(link.text), url: link.url })),
    at: entry.at,
  }
}

type Say = (text: LocalText) => string

function titleOf(
  notification: Notification,
  single: NotificationEntry | undefined,
  say: Say,
): string {
  const about = single ? single.title : summary(notification)
  switch (notification.kind) {
    case 'resolved':
      return single ? say(led(WORDS.resolved, about)) : say(about)
    case 'repeat':
      return say(led(WORDS.repeat, about))
    case 'undelivered':
      return say(led(WORDS.undelivered, about))
    case 'escalation':
      return say(led(WORDS.escalation, about))
    case 'update':
      return say(led(WORDS.update, about))
    case 'alert':
    case 'notice':
    case 'digest':
      return say(about)
  }
}

/** `word` before `text`, with the colon of each language. */
function led(word: LocalText, text: LocalText): LocalText {
  return {
    en: `${inLanguage(word, 'en')}: ${inLanguage(text, 'en')}`,
    zh: `${inLanguage(word, 'zh')}：${inLanguage(text, 'zh')}`,
  }
}

/** How many of what: `3 alerts, 1 resolved`. */
function summary(notification: Notification): LocalText {
  const count = (...states: readonly ToldState[]): number =>
    notification.entries.filter((entry) => states.includes(entry.state)).length
  const open = count('firing', 'acknowledged')
  const over = count('resolved')
  const notices = count('notice')
  const parts = [
    ...(open > 0 ? [COUNTED.alerts(open)] : []),
    ...(over > 0 ? [COUNTED.resolved(over)] : []),
    ...(notices > 0 ? [COUNTED.notices(notices)] : []),
  ]
  return {
    en: parts.map((part) => inLanguage(part, 'en')).join(', '),
    zh: parts.map((part) => inLanguage(part, 'zh')).join('，'),
  }
}

function stateOf(entries: readonly NotificationEntry[]): ToldState {
  for (const state of ['firing', 'acknowledged', 'resolved'] as const) {
    if (entries.some((entry) => entry.state === state)) return state
  }
  return 'notice'
}

function singleBlocks(
  entry: NotificationEntry,
  { statesNow }: ComposeFacts,
  say: Say,
): readonly MessageBlock[] {
  const fields: MessageField[] = entry.fields.map((field) => ({
    label: say(field.label),
    value: say(field.value),
  }))
  if (entry.resolvedBy !== undefined)
    fields.push({ label: say(WORDS.resolvedBy), value: entry.resolvedBy })
  if (entry.answeredBy !== undefined)
    fields.push({ label: say(WORDS.acknowledgedBy), value: entry.answeredBy })
  fields.push({ label: say(WORDS.source), value: entry.labels['source'] ?? '' })
  const over = statesNow.get(entry.subjectId) === 'resolved'
  return [
    ...(over ? [{ kind: 'text' as const, text: say(WORDS.overMeanwhile) }] : []),
    { kind: 'fields', fields },
  ]
}

function groupBlocks(
  notification: Notification,
  statesNow: ComposeFacts['statesNow'],
  say: Say,
): readonly MessageBlock[] {
  const lines: MessageLine[] = notification.entries.map((entry) => {
    const over = statesNow.get(entry.subjectId) === 'resolved'
    const where = whereOf(entry)
    const who =
      entry.answeredBy === undefined ? '' : ` [${say(WORDS.acknowledgedBy)}: ${entry.answeredBy}]`
    const text = `${say(entry.title)}${where ? ` (${where})` : ''}${who}${over ? ` [${say(WORDS.resolvedMeanwhile)}]` : ''}`
    return { severity: entry.severity, state: over ? 'resolved' : entry.state, text }
  })
  const intro =
    notification.kind === 'digest' ? [{ kind: 'text' as const, text: say(WORDS.digest) }] : []
  return [...intro, { kind: 'lines', lines }]
}

/** What tells two alerts of one title apart: the instance's name, else the resource. */
function whereOf({ labels, title }: NotificationEntry): string {
  const where = labels['instance'] || labels['resource'] || ''
  const alreadySaid = (typeof title === 'string' ? title : title.en).includes(where)
  return alreadySaid ? '' : where
}
