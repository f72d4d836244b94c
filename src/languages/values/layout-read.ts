// In: a layout and a text. Out: the parts of a time that the text gives, as Go's time.Parse reads it.
// What does not fit is a GoTimeError with Go's text, which quotes the text and the layout.
// Ranges are checked here; what the parts mean in a zone is for the caller.
import { daysBeforeMonth, daysInMonth, isLeapYear, MONTHS, WEEKDAYS } from './calendar.ts'
import { type Chunk, splitLayout, type ZoneElement } from './layout.ts'
import { quoteForTime } from './quote.ts'

/** A text that a layout does not fit; `message` is Go's. */
export class GoTimeError extends Error {
  override readonly name = 'GoTimeError'
}

/** What a text gave. A zone is known as UTC, by its offset, by its abbreviation, or not at all. */
export type ReadParts = {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  nanosecond: number
  isUtc: boolean
  offsetSeconds: number | undefined
  abbreviation: string
}

/** Reads `text` by `layout`; throws GoTimeError. */
export function readLayout(layout: string, text: string): ReadParts {
  return new LayoutReader(layout, text).read()
}

class Mismatch extends Error {}

class LayoutReader {
  readonly #layout: string
  readonly #text: string
  #rest: string
  #year = 0
  #month = -1
  #day = -1
  #yearDay = -1
  #hour = 0
  #minute = 0
  #second = 0
  #nanosecond = 0
  #half: 'am' | 'pm' | undefined
  #isUtc = false
  #offsetSeconds: number | undefined
  #abbreviation = ''
  /** The name of what was out of its range. */
  #outOfRange = ''

  constructor(layout: string, text: string) {
    this.#layout = layout
    this.#text = text
    this.#rest = text
  }

  read(): ReadParts {
    const { chunks, tail } = splitLayout(this.#layout)
    for (let index = 0; index < chunks.length; index++) {
      const chunk = chunks[index]
      if (chunk === undefined) break
      this.#skip(chunk.prefix)
      const before = this.#rest
      try {
        this.#readElement(chunk, chunks[index + 1])
      } catch (error) {
        if (!(error instanceof Mismatch)) throw error
        throw this.#cannotParse(before, chunk.text)
      }
      if (this.#outOfRange !== '') throw this.#failure(`: ${this.#outOfRange} out of range`)
    }
    this.#skip(tail)
    if (this.#rest !== '') throw this.#failure(`: extra text: ${quoteForTime(this.#rest)}`)
    return this.#finish()
  }

  /** Literal text; a run of blanks stands for any number of them. */
  #skip(prefix: string): void {
    let expected = prefix
    while (expected !== '') {
      if (expected.startsWith(' ')) {
        if (this.#rest !== '' && !this.#rest.startsWith(' ')) {
          throw this.#cannotParse(this.#rest, prefix)
        }
        expected = expected.replace(/^ +/, '')
        this.#rest = this.#rest.replace(/^ +/, '')
      } else {
        if (this.#rest === '' || this.#rest[0] !== expected[0]) {
          throw this.#cannotParse(this.#rest, prefix)
        }
        expected = expected.slice(1)
        this.#rest = this.#rest.slice(1)
      }
    }
  }

  #readElement(chunk: Chunk, next: Chunk | undefined): void {
    switch (chunk.element) {
      case '2006':
        this.#year = this.#readYear()
        break
      case '06': {
        const year = Number(this.#take(/^[0-9]{2}/))
        this.#year = year >= 69 ? year + 1900 : year + 2000
        break
      }
      case 'Jan':
        this.#month = this.#readName(MONTHS, 3) + 1
        break
      case 'January':
        this.#month = this.#readName(MONTHS) + 1
        break
      case '1':
      case '01':
        this.#month = this.#readNumber({ fixed: chunk.element === '01' })
        this.#checkRange('month', this.#month >= 1 && this.#month <= 12)
        break
      case 'Mon':
        this.#readName(WEEKDAYS, 3)
        break
      case 'Monday':
        this.#readName(WEEKDAYS)
        break
      case '2':
      case '_2':
      case '02':
        if (chunk.element === '_2') this.#rest = this.#rest.replace(/^ /, '')
        this.#day = this.#readNumber({ fixed: chunk.element === '02' })
        break
      case '__2':
      case '002':
        if (chunk.element === '__2') this.#rest = this.#rest.replace(/^ {1,2}/, '')
        this.#yearDay = Number(this.#take(chunk.element === '002' ? /^[0-9]{3}/ : /^[0-9]{1,3}/))
        break
      case 'PM':
      case 'pm':
        this.#half = this.#readHalf(chunk.element === 'PM')
        break
      case 'MST':
        this.#readAbbreviation()
        break
      case 'fraction':
        this.#readFraction(chunk.text)
        break
      case '15':
      case '3':
      case '03':
      case '4':
      case '04':
      case '5':
      case '05':
        this.#readClock(chunk.element, next)
        break
      default:
        this.#readOffset(chunk.element)
    }
  }

  #readYear(): number {
    // Go reads four bytes that begin with a digit as a number, so "2 06" is none and "2024x" leaves "x".
    const year = this.#take(/^[0-9].{3}/s)
    if (!/^[0-9]+$/.test(year)) throw new Mismatch()
    return Number(year)
  }

  #readClock(element: '15' | '3' | '03' | '4' | '04' | '5' | '05', next: Chunk | undefined): void {
    const value = this.#readNumber({ fixed: element.startsWith('0') })
    switch (element) {
      case '15':
        this.#hour = value
        this.#checkRange('hour', value < 24)
        break
      case '3':
      case '03':
        this.#hour = value
        this.#checkRange('hour', value <= 12)
        break
      case '4':
      case '04':
        this.#minute = value
        this.#checkRange('minute', value < 60)
        break
      case '5':
      case '05':
        this.#second = value
        this.#checkRange('second', value < 60)
        // Seconds may have a fraction that the layout does not mention.
        if (value < 60 && next?.element !== 'fraction') this.#readFractionAfterSeconds()
    }
  }

  #readFractionAfterSeconds(): void {
    const fraction = /^[.,][0-9]+/.exec(this.#rest)?.[0]
    if (fraction === undefined) return
    this.#rest = this.#rest.slice(fraction.length)
    this.#nanosecond = nanosecondsOf(fraction)
  }

  #readFraction(text: string): void {
    if (text[1] === '9') {
      this.#readFractionAfterSeconds()
      return
    }
    if (this.#rest.length < text.length) throw new Mismatch()
    const fraction = this.#rest.slice(0, text.length)
    if (!/^[.,][0-9]+$/.test(fraction)) throw new Mismatch()
    this.#rest = this.#rest.slice(text.length)
    this.#nanosecond = nanosecondsOf(fraction)
  }

  #readHalf(upperCase: boolean): 'am' | 'pm' {
    const half = this.#take(/^.{2}/s)
    if (half === (upperCase ? 'PM' : 'pm')) return 'pm'
    if (half === (upperCase ? 'AM' : 'am')) return 'am'
    throw new Mismatch()
  }

  #readOffset(element: ZoneElement): void {
    if (element.startsWith('Z') && this.#rest.startsWith('Z')) {
      this.#rest = this.#rest.slice(1)
      this.#isUtc = true
      return
    }
    const size = element.length
    if (this.#rest.length < size) throw new Mismatch()
    const text = this.#rest.slice(0, size)
    const parts = OFFSET_FORMS[element.slice(1)]?.exec(text)
    if (!parts) throw new Mismatch()
    const [, sign, hours = '', minutes = '00', seconds = '00'] = parts
    this.#rest = this.#rest.slice(size)
    if (![hours, minutes, seconds].every((part) => /^[0-9]{2}$/.test(part))) throw new Mismatch()
    if (Number(hours) > 24) this.#outOfRange = 'time zone offset hour'
    if (Number(minutes) > 60) this.#outOfRange = 'time zone offset minute'
    if (Number(seconds) > 60) this.#outOfRange = 'time zone offset second'
    const offset = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
    if (sign !== '+' && sign !== '-') throw new Mismatch()
    this.#offsetSeconds = sign === '-' ? -offset : offset
  }

  #readAbbreviation(): void {
    if (this.#rest.startsWith('UTC')) {
      this.#rest = this.#rest.slice(3)
      this.#isUtc = true
      return
    }
    const length = abbreviationLength(this.#rest)
    if (length === 0) throw new Mismatch()
    this.#abbreviation = this.#rest.slice(0, length)
    this.#rest = this.#rest.slice(length)
  }

  #readName(names: readonly string[], length?: number): number {
    const index = names.findIndex((name) => {
      const expected = name.slice(0, length)
      return this.#rest.slice(0, expected.length).toLowerCase() === expected.toLowerCase()
    })
    const found = names[index]
    if (found === undefined) throw new Mismatch()
    this.#rest = this.#rest.slice(length ?? found.length)
    return index
  }

  /** One or two digits; exactly two when `fixed`. */
  #readNumber(options: { fixed: boolean }): number {
    return Number(this.#take(options.fixed ? /^[0-9]{2}/ : /^[0-9]{1,2}/))
  }

  #take(pattern: RegExp): string {
    const found = pattern.exec(this.#rest)?.[0]
    if (found === undefined) throw new Mismatch()
    this.#rest = this.#rest.slice(found.length)
    return found
  }

  #checkRange(name: string, isInRange: boolean): void {
    if (!isInRange) this.#outOfRange = name
  }

  #finish(): ReadParts {
    if (this.#half === 'pm' && this.#hour < 12) this.#hour += 12
    if (this.#half === 'am' && this.#hour === 12) this.#hour = 0
    if (this.#yearDay >= 0) this.#applyYearDay()
    if (this.#month < 0) this.#month = 1
    if (this.#day < 0) this.#day = 1
    if (this.#day < 1 || this.#day > daysInMonth(this.#month, this.#year)) {
      throw this.#failure(': day out of range')
    }
    return {
      year: this.#year,
      month: this.#month,
      day: this.#day,
      hour: this.#hour,
      minute: this.#minute,
      second: this.#second,
      nanosecond: this.#nanosecond,
      isUtc: this.#isUtc,
      offsetSeconds: this.#offsetSeconds,
      abbreviation: this.#abbreviation,
    }
  }

  #applyYearDay(): void {
    let yearDay = this.#yearDay
    const isLeapDay = isLeapYear(this.#year) && yearDay === 60
    if (isLeapYear(this.#year) && yearDay > 60) yearDay--
    if (yearDay < 1 || yearDay > 365) throw this.#failure(': day-of-year out of range')
    let month = 1
    while (daysBeforeMonth(month + 1) < yearDay) month++
    const day = yearDay - daysBeforeMonth(month)
    const found = isLeapDay ? { month: 2, day: 29 } : { month, day }
    if (this.#month >= 0 && this.#month !== found.month) {
      throw this.#failure(': day-of-year does not match month')
    }
    this.#month = found.month
    if (this.#day >= 0 && this.#day !== found.day) {
      throw this.#failure(': day-of-year does not match day')
    }
    this.#day = found.day
  }

  #cannotParse(value: string, element: string): GoTimeError {
    const where = `cannot parse ${quoteForTime(value)} as ${quoteForTime(element)}`
    return new GoTimeError(
      `parsing time ${quoteForTime(this.#text)} as ${quoteForTime(this.#layout)}: ${where}`,
    )
  }

  #failure(what: string): GoTimeError {
    return new GoTimeError(`parsing time ${quoteForTime(this.#text)}${what}`)
  }
}

/** By the element without its first character: how a text of that length is cut up. */
const OFFSET_FORMS: Readonly<Record<string, RegExp>> = {
  '07': /^(.)(..)$/s,
  '0700': /^(.)(..)(..)$/s,
  '07:00': /^(.)(..):(..)$/s,
  '070000': /^(.)(..)(..)(..)$/s,
  '07:00:00': /^(.)(..):(..):(..)$/s,
}

/** Nine digits count, and the ninth is not rounded. */
function nanosecondsOf(fraction: string): number {
  return Number(fraction.slice(1, 10).padEnd(9, '0'))
}

/** How many characters at the front look like a zone's abbreviation; 0 for none. */
function abbreviationLength(text: string): number {
  if (text.length < 3) return 0
  if (text.startsWith('ChST') || text.startsWith('MeST')) return 4
  if (text.startsWith('GMT')) return 3 + signedHoursLength(text.slice(3))
  if (text.startsWith('+') || text.startsWith('-')) return signedHoursLength(text)
  const letters = /^[A-Z]{0,6}/.exec(text)?.[0] ?? ''
  switch (letters.length) {
    case 3:
      return 3
    case 4:
      return letters.endsWith('T') || letters === 'WITA' ? 4 : 0
    case 5:
      return letters.endsWith('T') ? 5 : 0
    default:
      return 0
  }
}

function signedHoursLength(text: string): number {
  const found = /^[+-]([0-9]+)/.exec(text)
  if (!found || Number(found[1]) > 23) return 0
  return found[0].length
}
