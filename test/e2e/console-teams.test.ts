import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { openConsole, REBOOT } from './console.ts'
import { type ConsoleHub, claim, startConsoleHub } from './console-hub.ts'

let browser: Browser
let hub: ConsoleHub

beforeAll(async () => {
  browser = await startBrowser()
  hub = await startConsoleHub()
}, 120_000)
afterAll(async () => {
  await browser.close()
  await hub.stop()
})

test('whoever is in a team sees the alerts of its sources alone, and all again', async () => {
  const team = { id: 'db', name: 'Databases', members: ['wang'], sources: ['relay'] }
  const teams = new Map([['db', { ...team, policies: [], schedules: [] }]])
  hub.app.reconfigure({ ...hub.configuration, teams })
  expect(await hub.post(JSON.stringify(REBOOT))).toBe(200)
  const disk = { id: 'disk', title: 'The disk is full', priority: 'urgent' }
  const answer = await fetch(`${hub.url}/in/console-generic-key`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(disk),
  })
  expect(answer.status).toBe(200)
  await hub.rest()
  const session = await claim(hub)
  const { page, complaints } = await openConsole({ browser, hub }, '#/alerts', { session })
  await expect.poll(() => page.locator('.alert-row').count()).toBe(2)
  const own = page.getByRole('button', { name: 'My teams' })
  await own.click()
  await page.waitForURL(/team=db/)
  await expect.poll(() => page.locator('.alert-row').count()).toBe(1)
  expect(await page.locator('.alert-row').innerText()).toContain('The disk is full')
  const firing = page.getByRole('button', { name: /Firing/ })
  expect(await firing.innerText()).toContain('1')
  await own.click()
  await expect.poll(() => page.locator('.alert-row').count()).toBe(2)
  expect(complaints).toEqual([])
})
