import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { type ConsoleHub, startConsoleHub } from './console-hub.ts'

let browser: Browser
let hub: ConsoleHub
/** What the browser complained of. */
let complaints: string[]

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  complaints = []
  hub = await startConsoleHub()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await hub.stop()
})

async function open(hash: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', ...options })
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.goto(`${hub.url}/${hash}`)
  await page.locator('.view').first().waitFor()
  return page
}

const PAYLOAD = '{"id":7,"title":"Disk full","priority":"urgent","host":"web-1"}'

test('a pasted payload shows its event and where each part came from, and nothing is stored', async () => {
  const page = await open('#/try')
  expect(await page.getByLabel('Source').inputValue()).toBe('relay')
  await page.getByLabel('Body of the request').fill(PAYLOAD)
  await page.getByRole('button', { name: 'Try it' }).click()
  const card = page.locator('.try-result .card')
  await card.getByText('Disk full').first().waitFor()
  const text = await card.innerText()
  expect(text).toContain('Critical')
  expect(text).toContain('host="web-1"')
  expect(text).toMatch(/dedupKey\s+7\s+by the setting \$\.id/)
  expect(text).toMatch(/title\s+Disk full\s+guessed from \$\.title/)
  const events = await fetch(`${hub.url}/api/v1/events`)
  expect(await events.json()).toMatchObject({ events: [] })
  expect(complaints).toEqual([])
})

test('other settings stand in for those of the configuration, and say what is wrong with them', async () => {
  const page = await open('#/try')
  await page.getByLabel('Body of the request').fill(PAYLOAD)
  await page.getByLabel('Other settings (YAML)').fill('title: $.host-name')
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.locator('.try-result').getByText('names with other characters').waitFor()
  await page.getByLabel('Other settings (YAML)').fill("title: '{{ .host }} is ill'")
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.locator('.try-result .card').getByText('web-1 is ill').first().waitFor()
  // A refused request is told by the browser too.
  expect(complaints.filter((one) => !one.includes('400'))).toEqual([])
})

test('what is typed stays through a redraw, and the page speaks Chinese on a phone without scrolling sideways', async () => {
  const page = await open('#/try', { locale: 'zh-CN', viewport: { width: 390, height: 844 } })
  await page.getByLabel('请求体').fill('[1, 2')
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
  await page.getByRole('button', { name: '试运行' }).click()
  await page.getByText('来源无法解读该请求。').waitFor()
  expect(await page.getByLabel('请求体').inputValue()).toBe('[1, 2')
  const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
  expect(await page.evaluate(wide)).toBe(0)
  expect(complaints).toEqual([])
})

test('a request of the quarantine is tried from where it is shown', async () => {
  expect(await hub.post('{"no":"event"}')).toBe(400)
  const page = await open('#/quarantine')
  await page.getByRole('button', { name: 'Try this request' }).click()
  await page.getByRole('heading', { name: 'Try a source' }).waitFor()
  expect(await page.getByLabel('Source').inputValue()).toBe('aliyun')
  expect(await page.getByLabel('Body of the request').inputValue()).toBe('{"no":"event"}')
})
