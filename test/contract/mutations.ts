/** Damage that a payload may take on its way: values replaced, keys lost, texts wrapped, bytes broken. */
import fc from 'fast-check'
import type { SourceRequest } from '../../src/contract/source.ts'

/** `request` with its body or query damaged in one to four ways. */
export function mutatedRequest(request: SourceRequest): fc.Arbitrary<SourceRequest> {
  const text = request.method === 'GET' ? request.query : Buffer.from(request.body).toString()
  return fc
    .tuple(
      fc.array(fc.oneof(structural, structural, textual), { minLength: 1, maxLength: 4 }),
      delivery,
    )
    .map(([mutations, deliver]) => {
      let mutated = text
      for (const mutate of mutations) mutated = mutate(mutated)
      return deliver(request, mutated)
    })
}

type Mutation = (text: string) => string

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  'null',
  '0',
  0,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[[[{}]]]],
  ['a', 1, null],
  '{}',
  '{"a":"{\\"b\\":1}"}',
  '{broken',
  '"\\"{}\\""',
  '20261305T101501Z',
  '20260305T101501.123+0800',
  'acs:ecs:::',
  'acs:::::/',
  ':::',
  'Instance : StateChange : Executed ',
  'Executed',
  'FAILED',
  'RESOLVED',
  '\u0000\u001b[31m',
  '\uD800',
  '\u2028',
  '🔔'.repeat(700),
  '数'.repeat(5_000),
  { __proto__: null, name: 'a' },
  JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
]

const oddValue = fc.oneof(
  fc.constantFrom(...ODD_VALUES),
  fc.string(),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Changes one place of JSON, or one value of a form. */
const structural: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.nat(),
    oddValue,
    fc.constantFrom('replace', 'remove', 'stringify', 'add', 'hostile-key'),
  )
  .map(([place, value, how]) => (text: string) => {
    const parsed = parsedOr(text)
    if (parsed === undefined) return withFormValue(text, { place, value })
    return JSON.stringify(changedAt(parsed, { place, value, how }))
  })

type Change = { readonly place: number; readonly value: unknown; readonly how: string }

function changedAt(root: unknown, { place, value, how }: Change): unknown {
  const places = placesOf(root)
  const target = places[place % Math.max(places.length, 1)]
  if (target === undefined) return value
  const { holder, key } = target
  if (how === 'remove') Reflect.deleteProperty(holder, key)
  else if (how === 'stringify') Reflect.set(holder, key, JSON.stringify(Reflect.get(holder, key)))
  else if (how === 'add') Reflect.set(holder, `extra${place % 7}`, value)
  else if (how === 'hostile-key')
    define(holder, place % 2 === 0 ? '__proto__' : 'constructor', value)
  else Reflect.set(holder, key, value)
  return root
}

function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

function placesOf(root: unknown): { holder: object; key: string }[] {
  const places: { holder: object; key: string }[] = []
  const waiting: unknown[] = [root]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value !== 'object' || value === null) continue
    for (const [key, child] of Object.entries(value)) {
      places.push({ holder: value, key })
      waiting.push(child)
    }
  }
  return places
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function withFormValue(text: string, change: { place: number; value: unknown }): string {
  const pairs = text.split('&')
  const at = change.place % pairs.length
  const [name = ''] = (pairs[at] ?? '').split('=')
  const { value } = change
  const written = typeof value === 'string' ? value : JSON.stringify(value)
  pairs[at] = `${name}=${encodeURIComponent(written.toWellFormed())}`
  return pairs.join('&')
}

/** Changes the text without regard for what it means. */
const textual: fc.Arbitrary<Mutation> = fc.oneof(
  fc.nat().map(
    (at): Mutation =>
      (text) =>
        text.slice(0, at % (text.length + 1)),
  ),
  fc.nat().map(
    (at): Mutation =>
      (text) =>
        text.slice(at % (text.length + 1)),
  ),
  fc.tuple(fc.nat(), fc.string()).map(
    ([at, piece]): Mutation =>
      (text) =>
        text.slice(0, at % (text.length + 1)) + piece + text.slice(at % (text.length + 1)),
  ),
  fc.constant<Mutation>((text) => `\uFEFF \r\n${text}\n`),
  fc.constant<Mutation>((text) => JSON.stringify(text)),
  fc.constant<Mutation>((text) => `[${text},${text}]`),
  fc.constant<Mutation>((text) => `[${text},7]`),
  fc.constant<Mutation>((text) => Buffer.from(text).toString('base64')),
  fc.constant<Mutation>((text) => encodeURIComponent(text.toWellFormed())),
)

/** Sends the text as a body, with some bytes broken or not, or as a query. */
const delivery = fc.oneof(
  fc.constant(
    (request: SourceRequest, text: string): SourceRequest =>
      request.method === 'GET'
        ? { ...request, query: text }
        : { ...request, body: Buffer.from(text) },
  ),
  fc.constant(
    (request: SourceRequest, text: string): SourceRequest => ({
      ...request,
      method: 'GET',
      body: Buffer.alloc(0),
      query: `data=${encodeURIComponent(text.toWellFormed())}`,
    }),
  ),
  fc
    .tuple(fc.nat(), fc.nat({ max: 255 }))
    .map(([at, byte]) => (request: SourceRequest, text: string): SourceRequest => {
      const body = Buffer.from(text)
      if (body.length > 0) body[at % body.length] = byte
      return { ...request, method: 'POST', body }
    }),
)
