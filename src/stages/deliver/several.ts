import { DELIVERY_LIMITS, MESSAGE_LIMITS } from '../../base/limits.ts'
import { howLong } from '../../model/how-long.ts'
import type { MessageBlock, MessageField, MessageLine, MessageLink } from '../../model/message.ts'
import type { Notification } from '../../model/notification.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'
import { localTime } from './times.ts'
import { commonLabels, cutBytes, isSaid, lengthOf, type Told, titleOf, whereOf } from './told.ts'
import { COUNTED, joined, severityCounts, WORDS } from './words.ts'

type SeveralFacts = {
  readonly notification: Notification
  readonly language: Language
  readonly zone: string
  readonly now: number
}

/** What is said of several: what they share, and then a line for each with what sets it apart. */
export function severalBlocks(told: readonly Told[], facts: SeveralFacts): readonly MessageBlock[] {
  const { notification, language } = facts
  const isDigest = notification.kind === 'digest'
  const intro = inLanguage(COUNTED.digest(told.length), language)
  return [
    ...(isDigest ? [{ kind: 'text' as const, text: intro }] : []),
    { kind: 'fields', fields: headFields(told, facts) },
    { kind: 'lines', lines: linesOf(told, facts) },
  ]
}

/** A line for each: its title, where it is, and for how long. */
function linesOf(
  told: readonly Told[],
  { notification, language, now }: SeveralFacts,
): readonly MessageLine[] {
  const isDigest = notification.kind === 'digest'
  const shared = new Set(commonLabels(told.map(({ entry }) => entry)).map(([name]) => name))
  return told.map((one) => {
    const { entry, state } = one
    const title = cutBytes(titleOf(one, language), DELIVERY_LIMITS.lineBytesMax)
    const region = entry.labels['region'] ?? ''
    const isApart = !isDigest && region !== '' && !shared.has('region')
    const where = [whereOf(entry), isApart && !isSaid(region, entry.title) ? region : '']
    const place = cutBytes(
      where.filter((part) => part !== '').join(', '),
      isDigest ? MESSAGE_LIMITS.digestWhereBytesMax : MESSAGE_LIMITS.whereBytesMax,
    )
    const rest = isDigest ? [] : remarks(one, { language, now })
    const text = [place === '' ? title : `${title} (${place})`, ...rest].join(' · ')
    return { severity: entry.severity, state, text }
  })
}

function remarks(
  told: Told,
  { language, now }: { language: Language; now: number },
): readonly string[] {
  const { answeredBy } = told.entry
  const length = lengthOf(told, now)
  const long = length === undefined ? undefined : howLong(length, language)
  const isAnswered = told.state === 'acknowledged' && answeredBy !== undefined
  return [
    ...(long === undefined
      ? []
      : [told.overMeanwhile ? inLanguage(COUNTED.atMost(long), language) : long]),
    ...(isAnswered ? [inLanguage(COUNTED.acknowledgedBy(answeredBy), language)] : []),
    ...(told.entry.flappingUntil === undefined ? [] : [inLanguage(WORDS.flapping, language)]),
  ]
}

/** What all share. In a digest only the little that leaves the room to the names. */
function headFields(told: readonly Told[], facts: SeveralFacts): readonly MessageField[] {
  const { notification, language } = facts
  const say = (text: LocalText): string => inLanguage(text, language)
  const severities = told
    .filter(({ state }) => state !== 'resolved')
    .map(({ entry }) => entry.severity)
  const counts = say(severityCounts(severities))
  const isDigest = notification.kind === 'digest'
  return [
    ...(counts === '' ? [] : [{ label: say(WORDS.severities), value: counts }]),
    ...commonField(told, facts),
    ...(isDigest ? [] : sinceField(told, facts)),
    ...(isDigest ? [] : [{ label: say(WORDS.policy), value: notification.policy }]),
  ]
}

/** Labels that have a name in Chinese; in English they are called as in matchers. */
const LABEL_WORDS: Readonly<Record<string, string>> = {
  region: WORDS.region.zh,
  product: WORDS.product.zh,
  instance: WORDS.instance.zh,
  resource: WORDS.resource.zh,
  source: WORDS.source.zh,
  name: '名称',
  account: '账号',
}

function commonField(
  told: readonly Told[],
  { notification, language }: SeveralFacts,
): readonly MessageField[] {
  const { digestLabelsMax, digestWhereBytesMax, commonLabelBytesMax } = MESSAGE_LIMITS
  const isDigest = notification.kind === 'digest'
  const bytesMax = isDigest ? digestWhereBytesMax : commonLabelBytesMax
  const labels = commonLabels(told.map(({ entry }) => entry))
  const shown = isDigest ? labels.slice(0, digestLabelsMax) : labels
  if (shown.length === 0) return []
  const pairs = shown.map(([name, value]) => {
    const said = cutBytes(value, bytesMax)
    const en = `${cutBytes(name, bytesMax)}=${said}`
    const known = LABEL_WORDS[name]
    return { en, zh: known === undefined ? en : `${known}=${said}` }
  })
  const label = inLanguage(WORDS.common, language)
  return [{ label, value: inLanguage(joined(pairs), language) }]
}

/** When the first of those that go on began. */
function sinceField(
  told: readonly Told[],
  { language, zone, now }: SeveralFacts,
): readonly MessageField[] {
  const beginnings = told.flatMap(({ entry, state }) =>
    state === 'resolved' ? [] : (entry.since ?? []),
  )
  const first = Math.min(...beginnings)
  if (beginnings.length === 0 || first > now) return []
  const value = COUNTED.lasting(localTime(first, zone), howLong(now - first, language))
  return [{ label: inLanguage(WORDS.since, language), value: inLanguage(value, language) }]
}

/** The first link of the first few, each with what it is about; none in a digest, where names need the room. */
export function severalLinks(
  told: readonly Told[],
  { notification, language }: Pick<SeveralFacts, 'notification' | 'language'>,
): readonly MessageLink[] {
  if (notification.kind === 'digest') return []
  const links = new Map<string, MessageLink>()
  for (const { entry } of told) {
    const [link] = entry.links
    if (!link || links.has(link.url)) continue
    if (links.size === MESSAGE_LIMITS.groupLinksMax) break
    const about = entry.labels['instance'] || entry.labels['resource'] || entry.name
    const text = `${inLanguage(link.text, language)} · ${cutBytes(about, MESSAGE_LIMITS.whereBytesMax)}`
    links.set(link.url, { text, url: link.url })
  }
  return [...links.values()]
}
