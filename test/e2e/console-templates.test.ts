import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { openConsole } from './console.ts'
import { type ConsoleHub, startConsoleHub } from './console-hub.ts'

const TEMPLATES = `
templates:
  short: '{{ .title }} ({{ .labels.region }})'
`

let browser: Browser
let hub: ConsoleHub

beforeAll(async () => {
  browser = await startBrowser()
}, 120_000)
afterAll(() => browser.close())
beforeEach(async () => {
  hub = await startConsoleHub({ more: TEMPLATES })
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await hub.stop()
})

test('a template is written beside what the four platforms make of it, and its faults are marked where they are', async () => {
  const { page, complaints } = await openConsole({ browser, hub }, '#/templates?template=short')
  const card = (channel: string) =>
    page.locator(`[data-channel="${channel}"] iframe`).contentFrame().locator('.bubble')
  for (const channel of ['dingtalk', 'lark', 'wecom', 'slack'])
    await card(channel).getByText('web-prod-01 · alert (cn-hangzhou)').waitFor()
  await page.getByRole('textbox', { name: 'Title' }).fill('ALARM {{ .severity }}')
  for (const channel of ['dingtalk', 'lark', 'wecom', 'slack'])
    await card(channel)
      .getByText('ALARM critical')
      .first()
      .waitFor()
      .catch(async () => {
        // Lark's heading, and Slack's text, stand outside of the bubble's own text.
        await page
          .locator(`[data-channel="${channel}"] iframe`)
          .contentFrame()
          .getByText('ALARM critical')
          .first()
          .waitFor()
      })
  await page.getByRole('textbox', { name: 'Text' }).fill('one\n two {{ .titel }}')
  await page.getByRole('button', { name: 'line 2, column 9' }).click()
  const mark = await page.locator('.line-numbers .bad').boundingBox()
  const numbers = await page.locator('.line-numbers', { has: page.locator('.bad') }).boundingBox()
  expect(mark && numbers && Math.floor((mark.y - numbers.y) / 20) + 1).toBe(2)
  await page.getByRole('textbox', { name: 'Text' }).fill('{{ range .firing }}{{ .title }}{{ end }}')
  await page.getByText('It fails for:').waitFor()
  await page.locator('.faults').waitFor({ state: 'detached' })
  await page.getByLabel('Kind').selectOption('resolved')
  await page.waitForURL(/kind=resolved/)
  await page.locator('.faults').getByText('Its text is empty').waitFor()
  expect(await page.locator('.code pre').last().innerText()).toContain('{{ range .firing }}')
  expect(complaints).toEqual([])
})

test('a template tells what a source reads from a request, and a raw body says which platforms it does not fit', async () => {
  const { page, complaints } = await openConsole({ browser, hub }, '#/templates?source=relay', {
    locale: 'zh-CN',
    viewport: { width: 360, height: 800 },
  })
  await page.getByLabel('请求体').fill('{"id":7,"title":"Disk full","priority":"urgent"}')
  const dingtalk = page.locator('[data-channel="dingtalk"]')
  await dingtalk.locator('iframe').contentFrame().getByText('Disk full').first().waitFor()
  await dingtalk.getByText('/ 20,000 字节').waitFor()
  await page.getByRole('button', { name: '原始消息体' }).click()
  await page
    .getByLabel('原始消息体')
    .fill('{ "msgtype": "text", "text": { "content": "raw {{ .title }}" } }')
  await dingtalk.locator('iframe').contentFrame().getByText('raw Disk full').waitFor()
  await page.locator('[data-channel="lark"] .banner').getByText('飞书消息体').waitFor()
  expect(await dingtalk.locator('.banner').count()).toBe(0)
  expect(complaints).toEqual([])
})
