import { describe, expect, test } from 'vitest'
import { encodingsContract } from '../../../test/contract/encodings.ts'
import { CONTEXT, readFixtures, sourceContract } from '../../../test/contract/source-contract.ts'
import { cloudmonitor } from './cloudmonitor.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

sourceContract(cloudmonitor, FIXTURES)
encodingsContract(cloudmonitor, FIXTURES, ['json', 'form', 'get', 'base64'])

describe('recorded payloads', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = cloudmonitor.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})
