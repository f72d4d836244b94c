import { CONFIG_LIMITS, CONFIG_SHAPE_LIMITS, SCHEDULE_LIMITS } from '../base/limits.ts'
import { section } from './collection.ts'
import { withKeys } from './given-keys.ts'
import { type FileReading, OUTSIDE } from './read-file.ts'
import { quote, type Read, type Reader } from './reader.ts'
import { decodeUtf8, secretText } from './secrets.ts'
import { duration, type Shape, text } from './shape.ts'

/** A calendar file: its path as it is written, and what is in it. */
export type CalendarFile = { readonly name: string; readonly text: string }

/** A calendar whose events are shifts. */
export function calendarShape() {
  return withKeys(calendarKeys(), (written) =>
    written.has('file') === written.has('url')
      ? `Expected either "file" or "url" in a calendar, found ${written.has('file') ? 'both' : 'neither'}. Name one.`
      : undefined,
  )
}

function calendarKeys() {
  return section({
    title: 'a calendar',
    keys: {
      file: {
        shape: calendarFile(),
        required: false,
        hint: 'The path of an iCalendar file, relative to the configuration. It is read again when it changes.',
      },
      url: {
        shape: secretText({
          title: 'the address of a calendar',
          standIn: () => 'https://calendar.example/stand-in.ics',
          check: (address) =>
            /^https?:$/.test(URL.parse(address)?.protocol ?? '')
              ? undefined
              : 'Expected an address that begins with https:// or http://, found another text. Copy the address of the calendar in iCal format.',
        }),
        required: false,
        hint: 'Or the address at which it is fetched. Where that fails, the last good copy counts. *Secret.*',
      },
      every: {
        shape: duration({ leastMs: SCHEDULE_LIMITS.calendarEveryMsMin }),
        required: false,
        hint: 'How often it is fetched.',
        standard: '`15m`',
      },
    },
  })
}

function calendarFile(): Shape<CalendarFile> {
  const path = text({ title: 'the path of a file', example: 'duty.ics' })
  return {
    title: path.title,
    schema: path.schema,
    read(reader, spot) {
      const file = path.read(reader, spot)
      const content = file && contentOf(reader, file)
      return file && content !== undefined
        ? { value: { name: file.written ?? file.value, text: content }, at: file.at }
        : undefined
    },
  }
}

/** Undefined while it has not been read, and where it cannot be. */
function contentOf(reader: Reader, { value, written, at }: Read<string>): string | undefined {
  const path = reader.pathOf(value)
  if (reader.wanted.size >= CONFIG_SHAPE_LIMITS.secretFilesMax && !reader.wanted.has(path))
    return reader.invalid(
      at,
      `More than ${CONFIG_SHAPE_LIMITS.secretFilesMax} files are named. Use fewer.`,
    )
  reader.wanted.add(path)
  reader.large.add(path)
  const reading = reader.files.get(path)
  if (reading === undefined) return undefined
  const name = `The calendar ${quote(written ?? value)}`
  if (reading.kind !== 'read') return reader.invalid(at, `${name} ${UNREAD[reading.kind]}`)
  return (
    decodeUtf8(reading.bytes) ??
    reader.invalid(at, `${name} is not text in UTF-8. Is it the right one?`)
  )
}

const UNREAD: Readonly<Record<Exclude<FileReading['kind'], 'read'>, string>> = {
  absent:
    'does not exist. Create it, or correct the path: it is relative to the folder of the configuration.',
  denied: 'may not be read by this process. Give it permission.',
  notAFile: 'is not a plain file. Name a file.',
  outside: OUTSIDE,
  tooLarge: `is larger than ${CONFIG_LIMITS.calendarBytesMax} bytes. Take past events out.`,
  failed: 'cannot be read. Look at the disk it lies on.',
}
