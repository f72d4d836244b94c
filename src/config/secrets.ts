import { isMap, isScalar, type YAMLMap } from 'yaml'
import { CONFIG_LIMITS, CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import { Secret } from '../base/secret.ts'
import { readKeys } from './collection.ts'
import { placeOf } from './document.ts'
import type { Place } from './problem.ts'
import { type FileReading, OUTSIDE } from './read-file.ts'
import { quote, type Read, type Reader } from './reader.ts'
import { type JsonSchema, readText, type Shape, type Spot, text } from './shape.ts'

type SecretOptions = {
  readonly title: string
  /** What is wrong with the text, as sentences that do not quote it. */
  readonly check?: (revealed: string) => string | undefined
  /** Words that stand for themselves and are no secret. */
  readonly plain?: readonly string[]
  /** What stands in where the secret is not there, made from how it is written. */
  readonly standIn: (written: string) => string
}

const FILE_KEYS = {
  file: {
    shape: text({ title: 'the path of a file', example: 'secrets/key' }),
    required: true,
    hint: 'Path of the file that holds the secret, relative to the configuration.',
  },
} as const

const SECRET_SCHEMA: JsonSchema = {
  anyOf: [
    { type: 'string', minLength: 1 },
    {
      type: 'object',
      properties: { file: { type: 'string', minLength: 1 } },
      required: ['file'],
      additionalProperties: false,
    },
  ],
}

/** A text that is never shown: written in place, from the environment, or `{ file: path }`. */
export function secretText(options: SecretOptions): Shape<Secret> {
  return {
    title: options.title,
    schema: SECRET_SCHEMA,
    read(reader, spot) {
      const missing = missingSecret(reader, spot)
      if (missing !== undefined) {
        const value = options.standIn(missing.value)
        return { value: new Secret(value), at: missing.at }
      }
      const read = readSecret(reader, spot, options.title)
      if (read === undefined) return undefined
      noteWritten(reader, read, options.plain)
      const fault = options.check?.(read.value)
      if (fault === undefined) return { value: new Secret(read.value), at: read.at }
      return reader.invalid(read.at, fault)
    },
  }
}

/** Notes a secret that no reference to the environment stands for. */
function noteWritten(
  reader: Reader,
  { value, at, replaced = false, isInFile = false }: FoundSecret,
  plain: readonly string[] = [],
): void {
  if (replaced || plain.includes(value)) return
  reader.secrets.set(at.from, { at, value: new Secret(value), isInFile })
}

type FoundSecret = Read<string> & { readonly replaced?: boolean; readonly isInFile?: boolean }

/** How a secret is written that is not there and may be stood in for. */
function missingSecret(reader: Reader, spot: Spot): Read<string> | undefined {
  if (!reader.withoutSecrets) return undefined
  const node = reader.resolve(spot.node)
  if (isMap(node)) return missingFile(reader, node)
  if (!isScalar(node) || typeof node.value !== 'string') return undefined
  const isMissing = reader.missingIn(node.value).length > 0
  return isMissing ? { value: node.value, at: placeOf(node) } : undefined
}

function missingFile(reader: Reader, node: YAMLMap): Read<string> | undefined {
  const written = node.get('file')
  if (typeof written !== 'string') return undefined
  const reading = reader.files.get(reader.pathOf(written))
  const isMissing = reading?.kind === 'absent' || reading?.kind === 'denied'
  return isMissing ? { value: written, at: placeOf(node) } : undefined
}

function readSecret(reader: Reader, spot: Spot, title: string): FoundSecret | undefined {
  const node = reader.resolve(spot.node)
  if (!isMap(node)) return readText(reader, spot, { expected: title, secret: true })
  const file = readKeys(reader, node, { title: 'a secret file', keys: FILE_KEYS }).get('file')
  if (file === undefined) return undefined
  const value = secretOfFile(reader, file)
  return value === undefined ? undefined : { value, at: placeOf(node), isInFile: true }
}

/** The text of a secret file; undefined while it has not been read, and where it cannot be. */
function secretOfFile(reader: Reader, file: Read<string>): string | undefined {
  const { at } = file
  const path = reader.pathOf(file.value)
  if (reader.wanted.size >= CONFIG_SHAPE_LIMITS.secretFilesMax && !reader.wanted.has(path))
    return reader.invalid(
      at,
      `More than ${CONFIG_SHAPE_LIMITS.secretFilesMax} secret files are named. Use fewer.`,
    )
  reader.wanted.add(path)
  const reading = reader.files.get(path)
  if (reading === undefined) return undefined
  if (reading.kind === 'read') return contentOf(reader, reading.bytes, file)
  return wrongFile(reader, at, `${nameOf(file)} ${UNREAD[reading.kind]}`)
}

const UNREAD: Readonly<Record<Exclude<FileReading['kind'], 'read'>, string>> = {
  absent:
    'does not exist. Create it, or correct the path: it is relative to the folder of the configuration.',
  denied: 'may not be read by this process. Give it permission.',
  notAFile: 'is not a plain file. Name a file.',
  outside: OUTSIDE,
  tooLarge: `is larger than ${CONFIG_LIMITS.secretBytesMax} bytes. Is it the right one?`,
  failed: 'cannot be read. Look at the disk it lies on.',
}

function contentOf(reader: Reader, bytes: Uint8Array, file: Read<string>): string | undefined {
  const name = nameOf(file)
  const content = decodeUtf8(bytes)
  if (content === undefined)
    return wrongFile(reader, file.at, `${name} is not text in UTF-8. Is it the right one?`)
  const secret = content.replace(/\r?\n$/, '')
  if (secret.trim() !== '') return secret
  return wrongFile(reader, file.at, `${name} is empty. Write the secret into it.`)
}

function nameOf({ written, value }: Read<string>): string {
  return `The secret file ${quote(written ?? value)}`
}

function wrongFile(reader: Reader, at: Place, message: string): undefined {
  return reader.wrong('TOCSIN_CONFIG_SECRET', at, message)
}

/** The text of UTF-8 bytes, without a byte order mark; undefined for other bytes. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // The decoder's only complaint is that the bytes are not UTF-8.
    return undefined
  }
}
