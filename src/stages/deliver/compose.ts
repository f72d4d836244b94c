import type { Alert } from '../../model/alert.ts'
import { howLong } from '../../model/how-long.ts'
import type { Message, MessageAlert, MessageBlock, MessageLink } from '../../model/message.ts'
import type { Notification, NotificationKind } from '../../model/notification.ts'
import { worstSeverity } from '../../model/severity.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'
import { severalBlocks, severalLinks } from './several.ts'
import { singleBlocks } from './single.ts'
import { composeStorm } from './storm.ts'
import { localTime } from './times.ts'
import { commonLabels, lengthOf, stateOf, type Told, titleOf, toldNow, whereOf } from './told.ts'
import { COUNTED, dotted, joined, led, WORDS } from './words.ts'

export type ComposeFacts = {
  readonly notification: Notification
  readonly language: Language
  /** What the alerts are now, where that differs from when the notification was decided. */
  readonly statesNow: ReadonlyMap<string, Alert['state']>
  /** Whether everybody in the chat is to be rung for an urgent message. */
  readonly mentionAll: boolean
  /** Buttons with which the message can be answered. */
  readonly actions: readonly MessageLink[]
  /** The IANA zone of the times in it. */
  readonly zone: string
  /** UTC milliseconds: until when something lasts. */
  readonly now: number
}

/** The message of a notification, by the default template of its kind. Pure. */
export function compose(facts: ComposeFacts): Message {
  const { notification, language, mentionAll } = facts
  if (notification.storm) return composeStorm(notification.storm, facts)
  const told = toldNow(notification.entries, facts.statesNow)
  const [first, ...others] = told
  const single = first && others.length === 0 ? first : undefined
  const state = stateOf(told)
  const urgent = told.some((one) => isUrgent(one, notification))
  return {
    kind: state === 'resolved' && OPENING.has(notification.kind) ? 'resolved' : notification.kind,
    language,
    title: inLanguage(titleOfAll(told, facts), language),
    severity: severityOf(told, notification),
    state,
    blocks: [
      ...introBlocks(told, facts),
      ...(single ? blocksOfOne(single, facts) : severalBlocks(told, facts)),
    ],
    links: single
      ? single.entry.links.map(({ text, url }) => ({ text: inLanguage(text, language), url }))
      : severalLinks(told, facts),
    // What is over needs no answer.
    actions: state === 'resolved' ? [] : facts.actions,
    mentions: urgent ? { mobiles: notification.mentions, all: mentionAll } : QUIET,
    alerts: told.map((one) => alertOf(one, language)),
    policy: notification.policy,
    thread: notification.groupId ?? notification.entries[0]?.subjectId ?? notification.id,
  }
}

/** News of a schedule say all there is to say; the rest is about alerts. */
function blocksOfOne(told: Told, facts: ComposeFacts): readonly MessageBlock[] {
  if (!ABOUT_SCHEDULES.has(facts.notification.kind)) return singleBlocks(told, facts)
  const say = (text: LocalText): string => inLanguage(text, facts.language)
  const fields = told.entry.fields.map(({ label, value }) => ({
    label: say(label),
    value: say(value),
  }))
  return [{ kind: 'fields', fields }]
}

export type TestFacts = {
  /** The endpoint as people know it: contact and channel. */
  readonly endpoint: string
  /** Which hub sends it: its address or name. */
  readonly hub: string
  readonly language: Language
  readonly zone: string
  readonly now: number
}

/** What a test sends: which endpoint, from where, when, and that nothing is wrong. Pure. */
export function composeTest({ endpoint, hub, language, zone, now }: TestFacts): Message {
  const say = (text: LocalText): string => inLanguage(text, language)
  return {
    kind: 'test',
    language,
    title: say(WORDS.testTitle),
    severity: 'info',
    state: 'notice',
    blocks: [
      { kind: 'text', text: say(WORDS.testText) },
      {
        kind: 'fields',
        fields: [
          { label: say(WORDS.endpoint), value: endpoint },
          { label: say(WORDS.hub), value: hub },
          { label: say(WORDS.sentAt), value: localTime(now, zone) },
        ],
      },
    ],
    links: [],
    actions: [],
    mentions: QUIET,
    alerts: [],
    policy: '',
    thread: `test:${endpoint}`,
  }
}

/** Kinds that tell of who is on call, not of alerts. */
export const ABOUT_SCHEDULES: ReadonlySet<NotificationKind> = new Set(['handover', 'gap'])

const QUIET: Message['mentions'] = { mobiles: [], all: false, quiet: true }

/** People are rung for what goes on and nobody has taken, and always where more help is asked for. */
function isUrgent({ entry, state }: Told, { kind, askedBy }: Notification): boolean {
  if (state === 'resolved' || entry.severity === 'info') return false
  if (state !== 'acknowledged' || kind === 'reminder') return true
  // Somebody was faster than a message that was to say that nobody answers.
  return kind === 'escalation' && askedBy !== undefined
}

/** Kinds that say that something goes on: what is all over by now is told as resolved. */
const OPENING: ReadonlySet<NotificationKind> = new Set([
  'alert',
  'update',
  'repeat',
  'escalation',
  'reminder',
  'takeover',
])

/** The worst that goes on; of what is all over, as the notification says. */
function severityOf(told: readonly Told[], notification: Notification): Message['severity'] {
  const open = told.filter(({ state }) => state !== 'resolved')
  return open.length === 0 || open.length === told.length
    ? notification.severity
    : worstSeverity(open.map(({ entry }) => entry.severity))
}

/** Why this message, where its kind alone does not say it. */
function introBlocks(told: readonly Told[], facts: ComposeFacts): readonly MessageBlock[] {
  const { notification, language, zone } = facts
  const isMoot = notification.kind === 'reminder' && stateOf(told) === 'resolved'
  const texts: LocalText[] =
    notification.trouble === undefined || isMoot ? [] : [notification.trouble]
  const [first, ...others] = told
  const flapsUntil = first?.entry.flappingUntil
  if (flapsUntil !== undefined && others.length === 0)
    texts.push(COUNTED.flapping(localTime(flapsUntil, zone)))
  const isAsked = notification.askedBy !== undefined || stateOf(told) === 'firing'
  const isFollowing = notification.kind === 'repeat' && notification.unlessAnswered === true
  if (isFollowing && stateOf(told) === 'firing')
    texts.push(COUNTED.unanswered(longest(told, facts)))
  if (notification.kind === 'escalation' && isAsked && stateOf(told) !== 'resolved') {
    if (notification.askedBy !== undefined) texts.unshift(COUNTED.asked(notification.askedBy))
    else if (notification.trouble === undefined)
      texts.push(COUNTED.unanswered(longest(told, facts)))
  }
  return texts.map((text) => ({ kind: 'text', text: inLanguage(text, language) }))
}

/** How long the one has gone on that has gone on longest. */
function longest(told: readonly Told[], { now, language }: ComposeFacts): LocalText | undefined {
  const lengths = told.flatMap((one) => lengthOf(one, now) ?? [])
  return lengths.length === 0 ? undefined : howLong(Math.max(...lengths), language)
}

function titleOfAll(told: readonly Told[], { notification, language }: ComposeFacts): LocalText {
  const [first, ...others] = told
  const isSingle = first !== undefined && others.length === 0
  const about = isSingle
    ? dotted([titleOf(first, language), whereOf(first.entry)])
    : dotted([summary(told), placeOf(told)])
  const isOver = stateOf(told) === 'resolved'
  const flaps = isSingle && first.entry.flappingUntil !== undefined
  if (flaps && (OPENING.has(notification.kind) || isOver)) return led(WORDS.flapping, about)
  const now = isOver && isSingle ? led(WORDS.resolved, about) : about
  switch (notification.kind) {
    case 'undelivered':
      return led(WORDS.undelivered, now)
    case 'digest':
      return isSingle ? now : led(WORDS.digest, about)
    case 'repeat':
      return isOver ? now : led(WORDS.repeat, about)
    case 'escalation':
      return isOver ? now : led(WORDS.escalation, about)
    case 'takeover':
      return isOver ? now : led(WORDS.takeover, about)
    case 'reminder':
      return isOver ? now : dotted([WORDS.reminder, about])
    case 'update':
      return isOver ? now : led(WORDS.update, about)
    case 'alert':
      return isSingle && first.entry.again === true && !isOver ? led(WORDS.again, about) : now
    case 'resolved':
    case 'notice':
    case 'handover':
    case 'gap':
    case 'storm':
      return now
  }
}

/** How many of what: `3 alerts, 1 resolved`. */
function summary(told: readonly Told[]): LocalText {
  const count = (...states: readonly Told['state'][]): number =>
    told.filter(({ state }) => states.includes(state)).length
  const open = count('firing', 'acknowledged')
  const over = count('resolved')
  const notices = count('notice')
  return joined([
    ...(open > 0 ? [COUNTED.alerts(open)] : []),
    ...(over > 0 ? [COUNTED.resolved(over)] : []),
    ...(notices > 0 ? [COUNTED.notices(notices)] : []),
  ])
}

/** The product and region of several, where they have the same. */
function placeOf(told: readonly Told[]): string {
  const common = new Map(commonLabels(told.map(({ entry }) => entry)))
  return ['product', 'region'].flatMap((name) => common.get(name) ?? []).join(' ')
}

/** An entry as data, in the message's language. */
function alertOf({ entry, state }: Told, language: Language): MessageAlert {
  const say = (text: LocalText): string => inLanguage(text, language)
  return {
    id: entry.subjectId,
    eventId: entry.eventId,
    state,
    severity: entry.severity,
    name: entry.name,
    title: say(entry.title),
    ...(entry.status === undefined ? {} : { status: entry.status }),
    labels: entry.labels,
    fields: entry.fields.map((field) => ({ label: say(field.label), value: say(field.value) })),
    links: entry.links.map((link) => ({ text: say(link.text), url: link.url })),
    at: entry.at,
    ...(entry.since === undefined ? {} : { since: entry.since }),
    ...(entry.answeredBy === undefined ? {} : { acknowledgedBy: entry.answeredBy }),
  }
}
