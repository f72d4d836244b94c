import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { startBrowser } from './browser.ts'
import { type ConsoleHub, INGEST_KEY, startConsoleHub } from './console-hub.ts'

let browser: Browser
let hub: ConsoleHub
let complaints: string[]

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  complaints = []
  hub = await startConsoleHub()
  const [aliyun] = hub.configuration.sources
  if (!aliyun) throw new Error('there is a source')
  const settings = { interval: 3_600_000, expected: ['nightly-backup'] }
  const jobs = {
    ...aliyun,
    name: 'jobs',
    type: 'heartbeat',
    key: new Secret('jobs-ingest-key'),
    settings,
  }
  hub.app.reconfigure({ ...hub.configuration, sources: [aliyun, jobs] })
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await hub.stop()
})

async function open(hash: string, locale: string, width: number): Promise<Page> {
  const viewport = { width, height: 800 }
  const context = await browser.newContext({ locale, timezoneId: 'Asia/Shanghai', viewport })
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${hub.url}/${hash}`)
  await page.locator('.view').waitFor()
  return page
}

const REBOOT = {
  product: 'ECS',
  name: 'Instance:SystemMaintenance.Reboot:Scheduled',
  level: 'CRITICAL',
  regionId: 'cn-hangzhou',
  resourceId: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-one',
  instanceName: 'web-prod-01',
  content: { eventId: 'e-one', eventStatus: 'Scheduled' },
}

test.each([
  ['en-US', 1280, ['Speaks', 'Told', 'Not read', 'Repeated', 'nightly-backup', 'Up']],
  ['zh-CN', 360, ['正常', '已通知', '未能解析', '重复投递', 'nightly-backup', '正常']],
] as const)(
  'in %s at %i px the sources and what became of each request are read by clicking',
  async (locale, width, words) => {
    await hub.send(REBOOT)
    await hub.send(REBOOT)
    await hub.post(`nonsense of ${INGEST_KEY}`)
    await fetch(`${hub.url}/in/jobs-ingest-key/nightly-backup`)
    const page = await open('#/sources', locale, width)
    await page.getByRole('link', { name: 'aliyun' }).waitFor()
    expect(await page.locator('main').innerText()).toContain(words[0])
    await page.getByRole('link', { name: 'aliyun' }).click()
    await page.getByText(words[2]).first().waitFor()
    const text = (await page.locator('main').innerText()).toLowerCase()
    for (const word of [words[1], words[3]]) expect(text).toContain(word.toLowerCase())
    await page.locator('summary').last().click()
    await page.getByText('"eventStatus": "Scheduled"').last().waitFor()
    expect(await page.locator('main').innerText()).not.toContain(INGEST_KEY)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    await page.goto(`${hub.url}/#/sources/jobs`)
    await page.getByText(words[4]).first().waitFor()
    expect(await page.locator('main').innerText()).toContain(words[5])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(complaints).toEqual([])
  },
)

test('what was not read is read again from the page, and says why it still cannot be', async () => {
  await hub.post('nonsense')
  const page = await open('#/sources/aliyun', 'en-US', 1280)
  await page.getByRole('button', { name: 'Read again' }).click()
  await page.getByText('The hub refuses').waitFor()
  expect(await page.locator('.banner').innerText()).toContain('Expected: A system event')
})
