import { describe, expect, test } from 'vitest'
import { encodingsContract } from '../../../test/contract/encodings.ts'
import { CONTEXT, readFixtures, sourceContract } from '../../../test/contract/source-contract.ts'
import { pagerduty } from './pagerduty.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url)).map(({ name, request }) => ({
  name,
  request: name.startsWith('change-') ? { ...request, path: '/v2/change/enqueue' } : request,
}))

// The payloads are synthetic: written after the public documentation, with invented names.
sourceContract(pagerduty, FIXTURES)
// A change event is one by its path alone.
const ALERTS = FIXTURES.filter(({ request }) => request.path === '')
encodingsContract(pagerduty, ALERTS, ['json'])

describe('synthetic payloads', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = pagerduty.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})
