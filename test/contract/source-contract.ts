/**
 * What every source must hold, whatever it reads: run from each source's own test over its recorded
 * payloads, and over thousands of mutations of them.
 */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { INGEST_LIMITS } from '../../src/base/limits.ts'
import type {
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../src/contract/source.ts'
import type { ParsedEvent } from '../../src/model/event.ts'
import { SEVERITIES } from '../../src/model/severity.ts'
import type { LocalText } from '../../src/model/text.ts'
import { inLanguage } from '../../src/model/text.ts'
import { sources } from '../../src/sources/all.ts'
import { mutatedRequest } from './mutations.ts'

/** A recorded payload as the request that brought it. */
export type RequestFixture = { readonly name: string; readonly request: SourceRequest }

/** The instant at which every fixture is received. */
export const CONTEXT: SourceContext = { settings: {}, receivedAt: 1_772_676_902_000 }

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded; charset=UTF-8',
  txt: 'text/plain',
}

/** The fixtures of a folder: `.json`, `.form` and `.txt` are bodies, `.get-query` is a query. */
export function readFixtures(folder: URL): RequestFixture[] {
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.expected.json') && name !== 'README.md')
    .toSorted()
    .map((name) => ({ name, request: requestOf(name, readFileSync(new URL(name, folder))) }))
}

function requestOf(name: string, bytes: Buffer): SourceRequest {
  const ending = name.slice(name.lastIndexOf('.') + 1)
  if (ending === 'get-query') {
    return {
      method: 'GET',
      path: '',
      query: bytes.toString().trim(),
      headers: {},
      body: Buffer.alloc(0),
    }
  }
  return postOf(bytes, CONTENT_TYPES[ending] ?? 'application/octet-stream')
}

/** A POST of `body`. */
export function postOf(body: string | Uint8Array, contentType = 'application/json'): SourceRequest {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return {
    method: 'POST',
    path: '',
    query: '',
    headers: { 'content-type': contentType },
    body: bytes,
  }
}

/** Registers the contract's tests for `source` over its `fixtures`. */
export function sourceContract(source: SourceType, fixtures: readonly RequestFixture[]): void {
  describe(`the contract of sources, kept by ${source.type}`, () => {
    test('it is in the list of sources, once', () => {
      expect(sources.filter((other) => other.type === source.type)).toEqual([source])
    })

    test('its settings have names of their own and words in both languages', () => {
      expect(new Set(source.fields.map(({ name }) => name)).size).toBe(source.fields.length)
      for (const text of [
        source.title,
        ...source.fields.flatMap(({ label, hint }) => [label, hint]),
      ]) {
        expectWords(text)
      }
    })

    test('it has recorded payloads', () => {
      expect(fixtures.length).toBeGreaterThan(0)
    })

    test.each(fixtures)('$name reads as sound events, twice the same', ({ request }) => {
      const reading = source.read(request, CONTEXT)
      expect(reading.kind).toBe('events')
      expectSound(reading)
      expect(source.read(request, CONTEXT)).toEqual(reading)
    })

    test.each(fixtures)('$name reads the same when it is received later', ({ request }) => {
      const later = { ...CONTEXT, receivedAt: CONTEXT.receivedAt + 60_000 }
      expect(source.read(request, later)).toEqual(source.read(request, CONTEXT))
    })

    test(
      'nothing that a mutated payload says makes it throw, lie or leave its limits',
      () => {
        const arbitrary = fc
          .constantFrom(...fixtures)
          .chain(({ request }) => mutatedRequest(request))
        fc.assert(
          fc.property(arbitrary, (request) => {
            const reading = source.read(request, CONTEXT)
            expectSound(reading)
            expect(JSON.stringify(source.read(request, CONTEXT))).toBe(JSON.stringify(reading))
            expectCleanPrototypes()
          }),
          { numRuns: FUZZ_RUNS, seed: FUZZ_SEED },
        )
      },
      FUZZ_MS,
    )

    test('keys that name prototypes stay data', () => {
      for (const body of HOSTILE_BODIES) {
        expectSound(source.read(postOf(body), CONTEXT))
        expectSound(
          source.read(
            { ...postOf(''), method: 'GET', query: `data=${encodeURIComponent(body)}` },
            CONTEXT,
          ),
        )
        expectCleanPrototypes()
      }
      expectSound(
        source.read(
          postOf('__proto__=1&constructor=2&alert={"__proto__":{"polluted":1}}'),
          CONTEXT,
        ),
      )
      expectCleanPrototypes()
    })

    test('deep, long and broken bodies are answered, not crashed on', () => {
      for (const body of EXTREME_BODIES) expectSound(source.read(postOf(body), CONTEXT))
    })
  })
}

/** TOCSIN_FUZZ_RUNS=200000 makes it the long run. */
const FUZZ_RUNS = Number(process.env['TOCSIN_FUZZ_RUNS'] ?? 3_000)
/** As long as so many runs may take on a machine that has much else to do. */
const FUZZ_MS = 30_000 + FUZZ_RUNS * 10
const FUZZ_SEED = 20_260_305

const HOSTILE_BODIES = [
  '{"__proto__":{"polluted":1},"name":"a","level":"INFO","content":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
  '{"alert":{"__proto__":{"polluted":1},"customLabels":{"__proto__":"polluted","constructor":"x"},"eventName":"a"}}',
  '{"alertName":"a","alertState":"ALERT","dimensions":{"__proto__":"polluted"}}',
  '{"alertName":"a","alertState":"ALERT","dimensions":"{__proto__=polluted}"}',
]

/** Long runs of blanks and the like are where a careless pattern takes minutes. */
const LONG = 900_000

const EXTREME_BODIES = [
  `a${' '.repeat(LONG)}a`,
  `a=${' '.repeat(LONG)}a`,
  `{"name":"a${' '.repeat(LONG)}a","level":"INFO"}`,
  `{"name":"a","level":"a${' '.repeat(LONG)}a","status":"a${':'.repeat(LONG / 10)}"}`,
  `{"alertName":"a","alertState":"OK","dimensions":"{${', '.repeat(LONG / 10)}${' '.repeat(LONG / 2)}"}`,
  `{"alertName":"a","alertState":"OK","dimensions":"{${'a,'.repeat(LONG / 4)}${'a'.repeat(LONG / 4)}"}`,
  'A'.repeat(LONG),
  '%7B'.repeat(LONG / 3),
  '',
  '\uFEFF',
  '[',
  '[]',
  'null',
  '0',
  '""',
  '"\\""',
  '\0\0\0',
  '='.repeat(10_000),
  'a&'.repeat(10_000),
  `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
  `${'{"alert":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  `{"name":"${'x'.repeat(500_000)}","level":"INFO"}`,
  `{"name":"a","content":{${Array.from({ length: 20_000 }, (_, key) => `"k${key}":${key}`).join()}}}`,
  `[${Array.from({ length: 10_001 }, () => '{"name":"a","level":"INFO"}').join()}]`,
  `{"name":"a","level":"INFO","content":${'[{"a":'.repeat(3_000)}0${'}]'.repeat(3_000)}}`,
  `"{\\"name\\":\\"a\\ud800\\",\\"level\\":\\"INFO\\"}"`,
  `{"name":"\\ud800\\u0000\\u2028","level":"\\udfff","content":{"\\ud800":"\\u0000"}}`,
]

/** Everything that a reading must be, whatever was read. */
function expectSound(reading: SourceReading): void {
  if (reading.kind === 'unparsable') {
    for (const sentence of [reading.expected, reading.found, reading.remedy]) {
      expect(sentence).toMatch(/^[A-Z"'`].*\.$/s)
      expect(Buffer.byteLength(sentence)).toBeLessThan(2_000)
    }
    return
  }
  if (reading.kind === 'as') {
    expect(sources.map(({ type }) => type)).toContain(reading.type)
    return
  }
  expect(reading.events.length).toBeLessThanOrEqual(INGEST_LIMITS.eventsPerRequestMax)
  for (const event of reading.events) expectSoundEvent(event)
}

function expectSoundEvent(event: ParsedEvent): void {
  // The hub compares it without case, and shows people the sender's spelling.
  expectKey(event.dedupKey.toLowerCase())
  if (!event.recurs) expectKey(event.deliveryKey ?? '')
  expectLine(event.name, INGEST_LIMITS.labelBytesMax)
  expectWords(event.title)
  for (const language of ['en', 'zh'] as const) {
    expectLine(inLanguage(event.title, language), INGEST_LIMITS.titleBytesMax)
  }
  if (!SEVERITIES.includes(event.severity)) expect.fail(`severity ${event.severity}`)
  if (event.status !== undefined) expectLine(event.status, INGEST_LIMITS.labelBytesMax)
  if (event.statusText !== undefined) expectWords(event.statusText)
  if (event.sourceAt !== undefined && !Number.isSafeInteger(event.sourceAt)) expect.fail('sourceAt')
  expectSoundLabels(event)
  expect(event.fields.length).toBeLessThanOrEqual(INGEST_LIMITS.fieldsMax)
  for (const { label, value } of event.fields) {
    expectWords(label)
    expectWords(value)
  }
  for (const { text, url } of event.links) {
    expectWords(text)
    expect(new URL(url).protocol).toMatch(/^https?:$/)
  }
  expectStorable(event.raw)
  if (event.raw === '') expect.fail('raw is empty')
}

function expectSoundLabels({ labels }: ParsedEvent): void {
  const entries = Object.entries(labels)
  expect(entries.length).toBeLessThanOrEqual(INGEST_LIMITS.labelsMax)
  expect(Object.getPrototypeOf(labels)).toBe(Object.prototype)
  for (const [name, value] of entries) {
    expectLine(name, INGEST_LIMITS.labelBytesMax)
    expectLine(value, INGEST_LIMITS.labelBytesMax)
  }
  if (Object.hasOwn(labels, 'severity') || Object.hasOwn(labels, 'source')) {
    expect.fail('severity and source are labels that the hub gives')
  }
}

function expectKey(key: string): void {
  if (key.length > INGEST_LIMITS.dedupKeyLengthMax) expect.fail('a key is too long')
  expectLine(key, Number.MAX_SAFE_INTEGER)
  if (key !== key.toLowerCase() || key !== key.trim())
    expect.fail(`a key is not normalised: ${key}`)
}

function expectLine(text: string, bytesMax: number): void {
  expectStorable(text)
  if (text.trim() === '') expect.fail('a text is blank')
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) expect.fail(`more than a line: ${JSON.stringify(text)}`)
  if (Buffer.byteLength(text) > bytesMax) expect.fail(`longer than ${bytesMax} bytes`)
}

function expectWords(text: LocalText): void {
  for (const language of ['en', 'zh'] as const) {
    const words = inLanguage(text, language)
    expectStorable(words)
    if (words.trim() === '') expect.fail('a text is blank')
    if (Buffer.byteLength(words) > INGEST_LIMITS.fieldBytesMax) expect.fail('a text is too long')
  }
}

/** A text that every database's text column takes. */
function expectStorable(text: string): void {
  if (!text.isWellFormed() || text.includes('\0'))
    expect.fail(`not storable: ${JSON.stringify(text)}`)
}

function expectCleanPrototypes(): void {
  const probe: object = {}
  if ('polluted' in probe || 'polluted' in [] || 'polluted' in expectCleanPrototypes) {
    expect.fail('a prototype was changed')
  }
}
