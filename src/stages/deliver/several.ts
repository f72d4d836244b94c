import { DELIVERY_LIMITS, MESSAGE_LIMITS } from '../../base/limits.ts'
import type { MessageBlock, MessageField, MessageLine, MessageLink } from '../../model/message.ts'
import type { Notification } from '../../model/notification.ts'
import { inLanguage, type Language, type LocalText } from '../../model/text.ts'
import { howLong, localTime } from './times.ts'
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
export function linesOf(
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
  ]
}

function headFields(told: readonly Told[], facts: SeveralFacts): readonly MessageField[] {
  const { notification, language, zone, now } = facts
  const say = (text: LocalText): string => inLanguage(text, language)
  const open = told.filter(({ state }) => state !== 'resolved')
  const severities = open.map(({ entry }) => entry.severity)
  const common = commonLabels(told.map(({ entry }) => entry)).map(
    ([name, value]) => `${name}=${cutBytes(value, MESSAGE_LIMITS.commonLabelBytesMax)}`,
  )
  const beginnings = open.flatMap(({ entry }) => entry.since ?? [])
  const first = Math.min(...beginnings)
  const since =
    beginnings.length === 0 || first > now
      ? undefined
      : say(COUNTED.lasting(localTime(first, zone), howLong(now - first, language)))
  return [
    ...(severities.length > 0
      ? [{ label: say(WORDS.severities), value: say(severityCounts(severities)) }]
      : []),
    ...(common.length > 0 ? [{ label: say(WORDS.common), value: say(joined(common)) }] : []),
    ...(since === undefined ? [] : [{ label: say(WORDS.since), value: since }]),
    { label: say(WORDS.policy), value: notification.policy },
  ]
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
