import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { openConsole } from './console.ts'
import { type ConsoleHub, startConsoleHub } from './console-hub.ts'

const OFFICE = `
schedules:
  office: { zone: UTC, layers: [{ rotate: daily, contacts: [ops-chat], hours: ["09:00-18:00"] }] }
`

/** Whether the first gap has the colours of what is critical, as the browser writes them. */
const IS_CRITICAL = `(() => {
  const coloursOf = (element) => {
    const { color, backgroundColor } = getComputedStyle(element)
    return color + backgroundColor
  }
  const sample = document.body.appendChild(document.createElement('i'))
  sample.style.cssText = 'color: var(--critical); background: var(--critical-ground)'
  return coloursOf(document.querySelector('.final .shift.gap')) === coloursOf(sample)
})()`

let browser: Browser
let hub: ConsoleHub
beforeAll(async () => {
  browser = await startBrowser()
  hub = await startConsoleHub({ more: OFFICE })
}, 120_000)
afterAll(async () => {
  await browser.close()
  await hub.stop()
})

test('the times at which nobody is on call stand red in the line of who is, and are counted above', async () => {
  const { page, complaints } = await openConsole({ browser, hub }, '#/schedules')
  await page.locator('.lead-line').getByText('14 gaps').waitFor()
  const gaps = page.locator('.calendar-row.final .shift.gap')
  expect(await gaps.count()).toBe(14)
  expect(await gaps.first().getAttribute('title')).toContain('Gap: nobody')
  expect(await page.evaluate(IS_CRITICAL)).toBe(true)
  expect(complaints).toEqual([])
})
