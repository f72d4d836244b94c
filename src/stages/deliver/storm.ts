import { MESSAGE_LIMITS } from '../../base/limits.ts'
import { howLong } from '../../model/how-long.ts'
import type { Message, MessageField } from '../../model/message.ts'
import type { Notification, StormNews } from '../../model/notification.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'
import { localTime } from './times.ts'
import { cutBytes } from './told.ts'
import { led, WORDS } from './words.ts'

type StormFacts = {
  readonly notification: Notification
  readonly language: Language
  readonly mentionAll: boolean
  readonly zone: string
}

/** The message of a storm: how many, what they share, and what becomes of them. Pure. */
export function composeStorm(storm: StormNews, facts: StormFacts): Message {
  const { notification, language, mentionAll, zone } = facts
  const say = (text: LocalText): string => inLanguage(text, language)
  const trouble = notification.trouble === undefined ? [] : [notification.trouble]
  return {
    kind: 'storm',
    language,
    title: say(led(WORDS.storm, countOf(storm))),
    severity: notification.severity,
    state: 'firing',
    blocks: [
      ...[...trouble, HELD].map((text) => ({ kind: 'text' as const, text: say(text) })),
      {
        kind: 'fields',
        fields: [
          ...sharedFields(storm, say),
          { label: say(WORDS.at), value: localTime(notification.createdAt, zone) },
          { label: say(WORDS.policy), value: notification.policy },
        ],
      },
    ],
    links: [],
    actions: [],
    mentions: { mobiles: notification.mentions, all: mentionAll },
    alerts: [],
    policy: notification.policy,
    thread: `storm:${notification.policy}`,
  }
}

const HELD: LocalText = {
  en: 'Critical alerts are still told one by one. All others are held until it is calmer; then what still fires is told.',
  zh: '严重告警仍会逐条通知；其余告警暂缓发送，待平息后通知仍未恢复的部分。',
}

function countOf({ count, withinMs }: StormNews): LocalText {
  return {
    en: `${count} new alerts within ${howLong(withinMs, 'en')}`,
    zh: `${howLong(withinMs, 'zh')}内新增 ${count} 个告警`,
  }
}

/** Each label that many share, with how many. */
function sharedFields(
  { labels, sampled }: StormNews,
  say: (text: LocalText) => string,
): readonly MessageField[] {
  return labels.map(({ name, value, count }) => ({
    label: `${cutBytes(name, MESSAGE_LIMITS.commonLabelBytesMax)}=${cutBytes(value, MESSAGE_LIMITS.commonLabelBytesMax)}`,
    value: say({ en: `${count} of ${sampled}`, zh: `${count} / ${sampled} 个` }),
  }))
}
