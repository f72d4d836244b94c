import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { openConsole } from './console.ts'
import { type ConsoleHub, claim, PASSWORD, startConsoleHub } from './console-hub.ts'

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

/** A tab of the first administrator at `hash`. */
async function administrator(hash: string) {
  await claim(hub)
  return signedIn('wang', hash)
}

/** A browser of somebody who signs in with their name and password, and then looks at `hash`. */
async function signedIn(name: string, hash: string) {
  const tab = await openConsole({ browser, hub })
  await signIn(tab.page, name)
  await tab.page.goto(`${hub.url}/${hash}`)
  return tab
}

async function signIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('navigation', { name: 'Pages' }).first().waitFor()
}

test('whoever the identity provider did not let in reads why, in both languages', async () => {
  await claim(hub)
  const { page } = await openConsole({ browser, hub }, '#/sign-in?refused=not-let-in')
  await page.getByText('Ask an administrator to let you in.').waitFor()
  const chinese = { locale: 'zh-CN' }
  const other = await openConsole({ browser, hub }, '#/sign-in?refused=too-late', chinese)
  await other.page.getByText('请重新登录').waitFor()
  await other.page.getByLabel('用户名').fill('wang')
  await other.page.getByLabel('密码').fill('not this one')
  await other.page.keyboard.press('Enter')
  await other.page.getByText('用户名与密码不匹配').waitFor()
})

test('somebody is invited, sets a password with the link, is given another role, and is disabled at once', async () => {
  const { page, complaints } = await administrator('#/settings/users')
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('zhao')
  await dialog.getByLabel('Name that others read').fill('赵敏')
  await dialog.getByLabel('Role').selectOption('viewer')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  const link = await dialog.locator('.code pre').innerText()
  expect(link).toMatch(new RegExp(`^${hub.url}/#/invitation/[\\w-]{43}$`))
  await dialog.getByRole('button', { name: 'Close' }).click()
  const theirs = await openConsole({ browser, hub }, new URL(link).hash)
  await theirs.page.getByLabel('Password').fill(PASSWORD)
  await theirs.page.getByRole('button', { name: 'Begin' }).click()
  await theirs.page.getByText('Nothing fires.').waitFor()
  const again = await openConsole({ browser, hub }, new URL(link).hash)
  await again.page.getByText('This invitation cannot be used').waitFor()
  const row = page.locator('.user-row', { hasText: '赵敏' })
  await row.getByRole('button', { name: '赵敏' }).click()
  await page.waitForURL(/users\?open=/)
  await dialog.getByLabel('Role').selectOption('editor')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await row.getByText('Editor', { exact: true }).waitFor()
  await row.getByRole('button', { name: 'Change' }).click()
  await dialog.getByLabel(/^Disabled/).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await row.getByText('disabled', { exact: true }).waitFor()
  await theirs.page.reload()
  await theirs.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  const own = page.locator('.user-row', { hasText: '王伟' })
  await own.getByRole('button', { name: 'Change' }).click()
  await dialog.getByLabel('Role').selectOption('viewer')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('somebody else who can administer').waitFor()
  expect(complaints.filter((text) => !/40[19]/.test(text))).toEqual([])
})

test('an API token is made with a role and an end, shown once, and turned away once it is revoked', async () => {
  const { page } = await administrator('#/settings/tokens')
  await page.getByText('There is no API token.').waitFor()
  await page.getByRole('button', { name: 'Make a token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What uses it').fill('ci-pipeline')
  await dialog.getByLabel('Ends').selectOption('30')
  await dialog.getByRole('button', { name: 'Make a token' }).click()
  const token = await dialog.locator('.code pre').innerText()
  const status = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` }
    return (await fetch(`${hub.url}/api/v1/status`, { headers })).status
  }
  expect(await status()).toBe(200)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await page.reload()
  await page.locator('.user-row', { hasText: 'ci-pipeline' }).waitFor()
  expect(await page.content()).not.toContain(token)
  await page.getByRole('button', { name: 'Revoke' }).click()
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('There is no API token.').waitFor()
  expect(await status()).toBe(401)
})

test('the audit log is filtered in its address, and shows what a change changed', async () => {
  const { page } = await administrator('#/settings/users?open=new')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('zhao')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await page
    .locator('.user-row', { hasText: 'zhao' })
    .getByRole('button', { name: 'Change' })
    .click()
  await dialog.getByLabel('Role').selectOption('admin')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await page.getByRole('link', { name: 'Audit log' }).click()
  await page.locator('.audit-row').nth(2).waitFor()
  await page.getByLabel('Search by whom').fill('ZHAO')
  await page.waitForURL(/text=ZHAO/)
  await expect.poll(() => page.locator('.audit-row').count()).toBe(2)
  await page.getByLabel('What', { exact: true }).selectOption('user.change')
  await expect.poll(() => page.locator('.audit-row').count()).toBe(1)
  await page.getByRole('button', { name: 'Changed a user' }).click()
  await page.locator('.change del').getByText('responder').waitFor()
  const copy = await signedIn('wang', new URL(page.url()).hash)
  await copy.page.locator('.change ins').getByText('admin').waitFor()
})

test('a password is changed by whoever knows it: other browsers are signed out, this one stays', async () => {
  const { page } = await administrator('#/settings')
  const other = await signedIn('wang', '#/settings')
  await other.page.getByText('this browser').waitFor()
  expect(await other.page.locator('.session-row').count()).toBeGreaterThan(1)
  await page.getByLabel('Password of now').fill('not this one')
  await page.getByLabel('New password').fill('another four words then')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('The password of now is another.').waitFor()
  await page.getByLabel('Password of now').fill(PASSWORD)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('You are signed out everywhere else.').waitFor()
  await expect.poll(() => page.locator('.session-row').count()).toBe(1)
  await other.page.reload()
  await other.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(other.page, 'wang', 'another four words then')
  await page.reload()
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await expect.poll(() => page.locator('.session-row').count()).toBe(1)
})
