import { GENERIC_LIMITS, INGEST_LIMITS } from '../../base/limits.ts'
import { parseEpoch, parseIsoTime } from '../../base/time.ts'
import type { EventField, EventKind, EventLink, ParsedEvent } from '../../model/event.ts'
import { instantOf, localTimeAt } from '../../model/local-time.ts'
import type { Severity } from '../../model/severity.ts'
import {
  boundedFields,
  boundedLabels,
  boundedName,
  boundedTitle,
  cutToBytes,
  keyOf,
} from '../../reading/bounds.ts'
import { digestOf, field } from '../../reading/parts.ts'
import type { Look } from './look.ts'
import { textOf } from './look.ts'
import { kindByWord, severityByWord } from './words.ts'

/** The event of one entry, whose text is `raw`; undefined where a condition ignores it. */
export function eventOf(look: Look, raw: string): ParsedEvent | undefined {
  if (look.condition('ignored') === true) return undefined
  const status = look.text('status')
  const kind = kindOf(look, status)
  const title = look.text('title')
  const name = boundedName(look.text('name') ?? title ?? NAMELESS)
  const labels = labelsOf(look)
  const dedupKey = dedupKeyOf(look, { name, title, labels, raw })
  const severity = severityOf(look)
  const sourceAt = timeOf(look, kind)
  const links = linksOf(look)
  const text = textPart(look, title)
  const shown = new Set([title, status, name, ...labels.map(([, value]) => value)])
  return {
    kind,
    dedupKey,
    deliveryKey: keyOf(digestOf(raw), kind, dedupKey, sourceAt?.toString()),
    name,
    title: boundedTitle(title ?? UNTITLED),
    severity,
    ...(status === undefined ? {} : { status: boundedName(status) }),
    ...(sourceAt === undefined ? { recurs: true as const } : { sourceAt }),
    labels: boundedLabels(Object.fromEntries(labels)),
    fields: boundedFields([
      ...field('Details', '详情', text),
      ...fieldsOf(look, shown),
      ...links.plain,
    ]),
    links: links.secure,
    raw: cleaned(raw),
  }
}

const NAMELESS = 'Event'
const UNTITLED = { en: 'An event without a title', zh: '无标题的事件' }

function cleaned(raw: string): string {
  return raw.toWellFormed().replaceAll('\0', '\u{fffd}')
}

/** A condition decides where there is one, else the sender's word. */
function kindOf(look: Look, status: string | undefined): EventKind {
  const notice = look.condition('notice')
  const resolved = look.condition('resolved')
  const acknowledged = look.condition('acknowledged')
  const word = status === undefined ? 'firing' : kindByWord(status)
  const kind = ((): EventKind => {
    if (notice === true) return 'notice'
    if (resolved ?? word === 'resolved') return 'resolved'
    return (acknowledged ?? word === 'acknowledged') ? 'acknowledged' : 'firing'
  })()
  const bySetting = [notice, resolved, acknowledged].includes(true)
  const byWord = !bySetting && status !== undefined
  look.note({
    part: 'kind',
    value: kind,
    by: bySetting ? 'setting' : byWord ? 'guess' : 'default',
    from: byWord ? `status ${JSON.stringify(status)}` : '',
    problems: [],
  })
  return kind
}

function severityOf(look: Look): Severity {
  const { severities } = look.plan
  const word = look.text('severity')
  const others = severities.get('*')
  if (word === undefined) return others ?? 'warning'
  const severity = severities.get(word.toLowerCase()) ?? severityByWord(word)
  if (severity !== undefined) return severity
  look.note({
    part: 'severities',
    value: others ?? 'warning',
    by: others === undefined ? 'default' : 'setting',
    from: others === undefined ? '' : '*',
    problems: others === undefined ? [unknownSeverity(word)] : [],
  })
  return others ?? 'warning'
}

function unknownSeverity(word: string) {
  const short = JSON.stringify(cutToBytes(word, INGEST_LIMITS.labelBytesMax))
  return {
    en: `No severity is known by the word ${short}: it is taken for a warning. Say under severities what it means.`,
    zh: `无法识别级别 ${short}，按 warning 处理。请在 severities 中说明其含义。`,
  }
}

type Pair = readonly [name: string, value: string]

function labelsOf(look: Look): readonly Pair[] {
  const isMapped = look.plan.labels.size > 0
  const guessed = isMapped ? [] : look.guesses.labels()
  const pairs: Pair[] = isMapped ? [...look.map('labels')] : []
  for (const { name, value, path } of guessed) {
    const text = textOf(value) ?? ''
    pairs.push([name, text])
    look.note({ part: `labels.${name}`, value: text, by: 'guess', from: path, problems: [] })
  }
  const labels = new Map<string, string>()
  for (const [given, value] of pairs) {
    const name = cutToBytes(boundedName(given), GENERIC_LIMITS.nameBytesMax)
    if (name !== '' && !RESERVED.has(name) && !labels.has(name)) labels.set(name, value)
  }
  return [...labels]
}

/** Labels that the hub gives; what a sender calls so is a part of the event anyway. */
const RESERVED: ReadonlySet<string> = new Set(['severity', 'source', 'kind', '__proto__'])

type Identity = {
  readonly name: string
  readonly title: string | undefined
  readonly labels: readonly Pair[]
  readonly raw: string
}

/**
 * What stays the same from a problem's beginning to its end: what is mapped, else a usual key, else what it is called and
 * what it is about. The name alone would make one alert of what happens in ten places.
 */
function dedupKeyOf(look: Look, { name, title, labels, raw }: Identity): string {
  const key = look.text('dedupKey')
  if (key !== undefined) return keyOf(key)
  const about = labels.filter(([label]) => PLACES.has(label.toLowerCase()))
  const isNamed = name !== NAMELESS && name !== title
  const isNothing = !isNamed && title === undefined
  // What has no name at all is known by all that it says: two such must not become one alert.
  const subject = isNothing ? digestOf(raw) : isNamed ? name : withoutMarks(title ?? name)
  const made = keyOf('made', subject, ...about.flat())
  look.note({
    part: 'dedupKey',
    value: made,
    by: 'default',
    from: [
      isNothing ? 'entry' : isNamed ? 'name' : 'title',
      ...about.map(([label]) => `labels.${label}`),
    ].join(' + '),
    problems: [],
  })
  return made
}

const PLACES: ReadonlySet<string> = new Set([
  ...['host', 'hostname', 'instance', 'instanceid', 'instance_id', 'resource', 'service', 'device'],
  ...[
    'node',
    'pod',
    '主机',
    '主机名',
    '实例',
    '服务',
    '地域',
    'namespace',
    'cluster',
    'region',
    'job',
    'component',
    'application',
    'app',
  ],
])

/** A title without the marks of a phase before it: `[FIRING:1] Disk full` and `[RESOLVED] Disk full` are one problem. */
function withoutMarks(title: string): string {
  let rest = title
  for (;;) {
    const next = rest.replace(/^\s*(?:\[[^\]]{1,40}\]|【[^】]{1,40}】)/u, '')
    if (next === rest || next.trim() === '') return rest.trim()
    rest = next
  }
}

function textPart(look: Look, title: string | undefined): string | undefined {
  const text = look.text('text')
  return text === title ? undefined : text
}

function fieldsOf(look: Look, shown: ReadonlySet<string | undefined>): readonly EventField[] {
  if (look.plan.fields.size > 0)
    return look.map('fields').map(([label, value]) => ({ label, value }))
  const used = new Set(look.origins.map(({ from }) => from))
  return look.guesses
    .values()
    .filter(({ path }) => !used.has(path))
    .map(({ name, value }) => ({ label: name, value: textOf(value) ?? '' }))
    .filter(({ value }) => !shown.has(value))
    .slice(0, GENERIC_LIMITS.fieldsGuessedMax)
}

function linksOf(look: Look): {
  readonly secure: readonly EventLink[]
  readonly plain: readonly EventField[]
} {
  const secure: EventLink[] = []
  const plain: EventField[] = []
  const add = (text: EventLink['text'], url: string): void => {
    if (isSecure(url)) secure.push({ text, url })
    else plain.push({ label: text, value: url })
  }
  if (look.plan.links.size > 0) {
    for (const [text, url] of look.map('links')) {
      const words = boundedName(text)
      if (words !== '') add(words, url)
    }
  } else {
    const guessed = look.guesses.find('url')
    const url = guessed && textOf(guessed.value)
    if (guessed && url !== undefined && isSecure(url)) {
      secure.push({ text: { en: 'Open', zh: '查看' }, url })
      look.note({ part: 'links', value: url, by: 'guess', from: guessed.path, problems: [] })
    }
  }
  return { secure: secure.slice(0, INGEST_LIMITS.fieldsMax), plain }
}

function isSecure(url: string): boolean {
  return (
    url.length <= INGEST_LIMITS.fieldBytesMax && /^https:\/\/[^\s]+$/.test(url) && URL.canParse(url)
  )
}

/** The sender's time. What begins and ends at times of their own is guessed by what the event says. */
function timeOf(look: Look, kind: EventKind): number | undefined {
  const mapped = look.text('time')
  const at = mapped === undefined ? undefined : instantBy(mapped, look.plan.zone)
  if (at !== undefined) return at
  if (mapped !== undefined) {
    look.note({ part: 'time', by: 'default', from: '', problems: [NO_TIME] })
    return undefined
  }
  const guessed = look.guesses.first(kind === 'resolved' ? ENDS : BEGINNINGS)
  const text = guessed && textOf(guessed.value)
  const found = text === undefined ? undefined : instantBy(text, look.plan.zone)
  // An end in year 1 stands for none.
  if (guessed === undefined || found === undefined || found <= 0) return undefined
  look.note({ part: 'time', value: text, by: 'guess', from: guessed.path, problems: [] })
  return found
}

const BEGINNINGS = ['startsat', 'startedat', 'starttime'] as const
const ENDS = ['endsat', 'endedat', 'endtime', 'resolvedat'] as const

const NO_TIME = {
  en: 'That is no time: expected ISO 8601, or seconds or milliseconds since 1970.',
  zh: '无法识别为时间：应为 ISO 8601，或自 1970 年起的秒数或毫秒数。',
}

function instantBy(text: string, zone: string): number | undefined {
  const epoch = parseEpoch(text)
  if (epoch !== undefined) return epoch
  const instant = parseIsoTime(text.replaceAll('/', '-'))
  if (instant === undefined) return undefined
  if (instant.offsetMinutes !== undefined || zone === 'UTC') return instant.at
  return instantOf(localTimeAt(instant.at, 'UTC'), zone)
}
