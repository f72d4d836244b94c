import { describe, expect, test } from 'vitest'
import { CONTEXT, readFixtures, sourceContract } from '../../../test/contract/source-contract.ts'
import { arms } from './arms.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

sourceContract(arms, FIXTURES)

describe('recorded notifications', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = arms.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})
