import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { type ConsoleHub, startConsoleHub } from './console-hub.ts'

let browser: Browser
let hub: ConsoleHub
/** What a page complained of, or asked of others than the hub. */
let complaints: string[]

beforeAll(async () => {
  browser = await startBrowser()
}, 120_000)
afterAll(() => browser.close())
beforeEach(async () => {
  complaints = []
  hub = await startConsoleHub()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await hub.stop()
  expect(complaints).toEqual([])
})

const REBOOT = {
  product: 'ECS',
  name: 'Instance:SystemMaintenance.Reboot:Scheduled',
  level: 'CRITICAL',
  regionId: 'cn-hangzhou',
  resourceId: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-one',
  instanceName: 'web-prod-01',
  content: { eventId: 'e-one', eventStatus: 'Scheduled' },
}

/** A reader's browser, as it is: a phone in China unless told otherwise. */
async function reader(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 390, height: 800 },
    ...options,
  })
  context.setDefaultTimeout(15_000)
  context.on('page', watch)
  return context
}

function watch(page: Page): void {
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text())
  })
  page.on('request', (request) => {
    const isOwn = request.url().startsWith(hub.url) || request.url().startsWith('data:')
    if (!isOwn) complaints.push('asked for an address of somebody else')
  })
}

type Heard = { readonly preview?: string; readonly payload?: unknown; readonly chat: string }

async function heard(): Promise<readonly Heard[]> {
  const answer = await fetch(`${hub.url}/sandbox/api/messages`)
  return Object(await answer.json()).messages
}

/** Opens the chat of 运维群 in the sandbox, as people see it. */
async function openChat(context: BrowserContext): Promise<Page> {
  const [message] = (await heard()).filter(({ preview }) => preview?.includes('重启'))
  const page = await context.newPage()
  await page.goto(`${hub.url}/sandbox/chats/${message?.chat}`)
  return page
}

async function alertNow(): Promise<ReturnType<typeof Object>> {
  const answer = await fetch(`${hub.url}/api/v1/alerts`)
  return Object(await answer.json()).alerts[0]
}

test('a button in the chat opens a page that asks, the page’s button answers, and the chat hears who', async () => {
  await hub.send(REBOOT)
  const context = await reader()
  const chat = await openChat(context)
  const opened = context.waitForEvent('page')
  await chat.getByRole('link', { name: '确认告警' }).last().click()
  const page = await opened
  await page.getByRole('button', { name: '确认告警' }).waitFor()
  // It was opened, by a reader and by whatever reads ahead: nothing has happened.
  await fetch(page.url())
  await fetch(page.url(), { method: 'HEAD' })
  await hub.rest()
  expect(await alertNow()).toMatchObject({ state: 'firing', answers: [] })
  expect(await page.locator('h1').innerText()).toMatch(/计划.*重启/)
  expect(await page.locator('.alerts').innerText()).toMatch(/严重 · 未恢复 · web-prod-01/)
  await page.getByLabel('你是谁？').fill('王伟')
  await page.getByRole('button', { name: '确认告警' }).click()
  await page.getByRole('status').waitFor()
  expect(await page.getByRole('status').innerText()).toMatch(/已确认\s+王伟/)
  await hub.rest()
  expect(await alertNow()).toMatchObject({ state: 'acknowledged', acknowledgedBy: '王伟' })
  await expect.poll(async () => JSON.stringify((await heard()).slice(2))).toContain('王伟 (运维群)')
  await chat.getByText('王伟 (运维群)').first().waitFor()
})

test('the page works without scripts, remembers the name, and says who was first', async () => {
  await hub.send(REBOOT)
  const context = await reader({ javaScriptEnabled: false, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(await linkOf('Acknowledge'))
  await page.getByLabel('Who are you?').fill('Li <b>Na</b>')
  await page.getByRole('button', { name: 'Acknowledge' }).click()
  expect(await page.getByRole('status').innerText()).toContain('Acknowledged')
  await hub.rest()
  await page.goto(await linkOf('Acknowledge'))
  expect(await page.locator('.note').innerText()).toBe('Already acknowledged')
  expect(await page.locator('.answers').innerText()).toMatch(
    /Acknowledged by Li <b>Na<\/b> \(from the chat "On call"\) · just now/,
  )
  expect(await page.getByLabel('Who are you?').inputValue()).toBe('Li <b>Na</b>')
  const [cookie] = await context.cookies(await linkOf('Resolve'))
  expect(cookie).toMatchObject({ path: '/a', httpOnly: true, sameSite: 'Lax' })
  expect(await context.cookies(`${hub.url}/api/v1/alerts`)).toEqual([])
})

test('the other actions are a link away; a silence shows what it mutes, and an end offers nothing more', async () => {
  await hub.send(REBOOT)
  const context = await reader({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.goto(await linkOf('Acknowledge'))
  await page.getByRole('link', { name: 'Silence for 1 hour' }).click()
  expect(await page.locator('code').innerText()).toMatch(/^source="aliyun" dedupKey="/)
  await page.getByRole('button', { name: 'Silence for 1 hour' }).click()
  await page.getByText('Silenced for 1 hour').waitFor()
  await page.getByRole('link', { name: 'Call for help' }).click()
  await page.getByRole('button', { name: 'Call for help' }).click()
  await page.getByText('Help was called').first().waitFor()
  await hub.rest()
  await page.getByRole('link', { name: 'Mark as resolved' }).click()
  await page.getByRole('button', { name: 'Mark as resolved' }).click()
  await page.getByText('Resolved').first().waitFor()
  await hub.rest()
  await page.goto(await linkOf('Resolve'))
  expect(await page.getByRole('button').count()).toBe(0)
  expect(await page.locator('.note').innerText()).toBe('Already resolved')
  expect(await alertNow()).toMatchObject({
    state: 'resolved',
    answers: [{ action: 'silence' }, { action: 'escalate' }, { action: 'resolve' }],
  })
})

test.each([
  [320, 'zh-CN', 'dark'],
  [390, 'en-US', 'light'],
  [1280, 'zh-CN', 'light'],
] as const)(
  'at %i pixels in %s nothing is cut off or runs over',
  async (width, locale, colorScheme) => {
    await hub.send({ ...REBOOT, instanceName: `web-${'x'.repeat(90)}` })
    const context = await reader({ locale, colorScheme, viewport: { width, height: 800 } })
    const page = await context.newPage()
    await page.goto(await linkOf('Silence 1 h'))
    const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect(over).toBeLessThanOrEqual(0)
    const box = await page.getByRole('button').boundingBox()
    expect(box?.height).toBeGreaterThanOrEqual(48)
  },
)

/** The address behind a button of the first message to On call, whose words are English. */
async function linkOf(word: string): Promise<string> {
  const text = (await heard())
    .map(({ payload }) => JSON.stringify(payload))
    .find((one) => one.includes(`"${word}"`))
  const found = new RegExp(`"title":"${word}","actionURL":"[^"]*url=([^"&]+)`).exec(text ?? '')
  if (!found?.[1]) throw new Error(`no message has a button ${word}`)
  return decodeURIComponent(found[1])
}
