import { createHash } from 'node:crypto'
import { dirname, isAbsolute, join } from 'node:path'
import { assert } from '../base/assert.ts'
import type { ErrorCode } from '../base/errors.ts'
import { CONFIG_LIMITS } from '../base/limits.ts'
import { Secret } from '../base/secret.ts'
import type { Configuration, MessageTemplate } from '../model/configuration.ts'
import { assemble, shortDigest } from './assemble.ts'
import { type Adapters, configurationShape, type ReadConfiguration } from './definition.ts'
import { type LinesOf, type ReadDocument, readDocument } from './document.ts'
import { excerptAt, type Visible } from './excerpt.ts'
import {
  type Finding,
  Findings,
  type Place,
  type Problem,
  type Warning,
  type WarningCode,
} from './problem.ts'
import { type FileReading, OUTSIDE, type ReadFile } from './read-file.ts'
import { type FilledText, quote, Reader, type WrittenSecret } from './reader.ts'
import { decodeUtf8 } from './secrets.ts'
import type { Environment } from './substitute.ts'
import { warn } from './warn.ts'

export type LoadOptions = {
  /** Of the configuration; secret files are found from its folder. */
  readonly path: string
  readonly environment: Environment
  readonly readFile: ReadFile
  readonly adapters: Adapters
  /** Why a template fails for a sample message, as sentences: reported as warnings. */
  readonly tryTemplate?: (template: MessageTemplate) => readonly string[]
  /**
   * Secrets whose variable or file is not there are stood in for, so that a configuration can be
   * looked at where its secrets are not. Nothing can be sent with what comes out.
   */
  readonly withoutSecrets?: boolean
  /** References may only stand where a secret is expected: for a text that people see and change who are not to see what they stand for. */
  readonly referencesAreSecret?: boolean
}

/** What was read, whether or not it could be used. */
type Looked = {
  /** The configuration and the secret files that it names: what to look at for changes. */
  readonly files: readonly string[]
  /** Differs when any of the files does. Kept from view: a digest of a short secret can be guessed. */
  readonly fingerprint: Secret
}

/** What a text holds beside its meaning. */
export type Written = {
  /** In the order of the text. */
  readonly secrets: readonly WrittenSecret[]
  /** Values that references gave and that are no secret. */
  readonly filled: readonly FilledText[]
  /** The environment variables that it names. */
  readonly variables: ReadonlySet<string>
}

/** What came of loading. `omitted` is how many problems there are beyond those listed. */
export type Loading = Looked &
  (
    | {
        readonly kind: 'loaded'
        readonly configuration: Configuration
        readonly warnings: readonly Warning[]
        readonly written: Written
      }
    | { readonly kind: 'broken'; readonly problems: readonly Problem[]; readonly omitted: number }
  )

/** Reads the configuration and everything it names. It never rejects for what the files hold. */
export async function load(options: LoadOptions): Promise<Loading> {
  const { path, readFile } = options
  const main = await readFile(path, { bytesMax: CONFIG_LIMITS.fileBytesMax })
  const files = new Map<string, FileReading>([[path, main]])
  const text = main.kind === 'read' ? decodeUtf8(main.bytes) : undefined
  if (main.kind !== 'read' || text === undefined) {
    const problem = unreadable(path, main.kind)
    return { kind: 'broken', problems: [problem], omitted: 0, ...looked(files) }
  }
  const syntax = new Findings<ErrorCode>()
  const parsed: Parsed = { ...readDocument(text, syntax), text, syntax }
  const first = interpret(parsed, options, new Map())
  if (first.kind !== 'wants') return { ...first, ...looked(files) }
  const secrets = new Map<string, FileReading>()
  for (const secret of first.files)
    secrets.set(secret, await readFile(secret, { bytesMax: boundOf(secret, first.large) }))
  const second = interpret(parsed, options, secrets)
  assert(second.kind !== 'wants', 'a configuration names the same files each time it is read')
  return { ...second, ...looked(new Map([...files, ...secrets])) }
}

/** A calendar may be larger than a secret. */
function boundOf(file: string, large: ReadonlySet<string>): number {
  return large.has(file) ? CONFIG_LIMITS.calendarBytesMax : CONFIG_LIMITS.secretBytesMax
}

function looked(files: ReadonlyMap<string, FileReading>): Looked {
  return { files: [...files.keys()], fingerprint: fingerprintOf(files) }
}

/** A digest over files and what came of reading them. */
export function fingerprintOf(files: ReadonlyMap<string, FileReading>): Secret {
  const hash = createHash('sha256')
  for (const [path, reading] of files) {
    const bytes = reading.kind === 'read' ? reading.bytes : new Uint8Array()
    hash.update(`${JSON.stringify([path, reading.kind, bytes.length])}\n`).update(bytes)
  }
  return new Secret(hash.digest('hex'))
}

const UNREADABLE: Readonly<Record<FileReading['kind'], string>> = {
  read: 'is not text in UTF-8. Save it in that encoding.',
  absent:
    'does not exist. Create it (examples/tocsin.yaml is a start), or name another with --config.',
  denied: 'may not be read by this process. Give it permission.',
  notAFile: 'is not a plain file. Name the file itself.',
  outside: OUTSIDE,
  tooLarge: `is larger than ${CONFIG_LIMITS.fileBytesMax} bytes. Split it, or use fewer policies.`,
  failed: 'cannot be read. Look at the disk it lies on.',
}

function unreadable(path: string, kind: FileReading['kind']): Problem {
  const message = `The configuration ${quote(path)} ${UNREADABLE[kind]}`
  const code = kind === 'read' ? 'TOCSIN_CONFIG_SYNTAX' : 'TOCSIN_CONFIG_NOT_FOUND'
  return { code, file: path, line: 1, column: 1, message }
}

type Result =
  | {
      kind: 'loaded'
      configuration: Configuration
      warnings: readonly Warning[]
      written: Written
    }
  | { kind: 'broken'; problems: readonly Problem[]; omitted: number }

type Parsed = ReadDocument & { readonly text: string; readonly syntax: Findings<ErrorCode> }

type Interpreted =
  | Result
  | {
      readonly kind: 'wants'
      readonly files: ReadonlySet<string>
      readonly large: ReadonlySet<string>
    }

/** Parsed text and secret files to a configuration, or the secret files without which it cannot be read. */
function interpret(
  { text, syntax, linesOf, document }: Parsed,
  options: LoadOptions,
  files: ReadonlyMap<string, FileReading>,
): Interpreted {
  const { path, environment, adapters, tryTemplate } = options
  const { withoutSecrets = false, referencesAreSecret = false } = options
  const findings = document === undefined ? syntax : new Findings<ErrorCode>()
  const lineOf = (place: Place) => linesOf(place.from).line
  const pathOf = (written: string) => (isAbsolute(written) ? written : join(dirname(path), written))
  const targets = document?.targets ?? new Map()
  const reader = new Reader({
    ...{ text, targets, environment, files, pathOf, lineOf, findings, withoutSecrets },
    referencesAreSecret,
  })
  const show = { file: path, linesOf, visible: { text, places: reader.visible } }
  const read = document && readRoot(reader, document.root, adapters)
  if ([...reader.wanted].some((file) => !files.has(file)))
    return { kind: 'wants', files: reader.wanted, large: reader.large }
  if (read === undefined) return broken(findings, show)
  const configuration = assemble({
    ...{ read, revision: shortDigest(text), adapters, findings, lineOf },
    file: path,
  })
  if (!findings.isEmpty) return broken(findings, show)
  const warnings = new Findings<WarningCode>()
  warn({ configuration, read, findings: warnings, tryTemplate })
  const { findings: ordered } = warnings.ordered()
  const shown = ordered.map((finding) => positioned(finding, show))
  const secrets = [...reader.secrets.values()].sort((one, other) => one.at.from - other.at.from)
  const written = { secrets, filled: [...reader.filled.values()], variables: reader.variables }
  return { kind: 'loaded', configuration, warnings: shown, written }
}

function readRoot(
  reader: Reader,
  root: unknown,
  adapters: Adapters,
): ReadConfiguration | undefined {
  const at = { from: 0, to: 0 }
  return configurationShape(adapters).read(reader, { node: root, at, name: 'tocsin.yaml' })?.value
}

type Show = { readonly file: string; readonly linesOf: LinesOf; readonly visible: Visible }

function broken(found: Findings<ErrorCode>, show: Show): Result {
  const { findings, omitted } = found.ordered()
  const problems = findings.map((finding) => positioned(finding, show))
  return { kind: 'broken', problems, omitted }
}

function positioned<Code>({ code, at, message }: Finding<Code>, { file, linesOf, visible }: Show) {
  return { code, file, ...linesOf(at.from), message, excerpt: excerptAt(visible, at.from) }
}
