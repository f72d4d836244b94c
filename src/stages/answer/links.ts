import { ANSWER_LIMITS } from '../../base/limits.ts'
import type { AnswerAction } from '../../model/answer.ts'
import { signLink } from '../../model/answer-link.ts'
import type { MessageLink } from '../../model/message.ts'
import type { Notification } from '../../model/notification.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'

export type ButtonFacts = {
  readonly notification: Notification
  readonly language: Language
  /** The hub's own address as people reach it, without a slash at its end. */
  readonly publicUrl: string
  readonly key: Uint8Array
  readonly now: number
  /** Whether anybody is there to be called for help. */
  readonly canEscalate: boolean
}

/** The buttons with which a message can be answered: those that make sense for what it says. Pure. */
export function buttonsOf(facts: ButtonFacts): readonly MessageLink[] {
  const { notification, language, publicUrl, key, now } = facts
  const expiresAt = now + ANSWER_LIMITS.linkMs
  return actionsFor(notification, facts.canEscalate).map((action) => ({
    text: inLanguage(BUTTON_WORDS[action], language),
    url: `${publicUrl}/a/${signLink({ notificationId: notification.id, action, expiresAt }, key)}`,
  }))
}

/** Nothing can be done about what is over or opens nothing; what somebody has taken on can be ended. */
function actionsFor(notification: Notification, canEscalate: boolean): readonly AnswerAction[] {
  const states = new Set(notification.entries.map(({ state }) => state))
  if (states.has('firing')) {
    // Those who are called for help are the ones whom "escalate" would call.
    const calls = canEscalate && notification.kind !== 'escalation'
    return ['acknowledge', 'resolve', 'silence', ...(calls ? (['escalate'] as const) : [])]
  }
  return states.has('acknowledged') ? ['resolve'] : []
}

const BUTTON_WORDS = {
  acknowledge: { en: 'Acknowledge', zh: '确认告警' },
  resolve: { en: 'Resolve', zh: '标记恢复' },
  silence: { en: 'Silence 1 h', zh: '静默 1 小时' },
  escalate: { en: 'Escalate', zh: '升级' },
} as const satisfies Record<AnswerAction, LocalText>
