import { formatTime } from '../../base/time.ts'
import { loadLocation } from '../../languages/values/zone.ts'
import type { OnCall } from '../../model/schedule.ts'
import { inLanguage, type LocalText } from '../../model/text.ts'

/** The words of what is told about schedules, in both languages. */
export const DUTY_WORDS = {
  nobody: { en: 'nobody, on purpose', zh: '有意无人' },
  gap: { en: 'nobody: a gap', zh: '无人（空缺）' },
  onCall: { en: 'On call', zh: '值班' },
  since: { en: 'From', zh: '开始' },
  until: { en: 'Until', zh: '结束' },
  before: { en: 'Before', zh: '此前' },
  next: { en: 'Then', zh: '之后' },
  gaps: { en: 'Nobody is on call', zh: '无人值班时段' },
  remedy: {
    en: 'Put somebody on call with "tocsin oncall take", or write `nobody` into the schedule where that is meant.',
    zh: '请用 “tocsin oncall take” 安排值班，或在有意无人时在排班中写明 `nobody`。',
  },
  remedyLabel: { en: 'What to do', zh: '处理' },
} as const satisfies Record<string, LocalText>

/** Who takes over, in one line. */
export function handoverTitle(schedule: string, who: LocalText, when: LocalText): LocalText {
  return {
    en: `${schedule}: on call ${inLanguage(when, 'en')}: ${inLanguage(who, 'en')}`,
    zh: `${schedule}：${inLanguage(when, 'zh')}值班：${inLanguage(who, 'zh')}`,
  }
}

/** `now`, or from when on. */
export function whenText(from: string | undefined): LocalText {
  return from === undefined
    ? { en: 'now', zh: '现在' }
    : { en: `from ${from}`, zh: `自 ${from} 起` }
}

export function gapTitle(schedule: string, count: number, first: string): LocalText {
  const gaps = count === 1 ? 'a gap' : `${count} gaps`
  return {
    en: `${schedule}: ${gaps} in the schedule, from ${first}`,
    zh: `${schedule}：排班有 ${count} 处空缺，自 ${first} 起`,
  }
}

/** `Li, from … until …`; without an end where none is in sight. */
export function spanText(from: string, until: string | undefined): LocalText {
  if (until === undefined) return { en: `from ${from}`, zh: `自 ${from} 起` }
  return { en: `${from} to ${until}`, zh: `${from} 至 ${until}` }
}

export function moreText(count: number): LocalText {
  return { en: `and ${count} more`, zh: `另有 ${count} 处` }
}

/** A contact by name; null is nobody on purpose, undefined a gap. */
export function whoText(
  contact: OnCall | undefined,
  nameOf: (contact: string) => string,
): LocalText {
  if (contact === undefined) return DUTY_WORDS.gap
  return contact === null ? DUTY_WORDS.nobody : nameOf(contact)
}

/** An instant on the wall of the schedule, with its offset. */
export function localText(at: number, zone: string): string {
  const { offsetSeconds } = loadLocation(zone).lookUp(Math.floor(at / 1000))
  return formatTime(at, Math.round(offsetSeconds / 60))
}
