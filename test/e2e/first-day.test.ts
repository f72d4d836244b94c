// One story through all doors: the first administrator, the first event, its message in the chat, and the answer from there.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { openConsole, REBOOT } from './console.ts'
import { type ConsoleHub, PASSWORD, startConsoleHub } from './console-hub.ts'

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

test('from the link of the first start to an event, its message in the DingTalk chat, and an acknowledgement from there that the console shows at once', async () => {
  const link = await hub.app.firstInvitation()
  const { page, complaints } = await openConsole({ browser, hub }, `#/invitation/${link}`)
  await page.getByLabel('Name', { exact: true }).fill('wang')
  await page.getByLabel('The name that others read').fill('王伟')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByText('Nothing fires.').waitFor()

  expect(await hub.post(JSON.stringify(REBOOT))).toBe(200)
  await page.locator('.alert-row[data-state="firing"]').waitFor()
  await page.goto(`${hub.url}/#/deliveries?state=sent`)
  await page.locator('.delivery-row').nth(1).waitFor()
  await page.goto(`${hub.url}/#/`)

  const context = page.context()
  const sandbox = await context.newPage()
  const heard = await context.request.get(`${hub.url}/sandbox/api/messages`)
  const { messages } = Object(await heard.json())
  const english = messages.find((one: object) => JSON.stringify(one).includes('"Acknowledge"'))
  await sandbox.goto(`${hub.url}/sandbox/chats/${english.chat}`)
  const opened = context.waitForEvent('page')
  await sandbox.getByRole('link', { name: 'Acknowledge' }).last().click()
  const answer = await opened
  await answer.getByLabel('Who are you?').fill('Li Na')
  await answer.getByRole('button', { name: 'Acknowledge' }).click()
  await answer.getByRole('status').waitFor()

  await page.locator('.alert-row[data-state="acknowledged"]').getByText('Li Na').waitFor()
  await page.locator('.alert-row .title').click()
  await page.locator('.timeline .answer').getByText('from the chat "On call"').waitFor()
  expect(complaints).toEqual([])
}, 120_000)
