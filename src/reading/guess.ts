/**
 * What a chat message probably says: whether something is wrong or over, and how bad it is. It was
 * written for people, so this is a guess, and the event says from which words it was made.
 */
import type { EventKind } from '../model/event.ts'
import type { Severity } from '../model/severity.ts'
import type { LocalText } from '../model/text.ts'
import { type ChatWords, type Meaning, nameKey } from './chat-words.ts'
import type { Pair } from './markup.ts'

/** A message as it is judged. */
export type Judged = {
  readonly title: string
  /** All its lines without markup, the title not among them. */
  readonly lines: readonly string[]
  readonly pairs: readonly Pair[]
  readonly colours: readonly string[]
}

export type Guess = {
  readonly kind: EventKind
  readonly severity: Severity
  /** The guess in words, with what it was made from. */
  readonly reason: LocalText
}

/** Judges by the lines that say it outright, then by the title, the text, and the colours. */
export function guess(message: Judged, words: ChatWords): Guess {
  const kind = kindOf(message, words)
  const level = levelOf(message, words)
  return {
    kind: kind.value,
    severity: severityOf(kind.value, level),
    reason: reasonOf(kind, level),
  }
}

/** A thing that was read, and the words that it was read from. */
type Found<Value> = { readonly value: Value; readonly from: string | undefined }

function kindOf(message: Judged, words: ChatWords): Found<EventKind> {
  for (const { name, value } of message.pairs) {
    if (!STATUS_NAMES.has(nameKey(name))) continue
    const found = kindIn(value, words) ?? normalIn(value)
    if (found !== undefined) return found
  }
  for (const line of [message.title, ...message.lines]) {
    const found = kindIn(line, words)
    if (found !== undefined) return found
  }
  return colourKind(message.colours) ?? { value: 'notice', from: undefined }
}

const STATUS_NAMES = new Set(
  'status|state|alert status|alert state|alertstate|状态|告警状态|报警状态|事件状态|当前状态'.split(
    '|',
  ),
)

/** As a status, these words alone say that all is well; in a sentence they do not. */
function normalIn(value: string): Found<EventKind> | undefined {
  return /^(?:normal|healthy|up|正常|健康)$/i.test(value.trim())
    ? { value: 'resolved', from: value.trim() }
    : undefined
}

/** In one line the end stands before the problem: both words are in "alert resolved". */
function kindIn(line: string, { patterns }: ChatWords): Found<EventKind> | undefined {
  const resolved = wordIn(line, patterns.resolved)
  if (resolved !== undefined) {
    return resolved.isDenied
      ? { value: 'firing', from: resolved.text }
      : { value: 'resolved', from: resolved.text }
  }
  const firing = wordIn(line, patterns.firing)
  return firing === undefined || firing.isDenied
    ? undefined
    : { value: 'firing', from: firing.text }
}

type Word = { readonly text: string; readonly isDenied: boolean }

/** The first word that counts, or the first that is denied: "not resolved". */
function wordIn(line: string, pattern: RegExp): Word | undefined {
  let denied: Word | undefined
  for (const match of line.matchAll(pattern)) {
    const [before] = DENIAL.exec(line.slice(Math.max(0, match.index - 12), match.index)) ?? []
    if (before === undefined) return { text: match[0], isDenied: false }
    denied ??= { text: before + match[0], isDenied: true }
  }
  return denied
}

const DENIAL =
  /(?:\b(?:not|no|never|without|non|unable to|failed to)[ -](?:yet )?|尚未|未|没有|没|无法|无|不能|不)\s?$/i

function colourKind(colours: readonly string[]): Found<EventKind> | undefined {
  const colour = colours.find((one) => COLOUR_KINDS.has(one))
  const value = COLOUR_KINDS.get(colour ?? '')
  return value === undefined ? undefined : { value, from: colour }
}

const COLOUR_KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['red', 'firing'],
  ['carmine', 'firing'],
  ['orange', 'firing'],
  ['danger', 'firing'],
  ['warning', 'firing'],
  ['green', 'resolved'],
  ['good', 'resolved'],
])

function levelOf(message: Judged, words: ChatWords): Found<Severity> | undefined {
  for (const { name, value } of message.pairs) {
    if (!LEVEL_NAMES.has(nameKey(name))) continue
    const plain = PLAIN_LEVELS.get(value.trim().toLowerCase())
    if (plain !== undefined) return { value: plain, from: value.trim() }
    const found = levelIn(value, words)
    if (found !== undefined) return found
  }
  for (const line of [message.title, ...message.lines]) {
    const found = levelIn(line, words)
    if (found !== undefined) return found
  }
  return undefined
}

const LEVEL_NAMES = new Set(
  'severity|level|priority|alert level|alert severity|级别|等级|告警级别|告警等级|报警级别|报警等级|严重程度|严重性|优先级|事件级别|事件等级'.split(
    '|',
  ),
)

/** As a level, these words alone are one; in a sentence they are not. */
const PLAIN_LEVELS: ReadonlyMap<string, Severity> = new Map([
  ['high', 'error'],
  ['高', 'error'],
  ['重要', 'error'],
  ['medium', 'warning'],
  ['average', 'warning'],
  ['minor', 'warning'],
  ['中', 'warning'],
  ['一般', 'warning'],
  ['次要', 'warning'],
  ['info', 'info'],
  ['information', 'info'],
  ['notice', 'info'],
  ['low', 'info'],
  ['p4', 'info'],
  ['p5', 'info'],
  ['低', 'info'],
  ['提示', 'info'],
  ['通知', 'info'],
  ['信息', 'info'],
])

function levelIn(line: string, { patterns }: ChatWords): Found<Severity> | undefined {
  for (const meaning of LOUD_LEVELS) {
    const word = wordIn(line, patterns[meaning])
    if (word !== undefined && !word.isDenied) return { value: meaning, from: word.text }
  }
  return undefined
}

const LOUD_LEVELS = ['critical', 'error', 'warning'] as const satisfies readonly Meaning[]

/** What is over is `info`; a problem of which nothing more is known is a warning. */
function severityOf(kind: EventKind, level: Found<Severity> | undefined): Severity {
  if (kind === 'resolved') return 'info'
  return level?.value ?? (kind === 'firing' ? 'warning' : 'info')
}

function reasonOf(kind: Found<EventKind>, level: Found<Severity> | undefined): LocalText {
  const parts = [kindReason(kind)]
  if (level !== undefined && kind.value !== 'resolved') {
    parts.push({
      en: `${level.value}, from “${level.from}”`,
      zh: `级别 ${level.value}，依据“${level.from}”`,
    })
  }
  return {
    en: parts.map(({ en }) => en).join('; '),
    zh: parts.map(({ zh }) => zh).join('；'),
  }
}

function kindReason({ value, from }: Found<EventKind>): { en: string; zh: string } {
  if (from === undefined) {
    return {
      en: 'a notice: it has no word for a problem or for its end',
      zh: '通知：未出现告警或恢复的字样',
    }
  }
  return value === 'resolved'
    ? { en: `resolved, from “${from}”`, zh: `已恢复，依据“${from}”` }
    : { en: `firing, from “${from}”`, zh: `告警中，依据“${from}”` }
}
