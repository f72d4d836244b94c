/** A calendar month somewhere on Earth: its name (`2026-03`), and the instant at which it ends. */
export type Month = { readonly name: string; readonly endsAt: number }

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** The month in which `at` lies, for clocks `zoneMinutes` east of UTC. */
export function monthOf(at: number, zoneMinutes: number): Month {
  const { year, month } = civil(Math.floor((at + zoneMinutes * MINUTE_MS) / DAY_MS))
  const next = month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 }
  return {
    name: `${year}-${String(month).padStart(2, '0')}`,
    endsAt: firstDay(next) * DAY_MS - zoneMinutes * MINUTE_MS,
  }
}

/** The year and month of a day, counted from 1970-01-01. Eras of 400 years begin in March. */
function civil(day: number): { year: number; month: number } {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month }
}

function firstDay({ year, month }: { year: number; month: number }): number {
  const from = month <= 2 ? year - 1 : year
  const era = Math.floor(from / 400)
  const yearOfEra = from - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5)
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
