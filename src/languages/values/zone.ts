// In: a zone's name and an instant. Out: the offset from UTC and the abbreviation that hold then.
// Names are those of the IANA database, with upper and lower case as it has them, as in Go.
// The machine's own zone plays no part: Go's Local is UTC here.
import { LANGUAGE_VALUE_LIMITS } from '../../base/limits.ts'
import { GoValue } from './kind.ts'
import { ZONE_DATA } from './zone-data.ts'

/** What holds in a zone at an instant: seconds east of UTC and the abbreviation (`CET`, `+08`). */
export type ZoneOffset = { readonly offsetSeconds: number; readonly abbreviation: string }

/** A zone's name that Go does not know; `message` is Go's. */
export class GoZoneError extends Error {
  override readonly name = 'GoZoneError'
}

/** Go's *time.Location. */
export class GoLocation extends GoValue {
  readonly goType = '*time.Location'
  readonly goKind = 'ptr'
  /** `UTC`, `Europe/Zurich`, … or the empty string for a nameless offset. */
  readonly name: string
  readonly #lookUp: (unixSeconds: number) => ZoneOffset
  readonly #offsetOf: (abbreviation: string, unixSeconds: number) => number | undefined

  constructor(options: {
    name: string
    lookUp: (unixSeconds: number) => ZoneOffset
    offsetOf: (abbreviation: string, unixSeconds: number) => number | undefined
  }) {
    super()
    this.name = options.name
    this.#lookUp = options.lookUp
    this.#offsetOf = options.offsetOf
  }

  /** What holds at the instant `unixSeconds` (seconds since 1970-01-01T00:00:00Z). */
  lookUp(unixSeconds: number): ZoneOffset {
    return this.#lookUp(unixSeconds)
  }

  /**
   * The offset in seconds that `abbreviation` stands for in this zone, for a wall clock time given as
   * `wallSeconds` (Unix seconds as if it were UTC); undefined when the zone has no such abbreviation.
   */
  offsetOf(abbreviation: string, wallSeconds: number): number | undefined {
    return this.#offsetOf(abbreviation, wallSeconds)
  }

  override goString(): string {
    return this.name
  }

  /** A zone has no fields that others may see. */
  override goJson(): string {
    return '{}'
  }

  override toString(): string {
    return this.name
  }
}

/** A zone with one offset for all times, as Go's time.FixedZone. */
export function fixedZone(name: string, offsetSeconds: number): GoLocation {
  const always: ZoneOffset = { offsetSeconds, abbreviation: name }
  return new GoLocation({
    name,
    lookUp: () => always,
    offsetOf: (abbreviation) => (abbreviation === name ? offsetSeconds : undefined),
  })
}

export const utcZone: GoLocation = fixedZone('UTC', 0)

/** Go's time.Local: the machine's zone there, UTC under the name `Local` here. */
export const localZone: GoLocation = new GoLocation({
  name: 'Local',
  lookUp: (unixSeconds) => utcZone.lookUp(unixSeconds),
  offsetOf: (abbreviation, wallSeconds) => utcZone.offsetOf(abbreviation, wallSeconds),
})

const loaded = new Map<string, GoLocation>()

/**
 * Go's time.LoadLocation: `""` and `UTC` are UTC, `Local` is Local, else an IANA name.
 * Throws GoZoneError with Go's text.
 */
export function loadLocation(name: string): GoLocation {
  if (name === '' || name === 'UTC') return utcZone
  if (name === 'Local') return localZone
  const known = loaded.get(name)
  if (known) return known
  if (name.includes('..') || name.startsWith('/') || name.startsWith('\\')) {
    throw new GoZoneError('time: invalid location name')
  }
  const spec = zoneSpecs().get(name)
  if (spec === undefined) throw new GoZoneError(`unknown time zone ${name}`)
  const location = ianaZone(name, readSpec(spec))
  loaded.set(name, location)
  return location
}

const specs = new Map<string, string>()

/** What ZONE_DATA says of each name; taken apart when the first zone is loaded. */
function zoneSpecs(): ReadonlyMap<string, string> {
  if (specs.size > 0) return specs
  for (const entry of ZONE_DATA.split('|')) {
    const [names = '', spec = ''] = entry.split('=')
    for (const name of names.split(',')) specs.set(name, spec)
  }
  return specs
}

/** An offset's abbreviations, the oldest first, each with the instant from which it holds. */
type Abbreviations = readonly { readonly text: string; readonly since: number }[]

function readSpec(spec: string): ReadonlyMap<number, Abbreviations> {
  const offsets = new Map<number, Abbreviations>()
  for (const part of spec.split(';')) {
    const [offset = '', ...texts] = part.split(' ')
    if (offset === '') continue
    const abbreviations = texts.map((text) => {
      const [name = '', since] = text.split('@')
      return { text: name, since: since === undefined ? Number.NEGATIVE_INFINITY : Number(since) }
    })
    offsets.set(Number(offset), abbreviations)
  }
  return offsets
}

function ianaZone(name: string, offsets: ReadonlyMap<number, Abbreviations>): GoLocation {
  const offsetAt = offsetReader(name)
  const lookUp = (unixSeconds: number): ZoneOffset => {
    const offsetSeconds = offsetAt(unixSeconds)
    const texts = offsets.get(offsetSeconds)
    const abbreviation = texts?.findLast((entry) => entry.since <= unixSeconds)?.text
    return { offsetSeconds, abbreviation: abbreviation ?? numericAbbreviation(offsetSeconds) }
  }
  const offsetOf = (abbreviation: string, wallSeconds: number): number | undefined => {
    const candidates = [...offsets]
      .filter(([, texts]) => texts.some((entry) => entry.text === abbreviation))
      .map(([offsetSeconds]) => offsetSeconds)
    const valid = candidates.find(
      (offsetSeconds) => lookUp(wallSeconds - offsetSeconds).abbreviation === abbreviation,
    )
    return valid ?? candidates[0]
  }
  return new GoLocation({ name, lookUp, offsetOf })
}

/** `+05`, `-0330`: how tzdata abbreviates zones without letters of their own. */
function numericAbbreviation(offsetSeconds: number): string {
  const size = Math.abs(offsetSeconds)
  const hours = String(Math.trunc(size / 3600)).padStart(2, '0')
  const minutes = Math.trunc(size / 60) % 60
  const seconds = size % 60
  const tail = minutes === 0 && seconds === 0 ? '' : String(minutes).padStart(2, '0')
  const last = seconds === 0 ? '' : String(seconds).padStart(2, '0')
  return `${offsetSeconds < 0 ? '-' : '+'}${hours}${tail}${last}`
}

const QUARTER_HOUR = 900
/** Since then every zone changes on full quarters of an hour of UTC. */
const REGULAR_SINCE = 63_072_000
const YEARS_400_SECONDS = 146_097 * 86_400
/** The runtime's calendar ends near the year 275760; the rules repeat every 400 years long before. */
const FAR_FUTURE = 32_503_680_000
const FAR_PAST = -5_364_662_400

/** Reads a zone's offset in seconds at an instant, remembering the latest quarters of an hour. */
function offsetReader(timeZone: string): (unixSeconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const quarters = new Map<number, number>()
  return (unixSeconds) => {
    const seconds = nearbyYear(unixSeconds)
    if (seconds < REGULAR_SINCE) return readOffset(format.format(seconds * 1000))
    const quarter = Math.floor(seconds / QUARTER_HOUR)
    const known = quarters.get(quarter)
    if (known !== undefined) return known
    const offset = readOffset(format.format(quarter * QUARTER_HOUR * 1000))
    if (quarters.size >= LANGUAGE_VALUE_LIMITS.zoneQuartersMax) quarters.clear()
    quarters.set(quarter, offset)
    return offset
  }
}

function nearbyYear(unixSeconds: number): number {
  if (unixSeconds < FAR_PAST) return FAR_PAST
  if (unixSeconds < FAR_FUTURE) return unixSeconds
  return FAR_FUTURE - YEARS_400_SECONDS + ((unixSeconds - FAR_FUTURE) % YEARS_400_SECONDS)
}

/** The seconds in `1/2/2024, GMT+05:30`; `GMT` alone is zero. */
function readOffset(formatted: string): number {
  const parts = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(formatted)
  if (parts?.[1] === undefined) return 0
  const size = Number(parts[2]) * 3600 + Number(parts[3]) * 60 + Number(parts[4] ?? 0)
  return parts[1] === '-' ? -size : size
}
