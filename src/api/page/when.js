// In: an instant of the API (ISO 8601, UTC) and a language. Out: words for it in the reader's zone.
// What must hold: whatever is shortened has the exact instant in its title.
import { element } from './dom.js'

/** @type {[string, number][]} */
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map()

/**
 * @param {string} language
 * @param {Intl.DateTimeFormatOptions} options
 */
function dateFormat(language, options) {
  const name = language + JSON.stringify(options)
  const known = formats.get(name)
  if (known) return known
  const made = new Intl.DateTimeFormat(localeOf(language), { hourCycle: 'h23', ...options })
  formats.set(name, made)
  return made
}

/** @param {string} language */
function localeOf(language) {
  return language === 'zh' ? 'zh-CN' : 'en-GB'
}

/** @type {Intl.DateTimeFormatOptions} */
const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit' }
/** @type {Intl.DateTimeFormatOptions} */
const DAY = { month: 'short', day: 'numeric' }

/**
 * The time of day, and the date where it is not today's.
 *
 * @param {string} instant
 * @param {string} language
 */
export function clock(instant, language) {
  const at = new Date(instant)
  const today = new Date()
  const isToday = at.toDateString() === today.toDateString()
  const isThisYear = at.getFullYear() === today.getFullYear()
  const time = dateFormat(language, CLOCK).format(at)
  if (isToday) return shown(instant, language, time)
  const day = dateFormat(language, isThisYear ? DAY : { ...DAY, year: 'numeric' }).format(at)
  return shown(instant, language, isThisYear ? `${day} ${time}` : day)
}

/**
 * How long ago it was, in its largest unit.
 *
 * @param {string} instant
 * @param {string} language
 */
export function ago(instant, language) {
  const passedMs = Math.max(0, Date.now() - Date.parse(instant))
  const [unit, unitMs] = UNITS.find(([, ms]) => passedMs >= ms) ?? ['second', 1_000]
  const count = Math.floor(passedMs / unitMs)
  return shown(instant, language, amount(count, unit, language))
}

/**
 * Date, time to the millisecond and zone.
 *
 * @param {string} instant
 * @param {string} language
 */
export function exact(instant, language) {
  const at = new Date(instant)
  const day = dateFormat(language, { year: 'numeric', ...DAY }).format(at)
  const time = dateFormat(language, { ...CLOCK, fractionalSecondDigits: 3 }).format(at)
  // Some languages put the zone between date and time, where nobody looks for it.
  const parts = dateFormat(language, { ...CLOCK, timeZoneName: 'short' }).formatToParts(at)
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return shown(instant, language, `${day} ${time} ${zone}`)
}

/**
 * A sentence of the hub with the instants in it as `clock` shows them.
 *
 * @param {string} sentence
 * @param {string} language
 * @returns {(string | HTMLElement)[]}
 */
export function timed(sentence, language) {
  // Of a split by a group, every second part is what the group found.
  return sentence
    .split(INSTANT)
    .map((part, place) => (place % 2 === 1 ? clock(part, language) : part))
}

/** As the API writes them. */
const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)/

/**
 * A number with a unit: `4 ms`, `12 min`.
 *
 * @param {number} count
 * @param {string} unit as Intl.NumberFormat knows it
 * @param {string} language
 */
export function amount(count, unit, language) {
  /** @type {Intl.NumberFormatOptions} */
  const options = { style: 'unit', unit, unitDisplay: 'short' }
  return new Intl.NumberFormat(localeOf(language), options).format(count)
}

/**
 * @param {string} instant
 * @param {string} language
 * @param {string} text
 */
function shown(instant, language, text) {
  const format = dateFormat(language, {
    dateStyle: 'full',
    timeStyle: 'long',
  })
  const title = `${format.format(new Date(instant))} · ${instant}`
  return element('time', { datetime: instant, title }, text)
}
