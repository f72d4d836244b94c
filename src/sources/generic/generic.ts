/**
 * In: a request with JSON or a form of any kind, and a mapping that says what of it is what.
 * Out: one event for each entry, or a sentence on why there is none; for a try-out, how each part was found.
 * Holds: pure; a mapping that finds nothing or fails costs no event: usual keys and then defaults stand in for it.
 */
import { GENERIC_LIMITS } from '../../base/limits.ts'
import type {
  EntryTrace,
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import { JsonPathError } from '../../languages/jsonpath/jsonpath.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { cutToBytes } from '../../reading/bounds.ts'
import { decodeRequest } from '../../reading/decode.ts'
import { keysFound } from '../../reading/found.ts'
import { isRecord, parseJson } from '../../reading/json.ts'
import { eventOf } from './event.ts'
import { fields } from './fields.ts'
import { Guesses, guessedList } from './guess.ts'
import { Look } from './look.ts'
import { type Plan, planOf } from './plan.ts'
import { scopesOf } from './scope.ts'

/** Any JSON or form. */
export const generic: SourceType = {
  type: 'generic',
  title: { en: 'Any JSON or form', zh: '任意 JSON 或表单' },
  methods: ['POST', 'GET'],
  fields,
  // Nothing is known of a sender: most say a thing once.
  repeatsRarely: true,
  read,
  trace,
}

function read(request: SourceRequest, { settings }: SourceContext): SourceReading {
  const reading = readEntries(request, planOf(settings))
  if (reading.kind === 'unparsable') return reading
  return { kind: 'events', events: reading.entries.flatMap(({ event }) => event ?? []) }
}

function trace(request: SourceRequest, { settings }: SourceContext): readonly EntryTrace[] {
  const reading = readEntries(request, planOf(settings))
  if (reading.kind === 'unparsable') return []
  let count = 0
  return reading.entries.map(({ look, event, raw }) => ({
    entry: cutToBytes(raw.toWellFormed(), GENERIC_LIMITS.entryShownMax),
    ...(event === undefined ? {} : { event: count++ }),
    parts: [...reading.parts, ...look.origins],
  }))
}

type Entry = {
  readonly look: Look
  readonly event: ParsedEvent | undefined
  readonly raw: string
}

type Entries = {
  readonly kind: 'entries'
  readonly entries: readonly Entry[]
  /** How the entries themselves were found. */
  readonly parts: Look['origins']
}

type Unparsable = Extract<SourceReading, { kind: 'unparsable' }>

function readEntries(request: SourceRequest, plan: Plan): Entries | Unparsable {
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return unparsable(decoded.found)
  const body = opened(decoded.value, request)
  const split = splitBody(body, plan)
  if (split.kind === 'unparsable') return split
  const { entries } = split
  if (entries.length > GENERIC_LIMITS.entriesMax)
    return unparsable(
      `A request with ${entries.length} entries, more than the ${GENERIC_LIMITS.entriesMax} that one may bring.`,
    )
  const isWhole = entries.length === 1 && entries[0] === body
  return {
    kind: 'entries',
    parts: split.by,
    entries: scopesOf(entries, body, request).map((scope) => {
      const look = new Look(plan, scope, new Guesses(scope.entry))
      const raw = isWhole ? decoded.text : JSON.stringify(scope.entry)
      return { look, event: eventOf(look, raw), raw }
    }),
  }
}

/** What a form brings as JSON: lists too, and a field `payload` that is the whole, as some senders do. */
function opened(value: unknown, request: SourceRequest): unknown {
  if (!isRecord(value)) return value
  const [first] = new TextDecoder().decode(request.body.subarray(0, FIRST_BYTES)).trim()
  if (first !== undefined && '{["'.includes(first)) return value
  const entries = Object.entries(value).map(([name, one]) => {
    const list = typeof one === 'string' && one.startsWith('[') ? parseJson(one) : undefined
    return [name, Array.isArray(list) ? list : one] as const
  })
  const [only] = entries
  if (entries.length === 1 && only?.[0] === 'payload' && typeof only[1] === 'object') return only[1]
  return Object.fromEntries(entries)
}

/** Enough to see past blanks and a byte order mark. */
const FIRST_BYTES = 64

type Split = {
  readonly kind: 'split'
  readonly entries: readonly unknown[]
  readonly by: Look['origins']
}

function splitBody(body: unknown, plan: Plan): Split | Unparsable {
  if (plan.each !== undefined) return splitByPath(body, plan.each)
  if (Array.isArray(body)) return { kind: 'split', entries: body, by: [] }
  // A mapping without "each" speaks of the whole body.
  const guessed = plan.isMapped ? undefined : guessedList(body)
  if (guessed === undefined || !Array.isArray(guessed.value))
    return { kind: 'split', entries: [body], by: [] }
  const count = String(guessed.value.length)
  const by = { part: 'each', value: count, by: 'guess', from: guessed.path, problems: [] } as const
  return { kind: 'split', entries: guessed.value, by: [by] }
}

function splitByPath(body: unknown, each: NonNullable<Plan['each']>): Split | Unparsable {
  let entries: readonly unknown[]
  try {
    entries = each.find(body)
  } catch (error) {
    if (error instanceof JsonPathError) return unparsable(`"each" failed: ${error.reason}.`)
    throw error
  }
  const value = String(entries.length)
  const by = [{ part: 'each', value, by: 'setting', from: each.text, problems: [] } as const]
  if (entries.length > 0 || hasEmptyList(body)) return { kind: 'split', entries, by }
  const found = isRecord(body)
    ? keysFound(body, `without anything at ${each.text.slice(0, GENERIC_LIMITS.tracedLengthMax)}`)
    : `A list of ${Array.isArray(body) ? body.length : 0} values without anything at the path of "each".`
  return unparsable(found)
}

/** A request may well say that nothing is the matter: it then brings a list that is empty. */
function hasEmptyList(body: unknown): boolean {
  if (Array.isArray(body)) return body.length === 0
  return (
    isRecord(body) &&
    Object.values(body).some((value) => Array.isArray(value) && value.length === 0)
  )
}

function unparsable(found: string): Unparsable {
  return {
    kind: 'unparsable',
    expected: 'JSON or a form: one event, or a list of them where "each" says that they are.',
    found,
    remedy:
      'Look at the request in quarantine, and try the mapping with it: in the console under Try, or with "tocsin source try".',
  }
}
