import { describe, expect, test } from 'vitest'
import { CONTEXT, readFixtures, sourceContract } from '../../../test/contract/source-contract.ts'
import { cloudevents } from './cloudevents.ts'

/** What a sender puts into headers where the body is the data. */
const BINARY_HEADERS = {
  'ce-specversion': '1.0',
  'ce-id': 'e-12',
  'ce-source': 'https://ci.example.com/projects/shop',
  'ce-type': 'com.example.probe.fired',
  'ce-subject': 'checkout%20%E5%95%86%E5%9F%8E',
  'ce-time': '2026-03-05T02:14:00Z',
  'ce-severity': 'critical',
}

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url)).map(({ name, request }) => {
  const headers = { ...request.headers, ...(name.startsWith('binary-') ? BINARY_HEADERS : {}) }
  return { name, request: { ...request, headers } }
})

// The payloads are synthetic: written after the public documentation, with invented names.
sourceContract(cloudevents, FIXTURES)

describe('synthetic payloads', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = cloudevents.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})
