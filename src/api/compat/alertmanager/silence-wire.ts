// Silences as Alertmanager's clients write and read them.
import { isoTime } from '../../../base/clock.ts'
import { TocsinError } from '../../../base/errors.ts'
import { timeOf } from '../../../base/id.ts'
import { ANSWER_LIMITS } from '../../../base/limits.ts'
import {
  notParsed,
  OPENAPI_CODES,
  type OpenApiRefusal,
  openApiBody,
  openApiRefusal,
  openApiText,
} from '../../../base/openapi-refusal.ts'
import { propertyOf } from '../../../base/property.ts'
import { parseIsoTime } from '../../../base/time.ts'
import { createMatcher, type Matcher, parseMatcher } from '../../../model/matcher.ts'
import { MatcherSyntaxError } from '../../../model/matcher-parts.ts'
import { hubLabel, sentLabel } from '../../../model/sent-label.ts'
import { type Silence, silenceState } from '../../../model/silence.ts'
import { uuidOfId } from './silence-id.ts'

/** A silence as it was posted. Matchers as the hub keeps them, without that for the source. */
export type PostedSilence = {
  /** Empty for a new one. */
  readonly uuid: string
  readonly matchers: readonly Matcher[]
  readonly startsAt: number
  readonly endsAt: number
  readonly createdBy: string
  readonly comment: string
}

/** Reads a posted silence as Alertmanager does: its form first, then its times, then its matchers. */
export function readPostedSilence(
  request: { readonly body: Uint8Array; readonly contentType: string | undefined },
  now: number,
): PostedSilence | OpenApiRefusal {
  const body = openApiBody('silence', request)
  if ('status' in body) return body
  const { value } = body
  if (typeof value !== 'object' || Array.isArray(value))
    return notParsed('silence', 'it is no silence')
  const missing = REQUIRED.find((name) => (propertyOf(value, name) ?? undefined) === undefined)
  if (missing !== undefined)
    return openApiRefusal(OPENAPI_CODES.required, `${missing} in body is required`)
  const texts = textsOf(value)
  if ('status' in texts) return texts
  const times = timesOf(value, now)
  if ('status' in times) return times
  const matchers = matchersOf(propertyOf(value, 'matchers'))
  if ('status' in matchers) return matchers
  return { ...texts, ...times, matchers }
}

/** In the order in which a missing one is told. */
const REQUIRED = ['comment', 'createdBy', 'endsAt', 'matchers', 'startsAt']

function textsOf(
  value: unknown,
): Pick<PostedSilence, 'uuid' | 'createdBy' | 'comment'> | OpenApiRefusal {
  const uuid = propertyOf(value, 'id') ?? ''
  const createdBy = propertyOf(value, 'createdBy')
  const comment = propertyOf(value, 'comment')
  if (typeof uuid !== 'string' || typeof createdBy !== 'string' || typeof comment !== 'string')
    return notParsed('silence', 'a text is no text')
  const { nameLengthMax, commentLengthMax } = ANSWER_LIMITS
  if (createdBy.length > nameLengthMax)
    return failed(`createdBy has more than ${nameLengthMax} characters`)
  if (comment.length > commentLengthMax)
    return failed(`comment has more than ${commentLengthMax} characters`)
  return { uuid, createdBy: storable(createdBy), comment: storable(comment) }
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

function failed(reason: string): OpenApiRefusal {
  return openApiText(400, `Failed to create silence: ${reason}`)
}

function timesOf(
  value: unknown,
  now: number,
): Pick<PostedSilence, 'startsAt' | 'endsAt'> | OpenApiRefusal {
  const startsAt = instantOf(propertyOf(value, 'startsAt'))
  const endsAt = instantOf(propertyOf(value, 'endsAt'))
  if (startsAt === undefined || endsAt === undefined)
    return notParsed('silence', 'a time is not written as in RFC 3339')
  if (startsAt >= endsAt) return failed('start time must be before end time')
  if (endsAt < now) return failed("end time can't be in the past")
  if (endsAt - Math.max(startsAt, now) > ANSWER_LIMITS.silenceMsMax)
    return failed('end time is more than 366 days after the start')
  return { startsAt, endsAt }
}

function instantOf(value: unknown): number | undefined {
  return typeof value === 'string' ? parseIsoTime(value)?.at : undefined
}

/** At least one that says something; each names a label of the sender's. */
function matchersOf(given: unknown): readonly Matcher[] | OpenApiRefusal {
  if (!Array.isArray(given)) return notParsed('silence', 'matchers is no list')
  if (given.length === 0)
    return openApiRefusal(
      OPENAPI_CODES.tooFewItems,
      'matchers in body should have at least 1 items',
    )
  if (given.length > ANSWER_LIMITS.matchersMax)
    return failed(`more than ${ANSWER_LIMITS.matchersMax} matchers`)
  const matchers: Matcher[] = []
  for (const [index, entry] of given.entries()) {
    const matcher = matcherOf(entry, index)
    if ('status' in matcher) return matcher
    matchers.push(matcher)
  }
  // As there: what is only not to be something may be nothing.
  if (matchers.every(({ operator, test }) => !operator.startsWith('!') && test('')))
    return openApiText(400, 'silence invalid: at least one matcher must not match the empty string')
  return matchers
}

function matcherOf(entry: unknown, index: number): Matcher | OpenApiRefusal {
  const of = (name: string): unknown => propertyOf(entry, name) ?? undefined
  const missing = ['isRegex', 'name', 'value'].find((name) => of(name) === undefined)
  if (missing !== undefined)
    return openApiRefusal(
      OPENAPI_CODES.required,
      `matchers.${index}.${missing} in body is required`,
    )
  const name = of('name')
  const value = of('value')
  const isRegex = of('isRegex')
  const isEqual = of('isEqual') ?? true
  const isOfForm = typeof isRegex === 'boolean' && typeof isEqual === 'boolean'
  if (typeof name !== 'string' || typeof value !== 'string' || !isOfForm)
    return notParsed('silence', 'a matcher has another form')
  const invalid = `silence invalid: invalid label matcher ${index}:`
  if (name.trim() === '' || !name.isWellFormed())
    return openApiText(400, `${invalid} invalid label name ${JSON.stringify(name)}`)
  if (name.length + value.length > ANSWER_LIMITS.matcherLengthMax)
    return failed(`a matcher has more than ${ANSWER_LIMITS.matcherLengthMax} characters`)
  const operator = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!='
  try {
    const matcher = createMatcher({ label: hubLabel(name), operator, value })
    if (isKeptWhole(matcher)) return matcher
    return openApiText(400, `${invalid} its text cannot be read back`)
  } catch (error) {
    if (!(error instanceof MatcherSyntaxError)) throw error
    const reason = error.message.replace(/\)\$`$/, '`')
    return openApiText(
      400,
      `${invalid} invalid regular expression ${JSON.stringify(value)}: ${reason}`,
    )
  }
}

/** Silences are kept as texts: what cannot be read back as it was would stop whoever asks for it. */
function isKeptWhole({ text, label, operator, value }: Matcher): boolean {
  try {
    const read = parseMatcher(text)
    return read.label === label && read.operator === operator && read.value === value
  } catch (error) {
    if (error instanceof TocsinError) return false
    throw error
  }
}

/** The matcher that keeps a silence to one source. */
export function sourceMatcher(source: string): string {
  return createMatcher({ label: 'source', operator: '=', value: source }).text
}

/** What a silence looks at besides its source. */
export function ownMatchers({ matchers }: Silence): readonly Matcher[] {
  const all = matchers.map(parseMatcher)
  const own = all.filter(({ label }) => label !== 'source')
  return own.length > 0 ? own : all
}

/** Whether it has to do with the source at all: `no`, with it `only`, or with others `too`. */
export function concerns({ matchers }: Silence, source: string): 'no' | 'only' | 'too' {
  if (matchers.includes(sourceMatcher(source))) return 'only'
  const about = matchers.map(parseMatcher).filter(({ label }) => label === 'source')
  return about.every((matcher) => matcher.test(source)) ? 'too' : 'no'
}

/** As the description of the API has it. */
export function wireSilence(silence: Silence, now: number) {
  const { id, createdBy, comment, startsAt, endsAt } = silence
  return {
    id: uuidOfId(id),
    status: { state: silenceState(silence, now) },
    // When it was changed last is not kept; when it was made stands in its id.
    updatedAt: isoTime(timeOf(id)),
    comment,
    createdBy,
    endsAt: isoTime(endsAt),
    matchers: ownMatchers(silence).map(({ label, operator, value }) => ({
      isEqual: operator === '=' || operator === '=~',
      isRegex: operator === '=~' || operator === '!~',
      name: sentLabel(label) ?? label,
      value,
    })),
    // One that was ended before it began did both then.
    startsAt: isoTime(Math.min(startsAt, endsAt)),
  }
}
