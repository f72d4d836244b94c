// In: a layout in Go's form (`2006-01-02T15:04:05Z07:00`) and a time's parts. Out: the time as text.
// A layout is split once into chunks, as Go's time package splits it, and remembered.
// What is no chunk is copied as it stands.
import { LANGUAGE_VALUE_LIMITS } from '../../base/limits.ts'
import { dayOfYear, MONTHS, WEEKDAYS } from './calendar.ts'

/** What a layout can show of a time, on the wall clock of its zone. */
export type TimeParts = {
  readonly year: number
  readonly month: number
  readonly day: number
  /** 0 is Sunday. */
  readonly weekday: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly nanosecond: number
  readonly offsetSeconds: number
  readonly abbreviation: string
}

/** The reference time's elements, named as they are written in a layout. */
export type Element =
  | 'January'
  | 'Jan'
  | '1'
  | '01'
  | 'Monday'
  | 'Mon'
  | '2'
  | '_2'
  | '02'
  | '__2'
  | '002'
  | '15'
  | '3'
  | '03'
  | '4'
  | '04'
  | '5'
  | '05'
  | '2006'
  | '06'
  | 'PM'
  | 'pm'
  | 'MST'
  | ZoneElement
  | 'fraction'

export type ZoneElement =
  | 'Z0700'
  | 'Z070000'
  | 'Z07'
  | 'Z07:00'
  | 'Z07:00:00'
  | '-0700'
  | '-070000'
  | '-07'
  | '-07:00'
  | '-07:00:00'

/** A layout's piece: literal text, then an element. `text` is the element as it is written. */
export type Chunk = {
  readonly prefix: string
  readonly element: Element
  readonly text: string
}

/** A layout taken apart: its elements, and the literal text after the last. */
export type Layout = { readonly chunks: readonly Chunk[]; readonly tail: string }

export const RFC3339 = '2006-01-02T15:04:05Z07:00'
export const RFC3339_NANO = '2006-01-02T15:04:05.999999999Z07:00'
export const GO_STRING_LAYOUT = '2006-01-02 15:04:05.999999999 -0700 MST'

/** A time's parts by a layout, as Go's Time.Format. */
export function formatLayout(parts: TimeParts, layout: string): string {
  const { chunks, tail } = splitLayout(layout)
  let text = ''
  for (const chunk of chunks) text += chunk.prefix + formatElement(parts, chunk)
  return text + tail
}

const known = new Map<string, Layout>()

/** Splits a layout as Go does; the result is remembered. */
export function splitLayout(layout: string): Layout {
  const remembered = known.get(layout)
  if (remembered) return remembered
  const chunks: Chunk[] = []
  let rest = layout
  for (let found = nextChunk(rest); found !== undefined; found = nextChunk(rest)) {
    chunks.push(found)
    rest = rest.slice(found.prefix.length + found.text.length)
  }
  const split = { chunks, tail: rest }
  if (known.size >= LANGUAGE_VALUE_LIMITS.layoutsMax) known.clear()
  known.set(layout, split)
  return split
}

/** Longer elements stand before those that they begin with. */
const ELEMENTS: readonly Exclude<Element, 'fraction'>[] = [
  'January',
  'Jan',
  'Monday',
  'Mon',
  'MST',
  '002',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '15',
  '1',
  '2006',
  '2',
  '__2',
  '_2',
  '3',
  '4',
  '5',
  'PM',
  'pm',
  '-070000',
  '-07:00:00',
  '-0700',
  '-07:00',
  '-07',
  'Z070000',
  'Z07:00:00',
  'Z0700',
  'Z07:00',
  'Z07',
]

function nextChunk(layout: string): Chunk | undefined {
  for (let at = 0; at < layout.length; at++) {
    const prefix = layout.slice(0, at)
    const fraction = /^[.,](?:0+|9+)(?![0-9])/.exec(layout.slice(at))?.[0]
    if (fraction !== undefined) return { prefix, element: 'fraction', text: fraction }
    // `_2006` is an underscore and a year, not a day and "006".
    if (layout.startsWith('_2006', at)) {
      return { prefix: layout.slice(0, at + 1), element: '2006', text: '2006' }
    }
    const element = ELEMENTS.find((candidate) => startsElement(layout, at, candidate))
    if (element !== undefined) return { prefix, element, text: element }
  }
  return undefined
}

function startsElement(layout: string, at: number, element: string): boolean {
  if (!layout.startsWith(element, at)) return false
  // "Jan" and "Mon" are no elements inside a longer word.
  if (element !== 'Jan' && element !== 'Mon') return true
  return !/^[a-z]/.test(layout.slice(at + 3))
}

function formatElement(parts: TimeParts, chunk: Chunk): string {
  const { year, month, day, hour, minute, second } = parts
  switch (chunk.element) {
    case 'January':
      return MONTHS[month - 1] ?? ''
    case 'Jan':
      return (MONTHS[month - 1] ?? '').slice(0, 3)
    case '1':
      return String(month)
    case '01':
      return padded(month, 2)
    case 'Monday':
      return WEEKDAYS[parts.weekday] ?? ''
    case 'Mon':
      return (WEEKDAYS[parts.weekday] ?? '').slice(0, 3)
    case '2':
      return String(day)
    case '_2':
      return String(day).padStart(2)
    case '02':
      return padded(day, 2)
    case '__2':
      return String(dayOfYear(year, month, day)).padStart(3)
    case '002':
      return padded(dayOfYear(year, month, day), 3)
    case '15':
      return padded(hour, 2)
    case '3':
      return String(hour % 12 || 12)
    case '03':
      return padded(hour % 12 || 12, 2)
    case '4':
      return String(minute)
    case '04':
      return padded(minute, 2)
    case '5':
      return String(second)
    case '05':
      return padded(second, 2)
    case '2006':
      return padded(year, 4)
    case '06':
      return padded(Math.max(year, 0) % 100, 2)
    case 'PM':
      return hour >= 12 ? 'PM' : 'AM'
    case 'pm':
      return hour >= 12 ? 'pm' : 'am'
    case 'MST':
      return parts.abbreviation === '' ? formatOffset(parts, '-0700') : parts.abbreviation
    case 'fraction':
      return formatFraction(parts.nanosecond, chunk.text)
    default:
      return formatOffset(parts, chunk.element)
  }
}

/** `.000` keeps its digits, `.999` drops trailing zeros, and itself when nothing is left. */
function formatFraction(nanosecond: number, text: string): string {
  const digits = text.length - 1
  const fraction = padded(nanosecond, 9).slice(0, digits).padEnd(digits, '0')
  if (text[1] === '0') return text.charAt(0) + fraction
  const trimmed = fraction.replace(/0+$/, '')
  return trimmed === '' ? '' : text.charAt(0) + trimmed
}

function formatOffset(parts: TimeParts, element: ZoneElement): string {
  const offset = parts.offsetSeconds
  if (element.startsWith('Z') && offset === 0) return 'Z'
  const minutes = Math.trunc(offset / 60)
  const sign = minutes < 0 ? '-' : '+'
  const size = Math.abs(minutes)
  const colon = element.includes(':') ? ':' : ''
  const hours = sign + padded(Math.trunc(size / 60), 2)
  if (element.length === 3) return hours
  const upToMinutes = hours + colon + padded(size % 60, 2)
  const hasSeconds = element.endsWith('0000') || element.endsWith('00:00')
  if (!hasSeconds) return upToMinutes
  return upToMinutes + colon + padded(Math.abs(offset) % 60, 2)
}

/** Zeros come after the sign: -5 in four digits is -0005. */
function padded(value: number, width: number): string {
  if (value < 0) return `-${String(-value).padStart(width, '0')}`
  return String(value).padStart(width, '0')
}
