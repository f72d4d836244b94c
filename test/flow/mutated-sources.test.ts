import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import { INGEST_LIMITS } from '../../src/base/limits.ts'
import type { SourceRequest } from '../../src/contract/source.ts'
import { mutatedRequest } from '../contract/mutations.ts'
import { readFixtures } from '../contract/source-contract.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

/** What a type cannot do without. */
const NEEDED: Readonly<Record<string, string>> = { heartbeat: ', interval: 1h' }
const TYPES = adapters.sources.map(({ type }) => type)
const RUNS = Number(process.env['TOCSIN_FUZZ_HTTP_RUNS'] ?? 60)

const CONFIG = `
sources:
${TYPES.map((type) => `  ${type}: { type: ${type}, key: key-of-${type}${NEEDED[type] ?? ''} }`).join('\n')}
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
fallback: ops
`

let hub: TestHub
beforeAll(async () => {
  hub = await startHub(CONFIG)
})
afterAll(() => hub.close())

/** What the hub knows of a source, and how many events it has in all. */
async function known(type: string) {
  const { sources } = (await hub.call('GET', '/api/v1/sources')).body
  const { counts } = sources.find(({ name }: { name: string }) => name === type)
  return counts
}

function searchOf(query: string): string {
  return query === '' ? '' : `?${encodeURI(query.toWellFormed())}`
}

function send(type: string, { method, path, query, headers, body }: SourceRequest) {
  const content = method === 'GET' || method === 'HEAD' ? {} : { body: Buffer.from(body) }
  return hub.call(method, `/in/key-of-${type}${path}${searchOf(query)}`, { headers, ...content })
}

test.each(TYPES)(
  'of every damaged request to a source of the type %s there is a trace: events, quarantine or a refusal',
  async (type) => {
    const folder = new URL(`../../src/sources/${type}/fixtures/`, import.meta.url)
    const requests = readFixtures(folder).map(({ request }) => request)
    let sent = 0
    await fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(...requests)
          .chain((request) => mutatedRequest(request))
          .filter(({ query }) => searchOf(query).length < INGEST_LIMITS.headerBytesMax - 1024),
        async (request) => {
          // Of refusals within one minute the log counts most only when the next one is kept.
          hub.clock.advance(60_000)
          const { status } = await send(type, request)
          sent += 1
          return status < 500
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    )
    const { requests: logged } = await known(type)
    expect(logged).toBe(sent)
  },
)

test('every event that was counted is there, and is settled', async () => {
  const { counts } = await hub.settle()
  const { sources } = (await hub.call('GET', '/api/v1/sources')).body
  const taken = sources.reduce(
    (sum: number, source: { counts: { events: number } }) => sum + source.counts.events,
    0,
  )
  expect(counts.events).toBeGreaterThanOrEqual(taken)
  expect(taken).toBeGreaterThan(TYPES.length)
  expect(counts.unsettled).toBe(0)
})
