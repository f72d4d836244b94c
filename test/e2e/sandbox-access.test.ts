import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { guard } from '../../src/api/access.ts'
import { ManualClock } from '../../src/base/clock.ts'
import { Secret } from '../../src/base/secret.ts'
import { chatId } from '../../src/sandbox/chats.ts'
import { startBrowser } from './browser.ts'
import { watchSandbox } from './sandbox-page.ts'

const WECOM = '/sandbox/wecom/cgi-bin/webhook/send?key=key-1'
const CHAT = `/sandbox/chats/${chatId('wecom', 'key-1')}`
const text = (content: string) => ({ msgtype: 'text', text: { content } })
const clock = new ManualClock(Date.UTC(2026, 2, 5, 2, 15))

/** Nobody has an account: there is the token of the command line only. */
const ACCESS = {
  token: new Secret('the-token'),
  isUnclaimed: async () => true,
  callerOfToken: async () => undefined,
  callerOfSession: async () => undefined,
}

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
}, 120_000)
afterAll(() => browser.close())

test('where the API asks for a token the page does, keeps it for the tab, and stays live', async () => {
  const sandbox = await watchSandbox(browser, clock, guard(ACCESS))
  await sandbox.call('POST', WECOM, text('first'))
  const page = await sandbox.look(CHAT, { locale: 'zh-CN' })
  await page.getByText('沙箱需要 API 令牌').waitFor()
  expect(await page.content()).not.toContain('first')
  await page.locator('#token').fill('another')
  await page.locator('.token button').click()
  await page.getByText('令牌无效').waitFor()
  await page.locator('#token').fill('the-token')
  await page.locator('.token button').click()
  await page.getByText('first', { exact: true }).waitFor()
  await sandbox.call('POST', WECOM, text('second'))
  await page.getByText('second', { exact: true }).waitFor()
  await page.reload()
  await page.getByText('first', { exact: true }).waitFor()
  await sandbox.close()
  // The browser itself notes each 401; the page complains of nothing else.
  expect(sandbox.complaints.filter((line) => !line.includes('401'))).toEqual([])
})

test('a page whose sandbox cannot be reached says so, and comes back with it', async () => {
  let isBroken = true
  const sandbox = await watchSandbox(browser, clock, async (_request, reply) => {
    if (isBroken) return reply.code(503).send({ error: 'The sandbox is resting.' })
    return undefined
  })
  await sandbox.call('POST', WECOM, text('first'))
  const page = await sandbox.look(CHAT)
  await page.getByText('The sandbox cannot be reached').waitFor()
  expect(await page.getByRole('alert').textContent()).toBe('The sandbox is resting.')
  isBroken = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('first', { exact: true }).waitFor()
  await sandbox.close()
  expect(sandbox.complaints.filter((line) => !line.includes('503'))).toEqual([])
})

test('a page that loses its sandbox says that it tries again', async () => {
  const sandbox = await watchSandbox(browser, clock)
  await sandbox.call('POST', WECOM, text('first'))
  const page = await sandbox.look(CHAT)
  await page.getByText('first', { exact: true }).waitFor()
  await page.context().setOffline(true)
  await page.route('**/sandbox/api/**', (route) => route.abort())
  await sandbox.drop()
  await page.locator('.chat-foot .warning').waitFor()
  await page.unroute('**/sandbox/api/**')
  await page.context().setOffline(false)
  await sandbox.call('POST', WECOM, text('second'))
  await page.getByText('second', { exact: true }).waitFor()
  expect(await page.locator('.chat-foot .warning').count()).toBe(0)
  await sandbox.close()
})
