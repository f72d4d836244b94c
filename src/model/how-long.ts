import type { Language } from './text.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const UNITS = [
  { ms: DAY_MS, en: 'd', zh: '天' },
  { ms: HOUR_MS, en: 'h', zh: '小时' },
  { ms: MINUTE_MS, en: 'min', zh: '分钟' },
  { ms: SECOND_MS, en: 's', zh: '秒' },
] as const

/** How long, in its two largest units: `2 d 3 h`, `1 h 20 min`, `45 s`. A negative length is none. */
export function howLong(ms: number, language: Language): string {
  const length = Math.max(0, ms)
  const from = UNITS.findIndex((unit) => length >= unit.ms)
  if (from === -1) return `0 ${UNITS[3][language]}`
  const parts: string[] = []
  let rest = length
  for (const unit of UNITS.slice(from, from + 2)) {
    const count = Math.floor(rest / unit.ms)
    rest -= count * unit.ms
    // Seconds matter in the first minutes only.
    const isMinor = unit.ms === SECOND_MS && length >= 10 * MINUTE_MS
    if (count > 0 && !isMinor) parts.push(`${count} ${unit[language]}`)
  }
  return parts.join(' ')
}
