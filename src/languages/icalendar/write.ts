import { isoTime } from '../../base/clock.ts'

/** An event of a calendar that is handed out. Instants in UTC milliseconds. */
export type FeedEvent = {
  /** Stays the same for as long as the event is the same one. */
  readonly uid: string
  readonly from: number
  readonly until: number
  readonly summary: string
  readonly description?: string
}

/** A calendar as iCalendar (RFC 5545), for apps that subscribe to it. `madeAt` is when it was written. */
export function calendarText({
  name,
  events,
  madeAt,
}: {
  name: string
  events: readonly FeedEvent[]
  madeAt: number
}): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Tocsin//On-call//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
    ...events.flatMap((event) => [
      'BEGIN:VEVENT',
      `UID:${escaped(event.uid)}`,
      `DTSTAMP:${instant(madeAt)}`,
      `DTSTART:${instant(event.from)}`,
      `DTEND:${instant(event.until)}`,
      `SUMMARY:${escaped(event.summary)}`,
      ...(event.description === undefined ? [] : [`DESCRIPTION:${escaped(event.description)}`]),
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

function instant(at: number): string {
  return `${isoTime(at).replace(/[-:]/g, '').slice(0, 15)}Z`
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, ' ')
}

const LINE_BYTES_MAX = 75

/** A line of at most 75 bytes, and behind it lines that begin with a blank; no character is cut in two. */
function folded(line: string): string {
  let result = ''
  let bytes = 0
  for (const character of line) {
    const length = Buffer.byteLength(character)
    if (bytes + length > LINE_BYTES_MAX) {
      result += '\r\n '
      bytes = 1
    }
    result += character
    bytes += length
  }
  return result
}
