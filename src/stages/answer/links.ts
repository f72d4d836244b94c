import { ANSWER_LIMITS } from '../../base/limits.ts'
import type { AnswerAction } from '../../model/answer.ts'
import { signLink } from '../../model/answer-link.ts'
import type { MessageLink } from '../../model/message.ts'
import type { Notification } from '../../model/notification.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'

export type ButtonFacts = {
  readonly notification: Notification
  readonly language: Language
  /** The hub's own address as people reach it, without a slash at its end; without it there are no links. */
  readonly publicUrl: string | undefined
  readonly key: Uint8Array
  readonly now: number
  /** Whether anybody is there to be called for help. */
  readonly canEscalate: boolean
}

/** The buttons with which a message can be answered: those that make sense for what it says. Pure. */
export function buttonsOf(facts: ButtonFacts): readonly MessageLink[] {
  const { notification, language, publicUrl, key, now } = facts
  if (publicUrl === undefined) return []
  const expiresAt = now + ANSWER_LIMITS.linkMs
  return actionsFor(notification, facts.canEscalate).map((action) => ({
    text: inLanguage(wordsOf(action, notification), language),
    url: `${publicUrl}/a/${signLink({ notificationId: notification.id, action, expiresAt }, key)}`,
  }))
}

/** Where all of a message can be read that had to be shortened for its chat. Pure. */
export function linkToRest(facts: Omit<ButtonFacts, 'canEscalate'>): MessageLink | undefined {
  const { notification, language, publicUrl, key, now } = facts
  if (publicUrl === undefined) return undefined
  const expiresAt = now + ANSWER_LIMITS.linkMs
  const token = signLink({ notificationId: notification.id, action: 'read', expiresAt }, key)
  return { text: inLanguage(READ_WORDS, language), url: `${publicUrl}/a/${token}` }
}

const READ_WORDS: LocalText = { en: 'Read all of it', zh: '查看全文' }

/** Nothing can be done about what is over or opens nothing; what somebody has taken on can be ended. */
function actionsFor(notification: Notification, canEscalate: boolean): readonly ButtonAction[] {
  const { entries, kind } = notification
  const states = new Set(entries.map(({ state }) => state))
  // Those whom the fallback calls for help are the ones whom "escalate" would call; a step has others behind it.
  const isStep = entries.some(({ level }) => level !== undefined)
  const calls = isStep || (canEscalate && kind !== 'escalation')
  const escalate = calls ? (['escalate'] as const) : []
  if (states.has('firing')) return ['acknowledge', 'resolve', 'silence', ...escalate]
  if (!states.has('acknowledged')) return []
  return kind === 'reminder' ? ['acknowledge', 'resolve', ...escalate] : ['resolve']
}

/** Answers that a message has a button for. */
type ButtonAction = Exclude<AnswerAction, 'assign' | 'unacknowledge'>

function wordsOf(action: ButtonAction, { kind }: Notification): LocalText {
  return kind === 'reminder' && action === 'acknowledge' ? STILL_ON_IT : BUTTON_WORDS[action]
}

const STILL_ON_IT: LocalText = { en: 'Still on it', zh: '仍在处理' }

const BUTTON_WORDS = {
  acknowledge: { en: 'Acknowledge', zh: '确认告警' },
  resolve: { en: 'Resolve', zh: '标记恢复' },
  silence: { en: 'Silence 1 h', zh: '静默 1 小时' },
  escalate: { en: 'Escalate', zh: '升级' },
} as const satisfies Record<ButtonAction, LocalText>
