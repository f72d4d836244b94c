import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { startBrowser } from './browser.ts'
import { openConsole, REBOOT, SNAPSHOT, type Tab } from './console.ts'
import { type ConsoleHub, INGEST_KEY, startConsoleHub } from './console-hub.ts'

const NIGHT = `
schedules:
  night: { zone: Asia/Shanghai, layers: [{ rotate: daily, at: "09:00", contacts: [ops-chat] }] }
escalationPolicies:
  night-on-call: { steps: [{ notify: [{ schedule: night }], wait: 15m }] }
`

let browser: Browser
let hub: ConsoleHub

beforeAll(async () => {
  browser = await startBrowser()
}, 120_000)
afterAll(() => browser.close())
beforeEach(async () => {
  hub = await startConsoleHub({ more: NIGHT })
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await hub.stop()
})

function open(hash?: string, options?: BrowserContextOptions & { name?: string }): Promise<Tab> {
  return openConsole({ browser, hub }, hash, options)
}

test('CloudMonitor is connected step by step: the lines for the file, the address, where to click, and its first event', async () => {
  const { page, complaints } = await open('#/connect')
  await page.getByRole('button', { name: 'Alibaba CloudMonitor' }).click()
  const lines = await page.locator('.code pre').first().innerText()
  const key = /key: "([0-9a-f]{40})"/.exec(lines)?.[1]
  const address = await page.locator('.code pre').nth(1).innerText()
  expect(address).toBe(`${hub.url}/in/${key}`)
  await page.locator('.guide').getByText('Subscription policy').first().waitFor()
  await page.getByText('Nothing has come from it yet.').waitFor()
  const name = await page.getByLabel('Name').inputValue()
  expect(lines).toContain(`${name}:`)
  const source = { name, type: 'cloudmonitor', key: new Secret(key ?? ''), settings: {} }
  hub.app.reconfigure({
    ...hub.configuration,
    sources: [...hub.configuration.sources, source],
  })
  const sent = await fetch(address, { method: 'POST', body: JSON.stringify(REBOOT) })
  expect(sent.status).toBe(200)
  await page.getByText('It has arrived.').waitFor()
  expect(await page.locator('.guide img, .guide a').count()).toBe(0)
  expect(complaints).toEqual([])
})

test('the sources and what became of each request are read by clicking, without their keys', async () => {
  await hub.send(REBOOT)
  await hub.send(REBOOT)
  await hub.post(`nonsense of ${INGEST_KEY}`)
  const viewport = { width: 360, height: 800 }
  const { page, complaints } = await open('#/sources', { locale: 'zh-CN', viewport })
  await page.getByRole('link', { name: 'aliyun' }).click()
  for (const word of ['未能解析', '重复投递', '已通知'])
    await page.getByText(word).first().waitFor()
  await page.locator('summary').last().click()
  await page.getByText('"eventStatus": "Scheduled"').last().waitFor()
  expect(await page.locator('main').innerText()).not.toContain(INGEST_KEY)
  expect(complaints).toEqual([])
})

test('what was not read says why, is read again, and is tried from where it is shown', async () => {
  expect(await hub.post('{"no":"event"}')).toBe(400)
  const { page, complaints } = await open('#/quarantine')
  await page.locator('.card').getByText('Expected').first().waitFor()
  await page.getByRole('button', { name: 'Read again' }).click()
  await page.locator('.toast').getByText('Expected: A system event').waitFor()
  await page.getByRole('link', { name: 'Try this request' }).first().click()
  await page.getByRole('heading', { name: 'Try a source' }).waitFor()
  expect(await page.getByLabel('Source').inputValue()).toBe('aliyun')
  await page.waitForFunction(
    `[...document.querySelectorAll('textarea')].some(({ value }) => value === '{"no":"event"}')`,
  )
  expect(complaints).toEqual([])
})

test('a pasted payload shows its event and where each part came from; other settings stand in; nothing is stored', async () => {
  const { page, complaints } = await open('#/try')
  await expect.poll(() => page.getByLabel('Source').inputValue()).toBe('relay')
  const payload = '{"id":7,"title":"Disk full","priority":"urgent","host":"web-1"}'
  await page.getByLabel('Body of the request').fill(payload)
  await page.getByRole('button', { name: 'Try it' }).click()
  const card = page.locator('.try-result .card')
  await card.getByText('Disk full').first().waitFor()
  const text = await card.innerText()
  expect(text).toMatch(/dedupKey\s+7\s+by the setting \$\.id/)
  expect(text).toMatch(/title\s+Disk full\s+guessed from \$\.title/)
  await page.getByLabel('Other settings (YAML)').fill("title: '{{ .host }} is ill'")
  await page.getByRole('button', { name: 'Try it' }).click()
  await card.getByText('web-1 is ill').first().waitFor()
  expect(await (await fetch(`${hub.url}/api/v1/events`)).json()).toMatchObject({ events: [] })
  expect(complaints).toEqual([])
})

test('somebody is put on call for a while, which the calendar and "who would be called" show, and taken back', async () => {
  const { page, complaints } = await open('#/schedules', { name: 'Li' })
  await page.getByText('no gap in these two weeks').waitFor()
  await page.getByRole('button', { name: 'Put somebody on call' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Who').selectOption('oncall-chat')
  await dialog.getByRole('button', { name: 'Put on call' }).click()
  await page.locator('.lead-line').getByText('On call', { exact: true }).waitFor()
  const other = await open('#/escalation')
  await other.page.locator('.called').getByText('On call').waitFor()
  await page.getByRole('button', { name: 'Take back' }).click()
  await page.locator('.lead-line').getByText('运维群').waitFor()
  await other.page.locator('.called').getByText('运维群').waitFor()
  expect([...complaints, ...other.complaints]).toEqual([])
})

test('a time is dragged in the calendar, or chosen with the arrows, and somebody is put on call for it', async () => {
  const { page, complaints } = await open('#/schedules', { name: 'Li' })
  const line = page.getByRole('button', { name: 'Drag over a time' })
  const box = await line.boundingBox()
  if (!box) throw new Error('the line of time is not drawn')
  const at = (day: number) => box.x + (box.width * day) / 14
  await page.mouse.move(at(2), box.y + 10)
  await page.mouse.down()
  await page.mouse.move(at(2.5), box.y + 10)
  await page.mouse.move(at(3), box.y + 10)
  await page.mouse.up()
  const dialog = page.getByRole('dialog')
  const hoursOf = async (): Promise<number> => {
    const [from, until] = await Promise.all(
      ['From', 'Until'].map((name) => dialog.getByLabel(name).inputValue()),
    )
    return (Date.parse(until ?? '') - Date.parse(from ?? '')) / 3_600_000
  }
  const dragged = await hoursOf()
  expect([24, 25]).toContain(dragged)
  await dialog.getByLabel('Who').selectOption('oncall-chat')
  await dialog.getByRole('button', { name: 'Put on call' }).click()
  await page.locator('.calendar-row', { hasText: 'Overrides' }).getByText('On call').waitFor()
  await line.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+ArrowRight')
  await page.locator('.picked-text').getByText('–').waitFor()
  await page.keyboard.press('Enter')
  expect(await hoursOf()).toBe(9)
  expect(complaints).toEqual([])
})

test('a silence says what it would hold before it begins, begins, and is ended', async () => {
  await hub.send(REBOOT)
  const { page, complaints } = await open('#/silences', { name: 'Li' })
  await page.getByLabel('Matchers, one a line').fill('instance="web-prod-01"')
  await page.getByRole('button', { name: 'What would it hold?' }).click()
  await page.getByText('It holds 1 open alerts now').waitFor()
  await page.getByRole('button', { name: 'Begin the silence' }).click()
  await page.locator('.silence-row').getByText('active').waitFor()
  await page.getByRole('button', { name: /End now/ }).click()
  await page.locator('.silence-row').waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})

test('a policy says what it would have sent in the last week, and one that is not written yet as well', async () => {
  await hub.send(REBOOT)
  await hub.send(SNAPSHOT)
  const { page, complaints } = await open('#/policies')
  await page.getByRole('button', { name: 'What would this have sent?' }).first().click()
  await page.locator('.volume').getByText('ECS planned reboot').first().waitFor()
  await page
    .getByLabel('Another policy (YAML)')
    .fill('match: [\'name=~"Snapshot.*"\']\nnotify: [{ to: ops }]')
  await page.getByRole('button', { name: 'Count it' }).click()
  await page.locator('form .volume').getByText('Snapshot').first().waitFor()
  expect(complaints).toEqual([])
})
