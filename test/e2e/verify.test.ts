import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { breakOpsChat, type ConsoleHub, startConsoleHub } from './console-hub.ts'

let browser: Browser
let hub: ConsoleHub
beforeAll(async () => {
  browser = await startBrowser()
  hub = await startConsoleHub()
})
afterAll(async () => {
  await browser.close()
  await hub.stop()
})

test('a chat is tried with its button, and says what happened and what to do', async () => {
  const complaints: string[] = []
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${hub.url}/`)
  const row = page.locator('.chats .row', { hasText: '运维群' })
  await row.getByRole('button', { name: 'Send a test' }).click()
  await row.locator('.verified', { hasText: 'The platform took the message' }).waitFor()
  expect(await row.locator('.verified .badge').innerText()).toBe('Delivered')
  await breakOpsChat(hub)
  await row.getByRole('button', { name: 'Send a test' }).click()
  const report = row.locator('.verified', { hasText: 'Not delivered' })
  await report.waitFor()
  const text = await report.innerText()
  expect(text).toContain('✗ The signature does not match.')
  expect(text).toMatch(/What to do[\s\S]*is not the one of this robot/)
  expect(text).not.toContain('access_token')
  await page.setViewportSize({ width: 390, height: 800 })
  const boxes = await Promise.all([report.boundingBox(), row.getByRole('button').boundingBox()])
  const [first, second] = boxes.toSorted((one, other) => (one?.y ?? 0) - (other?.y ?? 0))
  expect((first?.y ?? 0) + (first?.height ?? 999)).toBeLessThanOrEqual((second?.y ?? 0) + 1)
  expect(Math.max(...boxes.map((box) => (box?.x ?? 0) + (box?.width ?? 999)))).toBeLessThan(390)
  expect(complaints).toEqual([])
  await context.close()
})
