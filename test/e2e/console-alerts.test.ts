import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { flood, openConsole, REBOOT } from './console.ts'
import { type ConsoleHub, startConsoleHub } from './console-hub.ts'

let browser: Browser
let hub: ConsoleHub

beforeAll(async () => {
  browser = await startBrowser()
}, 120_000)
afterAll(() => browser.close())
beforeEach(async () => {
  hub = await startConsoleHub()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await hub.stop()
})

/** What is asked for lists of alerts from now on. */
function listening(page: Page): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.pathname === '/api/v1/alerts' && request.method() === 'GET') asked.push(url.search)
  })
  return asked
}

test('ten thousand alerts are acknowledged by filter at once, and the list stays fast', async () => {
  await hub.send(REBOOT)
  await flood(hub, 10_000)
  const { page, complaints } = await openConsole({ browser, hub }, '#/alerts?source=relay', {
    name: 'Wang',
  })
  await page.getByText('10,000 open alerts').waitFor()
  expect(await page.locator('.alert-row').count()).toBeLessThan(60)
  await page.getByRole('button', { name: 'Acknowledge all that match' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click()
  // The page answers while the hub works through them.
  await page.keyboard.press('j')
  await page.locator('.alert-row.current').waitFor({ timeout: 20_000 })
  await page.getByText('Acknowledged: 10000 alerts').waitFor({ timeout: 240_000 })
  await hub.rest()
  const { counts } = Object(await (await fetch(`${hub.url}/api/v1/alert-counts`)).json())
  const firing = counts.filter(({ state }: { state: string }) => state === 'firing')
  expect(firing).toEqual([{ state: 'firing', severity: 'critical', source: 'aliyun', count: 1 }])
  await expect.poll(() => page.locator('.alert-row[data-state="firing"]').count()).toBe(0)
  expect(complaints).toEqual([])
}, 400_000)

test('of a long list only what is in view, and what is newest, is asked for again when something changes', async () => {
  await flood(hub, 1_500)
  const { page, complaints } = await openConsole({ browser, hub }, '#/alerts', { name: 'Wang' })
  const title = (place: number) => page.getByText(`Disk ${place} is full`, { exact: true })
  const toEnd = async (): Promise<number> => {
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    return title(0).count()
  }
  await expect.poll(toEnd, { timeout: 60_000 }).toBe(1)
  const asked = listening(page)
  await hub.send(REBOOT)
  await expect.poll(() => page.title()).toContain('(1501)')
  await hub.rest()
  await expect
    .poll(() => asked.filter((query) => query.includes('before=')).length)
    .toBeGreaterThan(0)
  const pages = new Set(asked.map((query) => new URLSearchParams(query).get('before') ?? ''))
  expect(pages.size).toBeLessThanOrEqual(3)
  // What is far from view is asked for when it comes there.
  await page.evaluate('scrollTo(0, 0)')
  await page.getByText('ECS planned reboot').first().waitFor()
  await title(1_499).waitFor()
  expect(complaints).toEqual([])
}, 180_000)

test('an alert leads to the next and to the one before it, within the filter of the list that it was opened from', async () => {
  await flood(hub, 3)
  await hub.send(REBOOT)
  const { page, complaints } = await openConsole({ browser, hub }, '#/alerts?source=relay')
  await page.locator('.alert-row .title').first().click()
  const heading = (place: number) => page.getByRole('heading', { name: `Disk ${place} is full` })
  await heading(2).waitFor()
  await page.keyboard.press('n')
  await heading(1).waitFor()
  await page.keyboard.press('j')
  await heading(0).waitFor()
  await page.keyboard.press('n')
  await page.getByText('This is the oldest alert of the list.').waitFor()
  await page.keyboard.press('p')
  await heading(1).waitFor()
  const linked = await openConsole({ browser, hub }, new URL(page.url()).hash)
  await linked.page.getByRole('button', { name: /Newer/ }).click()
  await linked.page.getByRole('heading', { name: 'Disk 2 is full' }).waitFor()
  await linked.page.keyboard.press('p')
  await linked.page.getByText('This is the newest alert of the list.').waitFor()
  await page.keyboard.press('Escape')
  await page.waitForURL(/alerts\?source=relay/)
  expect([...complaints, ...linked.complaints]).toEqual([])
})

test('a view is saved under a name, opens with its filters and its count, and its address shows the same to others', async () => {
  await flood(hub, 2)
  await hub.send(REBOOT)
  const { page, complaints } = await openConsole({ browser, hub }, '#/alerts')
  await page.locator('.alert-row').nth(2).waitFor()
  expect(await page.getByRole('button', { name: 'Save this view' }).count()).toBe(0)
  await page.getByRole('button', { name: /^relay/ }).click()
  await page.getByRole('button', { name: 'Save this view' }).click()
  await page.getByLabel('Name').fill('Disks')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('link', { name: 'Disks 2' }).click()
  await page.getByRole('heading', { name: 'Disks' }).waitFor()
  await expect.poll(() => page.locator('.alert-row').count()).toBe(2)
  await page.reload()
  await page.getByRole('link', { name: 'Disks 2' }).waitFor()
  const other = await openConsole({ browser, hub }, new URL(page.url()).hash)
  await other.page.getByRole('heading', { name: 'Disks' }).waitFor()
  await other.page.getByRole('button', { name: 'Save this view' }).waitFor()
  await page.getByRole('button', { name: 'Forget the view Disks' }).click()
  await page.getByRole('link', { name: 'Disks 2' }).waitFor({ state: 'detached' })
  expect([...complaints, ...other.complaints]).toEqual([])
})
