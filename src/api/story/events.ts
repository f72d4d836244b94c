import { type AnswerAction, answererText, assignmentText } from '../../model/answer.ts'
import type { Event } from '../../model/event.ts'
import { inLanguage } from '../../model/text.ts'
import type { WireText } from '../wire.ts'
import type { Teller } from './facts.ts'

/** What the source said, and what people answered. */
export const tellEvents: Teller = ({ events }) =>
  events.map(({ event }) => ({
    at: event.receivedAt,
    kind: event.answer ? 'answer' : 'event',
    eventId: event.id,
    text: event.answer ? answerText(event) : eventText(event),
  }))

function eventText({ source, kind, severity, status, title }: Event): WireText {
  const phase = status === undefined ? '' : `, ${status}`
  return {
    en: `The source "${source}" says ${kind} (${severity}${phase}): ${inLanguage(title, 'en')}`,
    zh: `来源“${source}”报告 ${kind}（${severity}${phase}）：${inLanguage(title, 'zh')}`,
  }
}

const ANSWERS = {
  acknowledge: { en: 'takes it on', zh: '确认' },
  resolve: { en: 'says that it is over', zh: '宣布已解决' },
  silence: { en: 'silences it', zh: '设为静默' },
  escalate: { en: 'calls for help', zh: '请求支援' },
  unacknowledge: { en: 'gives it back', zh: '撤销确认' },
  assign: { en: 'gives it', zh: '将其转交' },
} as const satisfies Record<AnswerAction, WireText>

function answerText({ answer }: Event): WireText {
  if (!answer) return { en: '', zh: '' }
  const who = answererText(answer)
  const does = ANSWERS[answer.action]
  const to = answer.assignment && assignmentText(answer.assignment)
  const said = answer.comment === undefined ? '' : `: ${answer.comment}`
  return {
    en: `${inLanguage(who, 'en')} ${does.en}${to ? ` ${inLanguage(to, 'en')}` : ''}${said}`,
    zh: `${inLanguage(who, 'zh')}${does.zh}${to ? inLanguage(to, 'zh') : ''}${said}`,
  }
}
