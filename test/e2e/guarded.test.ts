import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { type ConsoleHub, startConsoleHub } from './console-hub.ts'

let browser: Browser
let hub: ConsoleHub

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())
afterEach(() => hub.stop())

/** The rows of the sources to look at; the page never has to be moved sideways. */
const rowsIn = async (locale: 'en-US' | 'zh-CN', width: number): Promise<string[]> => {
  const context = await browser.newContext({
    locale,
    timezoneId: 'Asia/Shanghai',
    viewport: { width, height: 900 },
  })
  const page = await context.newPage()
  await page.goto(`${hub.url}/`)
  await page.locator('.view').first().waitFor()
  const rows = await page.locator('[data-key="guarded"] li').allInnerTexts()
  const overflows = await page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  )
  expect(overflows).toBe(false)
  await context.close()
  return rows.map((text) => text.replaceAll(/\s+/g, ' ').trim())
}

test('the console says which source is paused or has refused something, and shows nothing else', async () => {
  hub = await startConsoleHub()
  expect(await rowsIn('en-US', 1200)).toEqual([])
  const [source] = hub.configuration.sources
  if (!source) throw new Error('the console hub has no source')
  const limited = { ...source, name: 'limited', guards: { rate: { perMinute: 1, burst: 1 } } }
  const resting = { ...source, name: 'resting', paused: true, previousKey: source.key } as const
  const configure = (...sources: (typeof source)[]): void =>
    hub.app.reconfigure({ ...hub.configuration, sources })
  configure(limited)
  expect([await hub.post('{}'), await hub.post('{}')]).toEqual([400, 429])
  configure(limited, resting)
  expect(await rowsIn('en-US', 1200)).toEqual([
    expect.stringMatching(
      /^Over its rate limited What fires is refused until .+ Refused for the rate: 1 · .+$/,
    ),
    'Paused resting What it sends is kept, and tells nothing. The previous key is still valid; nobody has used it since the hub started.',
  ])
  expect(await rowsIn('zh-CN', 360)).toEqual([
    expect.stringMatching(/^超出速率 limited 触发事件将被拒绝，直到 .+ 因速率被拒绝： ?1 · .+$/),
    '已暂停 resting 其事件仅保留，不通知。 旧密钥仍然有效；启动以来无人使用。',
  ])
})
