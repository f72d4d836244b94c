import type { AnswerAction } from '../model/answer.ts'
import type { Verdict } from '../model/answering.ts'
import type { LocalText } from '../model/text.ts'

/** What the answer pages say. */
export const ANSWER_WORDS = {
  who: { en: 'Who are you?', zh: '你是谁？' },
  whoHint: {
    en: 'Your name, shown to the others. This browser remembers it.',
    zh: '你的名字，会显示给其他人；本浏览器会记住它。',
  },
  others: { en: 'Something else?', zh: '其他操作' },
  until: { en: 'This link works until', zh: '链接有效期至' },
  more: { en: 'And more alerts, which are not shown here.', zh: '另有告警未在此列出。' },
  mutes: { en: 'What is silenced', zh: '静默范围' },
  several: { en: 'Several alerts', zh: '多个告警' },
  silencedUntil: { en: 'Silenced until', zh: '静默至' },
  askedForHelp: { en: 'Help was called by', zh: '请求支援：' },
  resolvedBy: { en: 'Resolved by', zh: '标记恢复：' },
  acknowledgedBy: { en: 'Acknowledged by', zh: '确认：' },
  silencedBy: { en: 'Silenced by', zh: '静默：' },
  givenBackBy: { en: 'Given back by', zh: '撤销确认：' },
  assignedBy: { en: 'Given to somebody by', zh: '转交：' },
  labels: { en: 'Labels', zh: '标签' },
  toldOf: { en: 'What the message told of', zh: '消息全文' },
  tooMany: {
    en: 'Wait a minute, then open the link again.',
    zh: '请一分钟后重新打开链接。',
  },
} as const satisfies Record<string, LocalText>

/** Pages on which nothing can be done; they are shown in both languages. */
export const REFUSALS = {
  unknown: {
    title: { en: 'This link is not known', zh: '链接无效' },
    text: {
      en: 'It is not one of this hub’s links, or was cut when it was copied. Open it from the message once more.',
      zh: '它不是本系统的链接，或复制时不完整。请从消息中重新打开。',
    },
  },
  expired: {
    title: { en: 'This link is too old', zh: '链接已过期' },
    text: {
      en: 'Use the link of a newer message, or the console.',
      zh: '请使用较新消息中的链接，或打开控制台。',
    },
  },
  elsewhere: {
    title: { en: 'Not from another page', zh: '不接受其他页面的提交' },
    text: {
      en: 'The answer came from a page of another site. Open the link from the message and answer there.',
      zh: '该操作来自其他网站的页面。请从消息中打开链接后操作。',
    },
  },
  form: {
    title: { en: 'Not understood', zh: '无法识别' },
    text: {
      en: 'Expected the form of this page, found something else. Open the link from the message and answer there.',
      zh: '应提交本页面的表单，但收到其他内容。请从消息中打开链接后操作。',
    },
  },
  busy: {
    title: { en: 'Too many requests', zh: '请求过多' },
    text: ANSWER_WORDS.tooMany,
  },
} as const satisfies Record<string, { title: LocalText; text: LocalText }>

type ActionWords = {
  readonly button: LocalText
  /** What the button does, in a sentence. */
  readonly text: LocalText
  readonly verdicts: Readonly<Record<Verdict, LocalText>>
}

const OVER: LocalText = { en: 'It is over already.', zh: '告警已恢复，无需操作。' }
const NOBODY: LocalText = {
  en: 'There is nobody to call: the configuration has no fallback contact group.',
  zh: '没有可通知的人：未配置后备联系组（fallback）。',
}
/** Verdicts that most actions never come to. */
const RARE = {
  over: OVER,
  'too-soon': OVER,
  nobody: NOBODY,
  further: {
    en: 'It was escalated further after this message. Whoever was told since is in the newest one.',
    zh: '该消息之后告警已继续升级，请以最新消息为准。',
  },
  untaken: { en: 'Nobody has acknowledged it.', zh: '尚无人确认该告警。' },
} as const

/** What can be done on a page. */
export type PageAction = Exclude<AnswerAction, 'assign'>

/** What each action says. */
export const ACTION_WORDS: Readonly<Record<PageAction, ActionWords>> = {
  acknowledge: {
    button: { en: 'Acknowledge', zh: '确认告警' },
    text: {
      en: 'You take it on. It is not repeated any more, and the chats that were told hear who answers.',
      zh: '由你处理：不再重复提醒，已收到告警的群会看到由谁处理。',
    },
    verdicts: {
      done: { en: 'Acknowledged', zh: '已确认' },
      already: { en: 'Already acknowledged', zh: '此前已确认' },
      ...RARE,
    },
  },
  unacknowledge: {
    button: { en: 'Give it back', zh: '撤销确认' },
    text: {
      en: 'You are not on it any more. It fires again, and whoever is to be told now is told.',
      zh: '你不再处理：告警恢复为未确认，并重新通知当前应通知的人。',
    },
    verdicts: {
      done: { en: 'Given back', zh: '已撤销确认' },
      already: { en: 'Given back', zh: '已撤销确认' },
      ...RARE,
    },
  },
  resolve: {
    button: { en: 'Mark as resolved', zh: '标记为已恢复' },
    text: {
      en: 'You say that it is over. If its source reports it again, that is a new alert.',
      zh: '由你确认已恢复。若来源再次上报，将作为新告警。',
    },
    verdicts: {
      done: { en: 'Resolved', zh: '已标记恢复' },
      already: { en: 'Already resolved', zh: '此前已恢复' },
      ...RARE,
    },
  },
  silence: {
    button: { en: 'Silence for 1 hour', zh: '静默 1 小时' },
    text: {
      en: 'Nobody is told of it for an hour. Its recovery is told, and if it still fires then, so is that.',
      zh: '一小时内不再通知。恢复会照常通知；届时仍未恢复也会通知。',
    },
    verdicts: {
      done: { en: 'Silenced for 1 hour', zh: '已静默 1 小时' },
      already: { en: 'Already silenced', zh: '此前已静默' },
      ...RARE,
    },
  },
  escalate: {
    button: { en: 'Call for help', zh: '升级，请求支援' },
    text: {
      en: 'Whoever comes next is told at once that you ask for help: the next step of the escalation policy, or the fallback contact group.',
      zh: '立即通知下一级（升级策略的下一步，或后备联系组）：你请求支援。',
    },
    verdicts: {
      done: { en: 'Help was called', zh: '已请求支援' },
      already: { en: 'Help was called', zh: '已请求支援' },
      ...RARE,
      'too-soon': {
        en: 'Help was called less than a minute ago',
        zh: '一分钟内已请求过支援',
      },
    },
  },
}

export const STATE_WORDS = {
  firing: { en: 'Firing', zh: '未恢复' },
  acknowledged: { en: 'Acknowledged', zh: '已确认' },
  resolved: { en: 'Resolved', zh: '已恢复' },
  notice: { en: 'Notice', zh: '通知' },
} as const satisfies Record<string, LocalText>

export const SEVERITY_WORDS = {
  critical: { en: 'Critical', zh: '严重' },
  error: { en: 'Error', zh: '错误' },
  warning: { en: 'Warning', zh: '警告' },
  info: { en: 'Info', zh: '信息' },
} as const satisfies Record<string, LocalText>
