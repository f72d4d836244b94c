import { describe, expect, test } from 'vitest'
import { encodingsContract } from '../../../test/contract/encodings.ts'
import { CONTEXT, readFixtures, sourceContract } from '../../../test/contract/source-contract.ts'
import { grafana } from './grafana.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

// The payloads are synthetic: written after the public documentation, with invented names.
sourceContract(grafana, FIXTURES)
encodingsContract(grafana, FIXTURES, ['json'])

describe('synthetic payloads', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = grafana.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})
