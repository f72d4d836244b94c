import type { Notification } from '../../model/notification.ts'
import { inLanguage } from '../../model/text.ts'
import type { WireText } from '../wire.ts'
import type { StoryLine, Teller } from './facts.ts'
import { KINDS_ZH } from './words.ts'

/** Who is owed a message, and which of them share one. */
export const tellNotifications: Teller = ({ notifications }) =>
  notifications.flatMap((notification) => [
    owedLine(notification),
    ...(notification.mergedInto === undefined ? [] : [mergedLine(notification)]),
    ...(notification.state === 'moot' ? [mootLine(notification)] : []),
  ])

function owedLine(notification: Notification): StoryLine {
  const { id, createdAt, policy, kind, entries } = notification
  const isDigest = kind === 'digest'
  return {
    at: isDigest ? notification.dueAt : createdAt,
    kind: isDigest ? 'digest' : 'notification',
    notificationId: id,
    policy,
    text: isDigest ? digestText(notification, entries.length) : owedText(notification),
  }
}

function owedText(notification: Notification): WireText {
  const { kind, trouble } = notification
  const who = receiverOf(notification)
  const why =
    trouble === undefined
      ? { en: '', zh: '' }
      : { en: `: ${inLanguage(trouble, 'en')}`, zh: `：${inLanguage(trouble, 'zh')}` }
  return {
    en: `A message (${kind}) is owed to ${who}${why.en}`,
    zh: `待发送消息（${KINDS_ZH[kind]}）给 ${who}${why.zh}`,
  }
}

function digestText(notification: Notification, entries: number): WireText {
  const who = receiverOf(notification)
  return {
    en: `A digest of ${entries} is owed to ${who}: more came due than its limit allows`,
    zh: `待发送汇总（${entries} 项）给 ${who}：超过其限额`,
  }
}

function mergedLine(notification: Notification): StoryLine {
  const { id, createdAt, policy } = notification
  return {
    ...{ at: createdAt, kind: 'digest', notificationId: id, policy },
    text: {
      en: `It shares a digest with others (${notification.mergedInto}), because more came due than the limit of ${receiverOf(notification)} allows`,
      zh: `与其他消息合并为汇总（${notification.mergedInto}）：超过 ${receiverOf(notification)} 的限额`,
    },
  }
}

function mootLine(notification: Notification): StoryLine {
  const { id, createdAt, policy } = notification
  return {
    ...{ at: createdAt, kind: 'notification', notificationId: id, policy },
    text: {
      en: `It was not sent to ${receiverOf(notification)}: somebody had answered before it left`,
      zh: `未发送给 ${receiverOf(notification)}：发出之前已有人响应`,
    },
  }
}

/** `ops (dingtalk)`. */
export function receiverOf({ endpointId }: Pick<Notification, 'endpointId'>): string {
  const slash = endpointId.lastIndexOf('/')
  const [channel] = endpointId.slice(slash + 1).split(':')
  return `${endpointId.slice(0, slash)} (${channel})`
}
