import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { openConsole } from './console.ts'
import { type ConsoleHub, startConsoleHub } from './console-hub.ts'

const SCHEDULE = `
schedules:
  night:
    zone: America/New_York
    layers: [{ rotate: daily, at: "09:00", contacts: [ops-chat, oncall-chat] }]
`

let browser: Browser
let hub: ConsoleHub

beforeAll(async () => {
  browser = await startBrowser()
  hub = await startConsoleHub({ more: SCHEDULE })
}, 120_000)
afterAll(async () => {
  await browser.close()
  await hub.stop()
})

test('a schedule is shown in the reader’s zone, or in its own, which the address keeps', async () => {
  const { page, complaints } = await openConsole({ browser, hub }, '#/schedules')
  const handover = async (): Promise<string> =>
    (await page.locator('.final .shift').nth(1).getAttribute('title')) ?? ''
  // Nine in New York is the evening in Shanghai.
  expect(await handover()).toMatch(/ 2[12]:00 – /)
  await page.getByRole('link', { name: 'Times in America/New_York' }).click()
  await page.waitForURL(/zone=schedule/)
  await expect.poll(handover).toMatch(/ 09:00 – /)
  await page.reload()
  await page.getByRole('link', { name: 'Times in my zone' }).click()
  await expect.poll(handover).toMatch(/ 2[12]:00 – /)
  expect(complaints).toEqual([])
})
