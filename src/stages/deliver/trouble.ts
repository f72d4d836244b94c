import { isoTime } from '../../base/clock.ts'
import type { Breaker, LaneState } from '../../model/lane.ts'
import type { Receipt, RefuseReason } from '../../model/receipt.ts'
import { inLanguage, type LocalText } from '../../model/text.ts'

/** What others hear of a message that `contact` will not get. */
export function undelivered(
  receipt: Exclude<Receipt, { kind: 'sent' }>,
  contact: string | undefined,
): LocalText {
  const who = contact ?? '?'
  const { remedy } = receipt
  return {
    en: `"${who}" could not be told: ${receipt.text}. ${inLanguage(remedy, 'en')}`,
    zh: `未能通知“${who}”：${receipt.text}。${inLanguage(remedy, 'zh')}`,
  }
}

/** What the standby endpoint hears while `contact` may still be told later. */
export function notYet(state: LaneState, contact: string): LocalText {
  const since = state.healthSince === undefined ? '?' : minuteOf(state.healthSince)
  const { healthText = '', remedy = '' } = state
  return {
    en: `"${contact}" has not been reached since ${since}: ${healthText}. ${inLanguage(remedy, 'en')}`,
    zh: `“${contact}”自 ${since} 起未能送达：${healthText}。${inLanguage(remedy, 'zh')}`,
  }
}

/** What is written down for a message that was not tried, because the robot refuses everything. */
export function notTried(breaker: Breaker): Extract<Receipt, { kind: 'refused' }> {
  const reason: RefuseReason = breaker.reason === 'clock-skew' ? 'signature' : breaker.reason
  const since =
    breaker.openedAt > 0 ? `not tried, refused since ${minuteOf(breaker.openedAt)}: ` : ''
  return { kind: 'refused', reason, text: `${since}${breaker.text}`, remedy: breaker.remedy }
}

/** To the minute, for people: `2026-03-05T02:15Z`. */
export function minuteOf(at: number): string {
  return `${isoTime(at).slice(0, 16)}Z`
}

export const REMOVED: Extract<Receipt, { kind: 'refused' }> = {
  kind: 'refused',
  reason: 'removed',
  text: 'the endpoint is no longer in the configuration',
  remedy: {
    en: 'Put the endpoint back, or tell somebody else by a policy.',
    zh: '请恢复该接收地址，或通过策略通知其他人。',
  },
}

export const FAULT: Receipt = {
  kind: 'refused',
  reason: 'malformed',
  text: 'the message could not be made',
  remedy: {
    en: 'The log of the hub has the details; please report them.',
    zh: '详情见日志，请反馈给维护者。',
  },
}
