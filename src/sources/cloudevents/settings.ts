/** Which types of events begin and end something, where their names do not say it. */
import type { Field } from '../../contract/fields.ts'
import type { LocalText } from '../../model/text.ts'

/** Four lists of patterns for the attribute `type`. */
export const LIST_FIELDS: readonly Field[] = [
  list('firing', { en: 'Types that open an alert', zh: '打开告警的类型' }),
  list('resolved', { en: 'Types that resolve an alert', zh: '恢复告警的类型' }),
  list('acknowledged', { en: 'Types that acknowledge an alert', zh: '确认告警的类型' }),
  list('notices', { en: 'Types that are only told', zh: '仅作通知的类型' }),
]

function list(name: string, label: LocalText): Field {
  return {
    name,
    kind: 'list',
    label,
    hint: {
      en: 'Patterns for the attribute `type`, with `*` for any text: `com.example.job.failed`. They go before what the event says itself. Default: none.',
      zh: '匹配 `type` 属性的模式，`*` 代表任意文本，例如 `com.example.job.failed`。优先于事件自身的内容。默认：无。',
    },
    placeholder: 'com.example.job.*',
    required: false,
    secret: false,
  }
}

/** Whether a pattern with `*` fits the whole text; compared without case. */
export function fits(pattern: string, text: string): boolean {
  const pieces = pattern.toLowerCase().split('*')
  const whole = text.toLowerCase()
  const [first = ''] = pieces
  if (pieces.length === 1) return whole === first
  const last = pieces.at(-1) ?? ''
  if (!whole.startsWith(first) || whole.length < first.length + last.length) return false
  if (!whole.endsWith(last)) return false
  const end = whole.length - last.length
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = whole.indexOf(piece, at)
    if (found < 0 || found + piece.length > end) return false
    at = found + piece.length
  }
  return true
}
