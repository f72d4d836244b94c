import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ManualClock } from '../../src/base/clock.ts'
import { Secret } from '../../src/base/secret.ts'
import { dingtalk } from '../../src/channels/dingtalk/dingtalk.ts'
import type { Message } from '../../src/model/message.ts'
import { chatId } from '../../src/sandbox/chats.ts'
import { aMessage, ODD_MESSAGES } from '../contract/messages.ts'
import { startBrowser } from './browser.ts'
import { TOO_WIDE, type WatchedSandbox, watchSandbox } from './sandbox-page.ts'

const TOKEN = 'c0ffee'.repeat(10)
const SECRET = 'SECnever-to-be-seen'
const CHAT = `/sandbox/chats/${chatId('dingtalk', TOKEN)}`
const NOW = Date.UTC(2026, 2, 5, 2, 15)

let browser: Browser
let sandbox: WatchedSandbox
let origin: string

beforeAll(async () => {
  browser = await startBrowser()
}, 120_000)
afterAll(() => browser.close())
beforeEach(async () => {
  sandbox = await watchSandbox(browser, new ManualClock(NOW))
  origin = sandbox.origin
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.complaints).toEqual([])
})

const look: WatchedSandbox['look'] = (path, view) => sandbox.look(path, view)
const api: WatchedSandbox['call'] = (method, path, body) => sandbox.call(method, path, body)

function post(payload: object, token = TOKEN): Promise<void> {
  return api('POST', `/sandbox/dingtalk/robot/send?access_token=${token}`, payload)
}

function rendered(message: Message): object {
  const settings = { url: new Secret('https://oapi.dingtalk.com/robot/send?access_token=x') }
  return JSON.parse(dingtalk.render(message, settings).body)
}

test('a chat is shown as DingTalk draws it, and who is rung stands out', async () => {
  const members = [{ name: '王伟', mobile: '13800000000' }]
  await api('PUT', '/sandbox/api/chats', {
    token: TOKEN,
    name: '运维群',
    robotName: 'Bell',
    members,
  })
  const mentions = { mobiles: ['13800000000', '13700000000'], all: true }
  await post(rendered(aMessage({ mentions })))
  const page = await look(CHAT)
  const bubble = page.locator('.bubble')
  expect(await page.locator('.robot-name').textContent()).toBe('Bell')
  expect(await page.locator('.message time').textContent()).toBe('10:15')
  expect(await bubble.locator('h4').textContent()).toBe(
    '🔴 Critical · ECS instance reboot because of system error',
  )
  const color = await page.evaluate(
    `getComputedStyle(document.querySelector('.bubble .font')).color`,
  )
  expect(color).toBe('rgb(217, 48, 38)')
  expect(await bubble.locator('blockquote br').count()).toBe(1)
  expect(await bubble.locator('.mention').allTextContents()).toEqual(['@所有人', '@王伟'])
  expect(await bubble.textContent()).toContain('@137****0000')
  const link = bubble.locator('a')
  expect(await link.getAttribute('href')).toBe('https://ecs.console.aliyun.com/?a=(1)&b=2#/x')
  expect(await link.getAttribute('title')).toBe('Opens in the browser')
  expect(await page.locator('.chat-preview').textContent()).toBe(
    'Bell: 🔴 Critical · ECS instance reboot because of system error',
  )
  expect(await page.locator('.call').textContent()).toBe('[@ all]')
})

test('what happens is seen at once, and what is refused says why', async () => {
  await api('PUT', '/sandbox/api/chats', { token: TOKEN, keywords: ['bell'], secret: null })
  const page = await look(CHAT)
  await page.getByText('No message yet', { exact: true }).first().waitFor()
  await post({ msgtype: 'text', text: { content: 'the bell rings' } })
  await page.getByText('the bell rings', { exact: true }).waitFor()
  await post({ msgtype: 'text', text: { content: 'no key' } })
  const refusal = page.locator('.refusal')
  await refusal.waitFor()
  expect(await refusal.locator('.code').textContent()).toBe('310000')
  expect(await refusal.textContent()).toContain('None of the robot’s keywords stands in the text.')
  expect(await refusal.textContent()).toContain('关键词不匹配')
  expect(await page.locator('.message').count()).toBe(1)
  await api('POST', '/sandbox/api/faults', { kind: 'stopped' })
  await post({ msgtype: 'text', text: { content: 'bell' } })
  await page.getByText('400102').waitFor()
})

test('a chat appears in the list when its robot is first posted to', async () => {
  const page = await look('/sandbox')
  await page.getByText('No chat yet').waitFor()
  await post({ msgtype: 'text', text: { content: 'first' } })
  await page.locator('.chat').click()
  await page.locator('.bubble').waitFor()
  expect(new URL(page.url()).pathname).toBe(CHAT)
})

test('clearing the messages empties the page', async () => {
  await post({ msgtype: 'text', text: { content: 'first' } })
  const page = await look(CHAT)
  await page.locator('.bubble').waitFor()
  await fetch(`${origin}/sandbox/api/messages`, { method: 'DELETE' })
  await page.locator('.log .empty').waitFor()
})

test('the language is the browser’s and can be switched for good', async () => {
  await post({ msgtype: 'image' })
  const page = await look(CHAT, { locale: 'zh-CN' })
  await page.getByText('未发布').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  expect(await page.locator('.refusal').textContent()).toContain('msgtype 须为')
  await page.locator('.chat-head .switch').click()
  await page.getByText('Not posted').waitFor()
  await page.reload()
  await page.getByText('Not posted').waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
})

test('nothing in a message is taken for HTML, for a script or for an address that acts', async () => {
  const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
  const links = '[a](javascript:alert(1)) [b](dtmd://dingtalkclient/sendMessage?content=x)'
  await api('PUT', '/sandbox/api/chats', {
    token: TOKEN,
    name: evil.slice(0, 60),
    robotName: '<b>x',
  })
  await post({ msgtype: 'text', text: { content: evil } })
  await post({
    msgtype: 'markdown',
    markdown: { title: evil, text: `# ${evil}\n${links} ![](${origin}x)` },
  })
  await post({
    msgtype: 'link',
    link: { title: evil, text: evil, messageUrl: 'javascript:alert(1)' },
  })
  await post({ msgtype: evil })
  const page = await look(CHAT)
  await page.locator('.refusal').waitFor()
  expect(await page.locator('.bubble').first().textContent()).toBe(evil)
  expect(await page.locator('.app img, .app script, .app b').count()).toBe(0)
  expect(await page.locator('.log a').count()).toBe(0)
  expect(await page.title()).toContain('<img src=x')
})

test('no token, no secret and no whole mobile number is on the page or in the list of chats', async () => {
  const members = [{ name: 'Wang', mobile: '13800000000' }]
  await api('PUT', '/sandbox/api/chats', { token: TOKEN, secret: SECRET, members })
  const page = await look(CHAT)
  await post({ msgtype: 'text', text: { content: 'unsigned' } })
  await page.locator('.refusal').waitFor()
  await api('PUT', '/sandbox/api/chats', { token: TOKEN, secret: null })
  const at = { atMobiles: ['13800000000', '13700000000'] }
  await post({ msgtype: 'text', text: { content: '@13800000000 @13700000000 @13600000000' }, at })
  await page.locator('.bubble').waitFor()
  const html = await page.content()
  for (const hidden of [TOKEN, SECRET, /1[3]\d00000000/]) expect(html).not.toMatch(hidden)
  const chats = await (await fetch(`${origin}/sandbox/api/chats`)).text()
  for (const hidden of [TOKEN, SECRET, '13800000000']) expect(chats).not.toMatch(hidden)
})

test.each([
  [360, false],
  [360, true],
  [800, false],
  [1280, true],
])('at %i pixels, dark %s, nothing is wider than the window', async (width, dark) => {
  await api('PUT', '/sandbox/api/chats', { token: TOKEN, perMinute: null, name: 'n'.repeat(60) })
  for (const message of ODD_MESSAGES.values()) await post(rendered(message))
  await post({ msgtype: 'text', text: { content: 'w'.repeat(3_000) } })
  await post({ msgtype: 'x'.repeat(400) })
  for (const path of [CHAT, '/sandbox']) {
    const page = await look(path, { width, dark })
    await page
      .locator(path === CHAT ? '.bubble' : '.chat')
      .first()
      .waitFor()
    const tooWide = await page.evaluate(TOO_WIDE)
    expect(tooWide).toBe(0)
  }
})

test('the browser that npm brings along shows the page too', async () => {
  await post({ msgtype: 'text', text: { content: 'hello' } })
  const other = await startBrowser('bundled')
  const page = await other.newPage()
  await page.goto(`${origin}${CHAT}`)
  const shown = await page.locator('.bubble').textContent()
  await other.close()
  expect(shown).toBe('hello')
}, 120_000)
