import { isoTime } from '../base/clock.ts'
import type { Attempt } from '../contract/store.ts'
import type { Alert } from '../model/alert.ts'
import { acknowledgedBy, answererText, assignmentText, type GivenAnswer } from '../model/answer.ts'
import type { AnswerReport } from '../model/answering.ts'
import type { Contact } from '../model/configuration.ts'
import { robotOf } from '../model/directory.ts'
import type { Event } from '../model/event.ts'
import type { LaneState } from '../model/lane.ts'
import type { NearMiss } from '../model/near-miss.ts'
import type { Notification } from '../model/notification.ts'
import type { HoldReason } from '../model/outcome.ts'
import type { GuardState } from '../model/source-guards.ts'
import type { LocalText } from '../model/text.ts'
import type { Verification } from '../model/verification.ts'
import type { EndpointFacts } from './options.ts'
import type {
  WireAlert,
  WireAnswer,
  WireAttempt,
  WireEndpoint,
  WireEvent,
  WireLane,
  WireNearMiss,
  WireNotification,
  WireReport,
  WireText,
  WireVerification,
} from './wire.ts'
import type { WireGuardedSource } from './wire-guards.ts'

/** Both languages of a text. */
export function presentText(text: LocalText): WireText {
  return typeof text === 'string' ? { en: text, zh: text } : text
}

export function presentEvent(event: Event): WireEvent {
  const { id, source, kind, name, severity, status, dedupKey, givenKey, labels } = event
  return {
    id,
    source,
    kind,
    name,
    severity,
    status,
    dedupKey,
    givenKey,
    labels,
    title: presentText(event.title),
    happenedAt: optionalTime(event.sourceAt),
    receivedAt: isoTime(event.receivedAt),
    answer:
      event.answer && presentAnswer({ ...event.answer, at: event.receivedAt, eventId: event.id }),
  }
}

export function presentAlert(alert: Alert): WireAlert {
  const {
    id,
    source,
    state,
    severity,
    name,
    status,
    labels,
    eventCount,
    firstEventId,
    lastEventId,
  } = alert
  return {
    id,
    source,
    state,
    severity,
    name,
    status,
    labels,
    eventCount,
    firstEventId,
    lastEventId,
    title: presentText(alert.title),
    previousId: alert.previousId,
    openedAt: isoTime(alert.openedAt),
    autoResolveAt: optionalTime(alert.autoResolveAt),
    flappingUntil: optionalTime(alert.flappingUntil),
    updatedAt: isoTime(alert.updatedAt),
    lastSaidAt: optionalTime(alert.sent?.updatedAt),
    resolvedAt: optionalTime(alert.resolvedAt),
    ...presentAcknowledged(alert),
    answers: (alert.answers ?? []).map(presentAnswer),
  }
}

function presentAcknowledged(alert: Alert): Pick<WireAlert, 'acknowledgedBy' | 'acknowledgedAt'> {
  const given = acknowledgedBy(alert)
  return given ? { acknowledgedBy: given.by, acknowledgedAt: isoTime(given.at) } : {}
}

function presentAnswer(given: GivenAnswer): WireAnswer {
  const { action, by, via, contact, chat, comment, assignment } = given
  return {
    action,
    by,
    via,
    contact,
    chat,
    comment,
    at: isoTime(given.at),
    until: optionalTime(given.until),
    text: presentText(answererText(given)),
    to: assignment && presentText(assignmentText(assignment)),
  }
}

export function presentReport({ alert, verdict, until }: AnswerReport[number]): WireReport {
  return { verdict, until: optionalTime(until), alert: presentAlert(alert) }
}

export function presentNotification(
  notification: Notification,
  attempts?: readonly Attempt[],
): WireNotification {
  const { id, kind, endpointId, policy, severity, state, mergedInto, entries } = notification
  const slash = endpointId.lastIndexOf('/')
  const contact = endpointId.slice(0, slash)
  const [channel = ''] = endpointId.slice(slash + 1).split(':', 1)
  const { trouble } = notification
  return {
    id,
    kind,
    contact,
    channel,
    policy,
    severity,
    state,
    mergedInto,
    trouble: trouble === undefined ? undefined : presentText(trouble),
    endpoint: endpointId,
    createdAt: isoTime(notification.createdAt),
    dueAt: isoTime(notification.dueAt),
    entries: entries.map((entry) => ({
      subjectId: entry.subjectId,
      eventId: entry.eventId,
      state: entry.state,
      title: presentText(entry.title),
    })),
    attempts: attempts?.map(presentAttempt),
  }
}

function presentAttempt({ startedAt, finishedAt, receipt, endpointId }: Attempt): WireAttempt {
  return {
    endpoint: endpointId,
    startedAt: isoTime(startedAt),
    tookMs: finishedAt - startedAt,
    outcome: receipt.kind,
    reason: receipt.kind === 'sent' ? undefined : receipt.reason,
    code: receipt.code,
    text: receipt.text,
    remedy: receipt.kind === 'sent' ? undefined : presentText(receipt.remedy),
  }
}

export function presentLane(state: LaneState, contacts: readonly Contact[]): WireLane {
  return {
    endpoint: state.lane,
    channel: state.lane.split(':', 1)[0] ?? '',
    contacts: contacts.map(({ id, name }) => ({ id, name })),
    health: state.health,
    since: optionalTime(state.healthSince),
    text: state.healthText,
    remedy: state.remedy === undefined ? undefined : presentText(state.remedy),
    lastSentAt: optionalTime(state.lastSentAt),
    blockedUntil: optionalTime(state.blockedUntil),
  }
}

/** Undefined where there is nothing to say of the source. */
export function presentGuard(state: GuardState): WireGuardedSource | undefined {
  const { source, isPaused, refused, previousKey, limitedUntil, clockAhead } = state
  const isWell = !isPaused && refused.length === 0 && clockAhead === undefined
  if (isWell && previousKey === undefined) return undefined
  return {
    source,
    isPaused,
    refused: refused.map((one) => ({ ...one, lastAt: isoTime(one.lastAt) })),
    previousKey: previousKey && { lastUsedAt: optionalTime(previousKey.lastUsedAt) },
    limitedUntil: optionalTime(limitedUntil),
    clockAhead: clockAhead && {
      seconds: Math.round(clockAhead.byMs / 1000),
      lastAt: isoTime(clockAhead.lastAt),
    },
  }
}

export function presentVerification(verification: Verification): WireVerification {
  const { steps, remedies, retryAt } = verification
  return {
    ...verification,
    steps: steps.map((step) => ({ ...step, text: presentText(step.text) })),
    remedies: remedies.map(presentText),
    retryAt: optionalTime(retryAt),
  }
}

export function presentEndpoint(facts: EndpointFacts): WireEndpoint {
  const { endpoint, health, text, remedy, used, limit, quota, owed, dead } = facts
  return {
    id: endpoint.id,
    contact: endpoint.contact,
    channel: endpoint.channel,
    robot: robotOf(endpoint),
    pool: endpoint.pool,
    standby: endpoint.standby === true,
    health,
    since: optionalTime(facts.since),
    text: text === undefined ? undefined : presentText(text),
    remedy: remedy === undefined ? undefined : presentText(remedy),
    blockedUntil: optionalTime(facts.blockedUntil),
    used,
    limit,
    quota: quota && { month: quota.month, used: quota.used, messagesMax: quota.messagesMax },
    owed,
    dead,
    lastSentAt: optionalTime(facts.lastSentAt),
  }
}

export function presentNearMiss({ policy, failing, takenBy }: NearMiss): WireNearMiss {
  const [first] = failing
  return {
    policy,
    matcher: first?.matcher ?? '',
    found: first?.found ?? '',
    failing: failing.map(({ matcher, label, found, change }) => ({
      ...{ matcher, label, found },
      change: presentText(change),
    })),
    takenBy,
  }
}

function optionalTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : isoTime(ms)
}

/** Each reason for which something was not told, for people. */
export const HOLD_TEXTS: Readonly<Record<HoldReason, WireText>> = {
  redelivered: {
    en: 'The sender repeated a delivery that was already taken.',
    zh: '发送方重复投递，此前已收到。',
  },
  'no-open-alert': {
    en: 'It ends something that is not open here.',
    zh: '它要结束的告警在此并未打开。',
  },
  stale: { en: 'It is older than what is already known.', zh: '它早于已知的状态。' },
  unchanged: {
    en: 'The alert goes on as it was told; it is repeated when the repeat interval has passed.',
    zh: '告警与已通知的状态相同；到重复间隔时再次通知。',
  },
  'no-policy': { en: 'No policy matches it.', zh: '没有匹配的策略。' },
  'severity-filter': {
    en: 'The policy tells its targets other severities only.',
    zh: '策略的接收对象只接收其他级别。',
  },
  'recoveries-off': { en: 'The policy does not tell recoveries.', zh: '该策略不通知恢复。' },
  'over-before-told': {
    en: 'It was over before anyone was told.',
    zh: '在通知任何人之前就已结束。',
  },
  'policy-removed': {
    en: 'The policy is no longer in the configuration.',
    zh: '该策略已从配置中移除。',
  },
  fault: {
    en: 'The hub could not settle it; its log has the reason.',
    zh: '系统未能处理该事件，原因见日志。',
  },
  'mute-timing': {
    en: 'The policy tells nothing at this time; it is told when that is over, if there is still something to tell.',
    zh: '该策略此时段不通知；时段结束后若仍有内容则通知。',
  },
  silenced: {
    en: 'A silence matches it; it is told when the silence is over, if it still fires.',
    zh: '匹配静默规则；静默结束后若仍未恢复则通知。',
  },
  inhibited: {
    en: 'An open alert explains it; it is told when that is over, if it still fires.',
    zh: '已有未恢复的告警说明其原因；该告警恢复后若此告警仍未恢复则通知。',
  },
  maintenance: {
    en: 'Somebody works on it; it is told when the maintenance is over, if it still fires.',
    zh: '处于维护期；维护结束后若仍未恢复则通知。',
  },
  'nobody-on-call': {
    en: 'A step of the escalation policy reached nobody, so the next one was told at once.',
    zh: '升级策略的某一级当前无人可通知，已立即通知下一级。',
  },
  'outside-hours': {
    en: 'The escalation policy tells only its first step at this time; the next ones follow when its hours begin.',
    zh: '当前不在升级策略的服务时段，仅通知第一级；时段开始后继续升级。',
  },
  flapping: {
    en: 'It begins and ends too often, and was told as flapping; what it has become is told when that is over.',
    zh: '该告警反复触发与恢复，已按抖动通知；抖动期结束后通知其最新状态。',
  },
  hold: {
    en: 'The policy tells only what lasts; it is told if it still fires then.',
    zh: '该策略只通知持续的告警；届时若仍未恢复则通知。',
  },
  'below-threshold': {
    en: 'The policy tells after more events than there were.',
    zh: '事件次数尚未达到该策略的通知次数。',
  },
  'noise-muted': {
    en: 'The policy has told a moment ago, and is muted for a while; what still fires is told when that is over.',
    zh: '该策略刚刚通知过，处于静默时段；结束后若仍未恢复则通知。',
  },
  storm: {
    en: 'Very many alerts opened under the policy; what still fires is told when the storm is over.',
    zh: '该策略下短时间内告警过多；风暴平息后若仍未恢复则通知。',
  },
  'asked-already': {
    en: 'Help was called for this alert less than a minute ago.',
    zh: '一分钟内已为该告警请求过支援。',
  },
  'source-paused': {
    en: 'Its source is paused in the configuration, so it opens and tells nothing.',
    zh: '该来源已在配置中暂停，事件仅保留，不产生告警，也不通知。',
  },
  preset: {
    en: 'The policy drops it as noise, as a preset of the configuration says.',
    zh: '该策略按配置中的预设将其作为噪声丢弃。',
  },
  'nobody-reachable': {
    en: 'The targets of the policy have no endpoint, and there is no fallback.',
    zh: '策略的接收对象没有可用地址，且未配置后备联系组。',
  },
}
