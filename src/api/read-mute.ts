// What keeps something silent, as a request says it: matchers, times, silences, rules.
import { ANSWER_LIMITS, MUTE_LIMITS } from '../base/limits.ts'
import { propertyOf } from '../base/property.ts'
import { type Inhibition, inhibitionOf } from '../model/inhibition.ts'
import { type Matcher, parseMatcher } from '../model/matcher.ts'
import { compileSilence, type Silence } from '../model/silence.ts'
import type { TimeInterval } from '../model/time-interval.ts'
import { parseTimes, TimeIntervalError, type WrittenTimes } from '../model/time-interval-text.ts'
import { oneOf } from './paging.ts'
import { durationOf, instantOf, invalid, optionalText, requiredText } from './read-body.ts'
import { nameOf } from './routes/answer.ts'

/**
 * As Alertmanager has it, but matchers are texts, and an end or a duration is enough. One that is changed keeps its start
 * and kind where the request does not say them. Throws TOCSIN_REQUEST_INVALID or TOCSIN_MATCHER_INVALID.
 */
export function readSilence(
  body: unknown,
  { now, id, before }: { now: number; id: string; before?: Silence },
): Silence {
  const matchers = readMatchers(body, 'matchers')
  const begun = before === undefined ? undefined : before.startsAt
  const startsAt = startOf(instantOf(body, 'startsAt'), { now, begun })
  const endsAt =
    instantOf(body, 'endsAt') ??
    Math.max(now, startsAt) + (durationOf(body) ?? ANSWER_LIMITS.silenceMs)
  if (endsAt <= Math.max(now, startsAt) || endsAt - startsAt > ANSWER_LIMITS.silenceMsMax)
    throw invalid('"endsAt" after "startsAt" and now, and at most 366 days after')
  const createdBy = nameOf(requiredText(body, 'createdBy', ANSWER_LIMITS.nameLengthMax))
  const comment = optionalText(body, 'comment', ANSWER_LIMITS.commentLengthMax) ?? ''
  const kind = oneOf(propertyOf(body, 'kind'), 'kind', ['silence', 'maintenance']) ?? before?.kind
  const recurs = readTimes(body, 'recurs')
  const silence: Silence = {
    id,
    ...(kind === 'maintenance' ? { kind } : {}),
    matchers,
    startsAt,
    endsAt,
    ...(recurs.length > 0 ? { recurs } : {}),
    createdBy,
    comment,
  }
  compileSilence(silence)
  return silence
}

/** A start that is absent is the one that it had; one in the past is now, unless it has begun then. */
function startOf(
  wanted: number | undefined,
  { now, begun }: { now: number; begun: number | undefined },
): number {
  if (begun !== undefined && (wanted === undefined || wanted === begun)) return begun
  return Math.max(now, wanted ?? now)
}

/** Matchers as texts, of which at least one does not match the empty text. */
export function readMatchers(body: unknown, name: string): readonly string[] {
  const matchers = propertyOf(body, name)
  const texts = textsIn(matchers)
  if (texts === undefined || texts.length === 0 || texts.length > ANSWER_LIMITS.matchersMax)
    throw invalid(`"${name}" as 1 to ${ANSWER_LIMITS.matchersMax} texts such as 'severity="info"'`)
  const tooLong = texts.find((one) => one.length > ANSWER_LIMITS.matcherLengthMax)
  if (tooLong !== undefined)
    throw invalid(`matchers of at most ${ANSWER_LIMITS.matcherLengthMax} characters`)
  if (texts.map(parseMatcher).every((matcher) => matcher.test('')))
    throw invalid(
      'at least one matcher that does not match the empty text, or it would hold nearly everything',
      texts.join(' '),
    )
  return texts
}

/** A rule as the configuration has it. */
export function readInhibition(body: unknown): Inhibition {
  const side = (name: string): readonly Matcher[] => readMatchers(body, name).map(parseMatcher)
  const equal = propertyOf(body, 'equal') ?? []
  const labels = textsIn(equal)
  if (labels === undefined || labels.length > ANSWER_LIMITS.matchersMax)
    throw invalid(`"equal" as at most ${ANSWER_LIMITS.matchersMax} names of labels`)
  return inhibitionOf({ source: side('source'), target: side('target'), equal: labels })
}

/** Times as mute timings of the configuration have them; empty where the request has none. */
function readTimes(body: unknown, name: string): readonly WrittenTimes[] {
  const intervals = propertyOf(body, name) ?? []
  if (!Array.isArray(intervals) || intervals.length > MUTE_LIMITS.intervalsMax)
    throw invalid(`"${name}" as a list of at most ${MUTE_LIMITS.intervalsMax} intervals`)
  return intervals.map((interval) => readInterval(interval, name))
}

/** The same, ready to be asked. */
export function readIntervals(body: unknown, name: string): readonly TimeInterval[] {
  return readTimes(body, name).map(parseTimes)
}

const PARTS = ['times', 'weekdays', 'daysOfMonth', 'months', 'years'] as const

function readInterval(interval: unknown, name: string): WrittenTimes {
  const keys = typeof interval === 'object' && interval !== null ? Object.keys(interval) : []
  const known: readonly string[] = [...PARTS, 'zone']
  if (keys.length === 0 || !keys.every((key) => known.includes(key)))
    throw invalid(`each of "${name}" as an object with some of ${known.join(', ')}`)
  const zone = optionalText(interval, 'zone', ANSWER_LIMITS.nameLengthMax)
  const parts = PARTS.flatMap((part) => {
    const value = propertyOf(interval, part)
    if (value === undefined) return []
    const texts = textsIn(value)
    if (texts === undefined || texts.length > MUTE_LIMITS.rangesMax)
      throw invalid(`"${part}" as a list of at most ${MUTE_LIMITS.rangesMax} texts`)
    return [[part, texts] as const]
  })
  const written = { ...Object.fromEntries(parts), ...(zone === undefined ? {} : { zone }) }
  try {
    parseTimes(written)
  } catch (error) {
    if (!(error instanceof TimeIntervalError)) throw error
    throw invalid(
      `"${name}" with times such as 22:00-07:00, days such as monday:friday and a zone such as Asia/Shanghai`,
      `${JSON.stringify(written)} (${error.message})`,
    )
  }
  return written
}

function textsIn(value: unknown): readonly string[] | undefined {
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'string')
  return isList ? value : undefined
}
