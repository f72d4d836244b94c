import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { openConsole, REBOOT } from './console.ts'
import { type ConsoleHub, startConsoleHub } from './console-hub.ts'

let browser: Browser
let hub: ConsoleHub
beforeAll(async () => {
  browser = await startBrowser()
}, 120_000)
afterAll(() => browser.close())
beforeEach(async () => {
  hub = await startConsoleHub({ inStore: true })
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await hub.stop()
})

const TEXT = 'The configuration as YAML'

test('a policy is edited: its problems are marked, its effect is seen before it is saved, and it is brought back', async () => {
  await hub.send(REBOOT)
  const { page, complaints } = await openConsole({ browser, hub }, '#/configuration')
  const field = page.getByLabel(TEXT)
  await page.getByText('Nothing is wrong with it.').waitFor()
  const before = await field.inputValue()
  expect(before).toContain('url: "${KEPT_')
  await field.fill(before.replace('to: ops', 'to: opps'))
  await page.getByText('1 problem').waitFor()
  await page.locator('.line-numbers .bad').waitFor()
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await page
    .getByRole('button', { name: /^line 1\d$/ })
    .first()
    .click()
  expect(await page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA')
  await field.fill(before.replace('product="ECS"', 'product="RDS"'))
  await page.getByText('Nothing is wrong with it.').waitFor()
  await page.locator('.hunks .added').getByText('RDS').waitFor()
  await page.getByRole('button', { name: 'What would it have sent?' }).click()
  await page.getByText('In the last 7 days: 2 messages were sent, 0 would have been.').waitFor()
  await page.getByText('1 alerts or notices would have been told to nobody').waitFor()
  await page.getByLabel(/^Why/).fill('only databases')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Revision 2 counts from now on.').waitFor()
  const row = page.locator('.revision-row').first()
  await row.getByText('only databases').waitFor()
  const { policies } = Object(await (await fetch(`${hub.url}/api/v1/policies`)).json())
  expect(policies[0].match).toContain('product="RDS"')
  await page.getByRole('link', { name: 'Compare with the newest' }).click()
  await page.waitForURL(/revision=/)
  await page.locator('.compared').getByRole('button', { name: 'Restore' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await page.getByText('Revision 3 counts from now on.').waitFor()
  await expect.poll(() => field.inputValue()).toContain('product="ECS"')
  expect(complaints).toEqual([])
})

test('what somebody else saves meanwhile is seen, and nothing typed is lost', async () => {
  const { page, complaints } = await openConsole({ browser, hub }, '#/configuration', {
    locale: 'zh-CN',
  })
  const field = page.getByLabel('配置（YAML）')
  await page.getByText('检查通过。').waitFor()
  const before = await field.inputValue()
  await field.fill(`${before}# 我的改动\n`)
  const other = await fetch(`${hub.url}/api/v1/configuration`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': '"1"' },
    body: JSON.stringify({ text: `${before}# another\n`, comment: '' }),
  })
  expect(other.status).toBe(200)
  await page.getByText('已保存版本 2').waitFor()
  expect(await page.getByRole('button', { name: '保存' }).isDisabled()).toBe(true)
  expect(await field.inputValue()).toContain('# 我的改动')
  await page.getByRole('button', { name: '基于最新版本继续' }).click()
  await page.locator('.hunks .removed').getByText('# another').waitFor()
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('版本 3 已生效。').waitFor()
  expect(complaints).toEqual([])
})

test('conditions become a policy, and what it would catch is shown', async () => {
  await hub.send(REBOOT)
  const { page, complaints } = await openConsole({ browser, hub }, '#/policies')
  await page.getByRole('button', { name: 'Add a condition' }).click()
  await page.getByLabel('Value').nth(1).fill('aliyun')
  await page.getByLabel('Tell').selectOption('ops')
  const yaml = await page.getByLabel('Another policy (YAML)').inputValue()
  expect(yaml).toBe(`match: ['severity="critical"', 'source="aliyun"']\nnotify: [{ to: "ops" }]`)
  await page.getByRole('button', { name: 'Count it' }).click()
  await page.getByText('would have matched 1 event').waitFor()
  expect(complaints).toEqual([])
})

test('who is in a team can see only what is the team’s', async () => {
  const { text } = Object(await (await fetch(`${hub.url}/api/v1/configuration`)).json())
  const owned = text.replace('  state-changes:', '    team: web\n  state-changes:')
  const saved = await fetch(`${hub.url}/api/v1/configuration`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': '"1"' },
    body: JSON.stringify({ text: `${owned}teams: { web: { members: [wang] } }\n` }),
  })
  expect(saved.status).toBe(200)
  const { page, complaints } = await openConsole({ browser, hub }, '#/')
  // A page that is open would be refused what it asked for before anybody had to sign in.
  await page.goto('about:blank')
  const code = await hub.app.firstInvitation()
  const accepted = await page.request.post(`${hub.url}/api/v1/invitation/accept`, {
    data: { code, name: 'wang', password: 'a long password' },
  })
  expect(accepted.status()).toBe(200)
  await page.goto(`${hub.url}/#/policies`)
  await page.locator('.policy').nth(1).waitFor()
  await page.getByRole('button', { name: 'My teams' }).click()
  await page.locator('.policy').nth(1).waitFor({ state: 'detached' })
  expect(await page.locator('.policy h2').innerText()).toBe('ecs-trouble')
  await page.getByRole('link', { name: 'line 17' }).click()
  await page.waitForURL(/configuration\?line=/)
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA')
  expect(complaints).toEqual([])
})
