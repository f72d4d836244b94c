import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../src/base/clock.ts'
import { Secret } from '../../src/base/secret.ts'
import { lark } from '../../src/channels/lark/lark.ts'
import { wecom } from '../../src/channels/wecom/wecom.ts'
import type { Message } from '../../src/model/message.ts'
import { chatId } from '../../src/sandbox/chats.ts'
import { aMessage, ODD_MESSAGES } from '../contract/messages.ts'
import { startBrowser } from './browser.ts'
import { TOO_WIDE, type WatchedSandbox, watchSandbox } from './sandbox-page.ts'

const LARK = '/sandbox/lark/open-apis/bot/v2/hook/hook-1'
const WECOM = '/sandbox/wecom/cgi-bin/webhook/send?key=key-1'
const LARK_CHAT = `/sandbox/chats/${chatId('lark', 'hook-1')}`
const WECOM_CHAT = `/sandbox/chats/${chatId('wecom', 'key-1')}`

let browser: Browser
let sandbox: WatchedSandbox

beforeAll(async () => {
  browser = await startBrowser()
}, 120_000)
afterAll(() => browser.close())
beforeEach(async () => {
  sandbox = await watchSandbox(browser, new ManualClock(Date.UTC(2026, 2, 5, 2, 15)))
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.complaints).toEqual([])
})

const setUp = (platform: string, token: string, settings: object = {}) =>
  sandbox.call('PUT', '/sandbox/api/chats', { platform, token, ...settings })
const setUpLark = (settings: object = {}) =>
  setUp('lark', 'hook-1', { perSecond: null, perMinute: null, ...settings })
const setUpWecom = (settings: object = {}) =>
  setUp('wecom', 'key-1', { perMinute: null, ...settings })

function forLark(message: Message, settings: object = {}): object {
  const url = new Secret('https://open.feishu.cn/open-apis/bot/v2/hook/x')
  return JSON.parse(lark.render(message, { url, ...settings }).body)
}

function forWecom(message: Message, settings: object = {}): object {
  const url = new Secret('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x')
  return JSON.parse(wecom.render(message, { url, ...settings }).body)
}

const ACTIONS = [{ text: 'Acknowledge', url: 'https://hub.example/answer?a=1&b=2' }]

describe('a Lark chat', () => {
  test('shows a card with its colour, its fields, and whom it rings', async () => {
    await setUpLark({ name: '支付群', members: [{ name: '王伟', userId: 'ou_1' }] })
    const settings = { userIds: ['ou_1', 'ou_2'], mentionAll: true }
    await sandbox.call('POST', LARK, forLark(aMessage({ actions: ACTIONS }), settings))
    const page = await sandbox.look(LARK_CHAT)
    const card = page.locator('.lark-card')
    await expect
      .poll(() => card.locator('.card-head.red .card-title').textContent())
      .toBe('🔴 Critical · ECS instance reboot because of system error')
    expect(await card.locator('.field.short').count()).toBe(2)
    expect(await card.locator('.mention').allTextContents()).toEqual(['@all', '@王伟'])
    expect(await page.locator('.remark').textContent()).toBe('Named, and not rung: ou_2.')
    const button = card.locator('a.card-button', { hasText: 'Acknowledge' })
    expect(await button.getAttribute('href')).toBe(ACTIONS[0]?.url)
    expect(await page.locator('.chat-platform').textContent()).toBe('Lark')
    const head = await page.evaluate(
      `getComputedStyle(document.querySelector('.card-head')).backgroundColor`,
    )
    expect(head).not.toBe('rgba(0, 0, 0, 0)')
  })

  test('shows rich text and text, with mentions and addresses', async () => {
    await setUpLark()
    for (const format of ['post', 'text']) {
      const settings = { format, userIds: ['ou_1'], mentionAll: true }
      await sandbox.call('POST', LARK, forLark(aMessage({ language: 'zh' }), settings))
    }
    const page = await sandbox.look(LARK_CHAT, { locale: 'zh-CN' })
    const [post, text] = [page.locator('.bubble.post'), page.locator('.bubble.plain')]
    expect(await post.locator('.post-title').textContent()).toContain('ECS instance')
    expect(await post.locator('.mention').allTextContents()).toEqual(['@所有人', '@ou_1'])
    expect(await post.locator('a').getAttribute('href')).toContain('ecs.console.aliyun.com')
    expect(await text.locator('.mention').allTextContents()).toEqual(['@所有人', '@ou_1'])
    expect(await text.locator('a').count()).toBe(1)
  })

  test('draws version 2’s markdown, and leaves buttons that a bot cannot answer dead', async () => {
    await setUpLark()
    const content =
      "# Top\n> quote\n\n- a\n  - b\n\n| host | cpu |\n| :- | -: |\n| a | 95 |\n\n`code` <font color='green'>up</font>"
    const dead = { type: 'callback', value: {} }
    const live = { type: 'open_url', default_url: 'https://hub.example/' }
    const button = (name: string, behavior: object) => ({
      tag: 'button',
      text: { tag: 'plain_text', content: name },
      behaviors: [behavior],
    })
    const card = {
      schema: '2.0',
      header: { title: { tag: 'plain_text', content: 'T' }, template: 'indigo' },
      body: {
        elements: [{ tag: 'markdown', content }, button('dead', dead), button('live', live)],
      },
    }
    await sandbox.call('POST', LARK, { msg_type: 'interactive', card })
    const page = await sandbox.look(LARK_CHAT)
    const body = page.locator('.card-body')
    await body.locator('h1', { hasText: 'Top' }).waitFor()
    expect(await body.locator('td').allTextContents()).toEqual(['a', '95'])
    expect(await body.locator('li li').textContent()).toBe('b')
    expect(await body.locator('.inline-code').textContent()).toBe('code')
    expect(await body.locator('a.card-button').allTextContents()).toEqual(['live'])
    expect(await body.locator('.card-button.inert').textContent()).toBe('dead')
  })

  test('says why a message was not posted', async () => {
    await setUpLark({ keywords: ['bell'] })
    const page = await sandbox.look(LARK_CHAT)
    await sandbox.call('POST', LARK, { msg_type: 'text', content: { text: 'none' } })
    await page.getByText('None of the bot’s keywords stands in what people read.').waitFor()
    expect(await page.locator('.refusal .code').textContent()).toBe('19024')
  })
})

describe('a WeCom chat', () => {
  test('shows markdown with its three colours and names', async () => {
    await setUpWecom({ members: [{ name: '王伟', userId: 'wang' }] })
    const content =
      '# <font color="warning">warm</font> <font color="info">good</font>\n> <font color="comment">quiet</font> <@wang> <@gone>\n- no list'
    await sandbox.call('POST', WECOM, { msgtype: 'markdown', markdown: { content } })
    const page = await sandbox.look(WECOM_CHAT)
    await page.locator('.bubble h1').waitFor()
    const colours = await page.evaluate(
      `[...document.querySelectorAll('.bubble .font')].map((node) => getComputedStyle(node).color)`,
    )
    expect(new Set(Array.isArray(colours) ? colours : []).size).toBe(3)
    expect(await page.locator('.mention').allTextContents()).toEqual(['@王伟'])
    expect(await page.locator('.bubble').textContent()).toContain('@gone')
    expect(await page.locator('.bubble li').count()).toBe(0)
  })

  test('shows the second markdown with lists and tables', async () => {
    await setUpWecom()
    const content =
      '- a\n  - b\n\n| k | v |\n| - | - |\n| x | 1 |\n\n<font color="info">text</font>'
    await sandbox.call('POST', WECOM, { msgtype: 'markdown_v2', markdown_v2: { content } })
    const page = await sandbox.look(WECOM_CHAT)
    await page.locator('.bubble table').waitFor()
    expect(await page.locator('.bubble li li').textContent()).toBe('b')
    expect(await page.locator('.bubble').textContent()).toContain('<font color="info">')
  })

  test('adds those who are rung to a text, and opens a card where it says', async () => {
    await setUpWecom()
    const mentions = { mobiles: ['13800000000'], all: true }
    await sandbox.call('POST', WECOM, forWecom(aMessage({ mentions })))
    const card = aMessage({ actions: ACTIONS })
    await sandbox.call('POST', WECOM, forWecom(card, { format: 'template_card' }))
    const page = await sandbox.look(WECOM_CHAT)
    await page.locator('.wecom-card').waitFor()
    expect(await page.locator('.bubble.plain .mention').allTextContents()).toEqual([
      '@all',
      '@138****0000',
    ])
    expect(await page.content()).not.toContain('13800000000')
    const open = page.locator('a.card-open')
    expect(await open.getAttribute('href')).toContain('ecs.console.aliyun.com')
    expect(await page.locator('a.card-jump').first().getAttribute('href')).toBe(ACTIONS[0]?.url)
  })
})

test('a click on a button opens its address in a new tab', async () => {
  await setUpLark()
  await setUpWecom()
  const url = `${sandbox.origin}/sandbox?opened`
  const message = aMessage({ actions: [{ text: 'Acknowledge', url }], links: [] })
  await sandbox.call('POST', LARK, forLark(message))
  await sandbox.call('POST', WECOM, forWecom(message, { format: 'template_card' }))
  for (const [chat, button] of [
    [LARK_CHAT, 'a.card-button'],
    [WECOM_CHAT, 'a.card-jump'],
  ] as const) {
    const page = await sandbox.look(chat)
    const opening = page.context().waitForEvent('page')
    await page.locator(button).click()
    const opened = await opening
    await opened.waitForURL(url)
    expect(await opened.evaluate('window.opener')).toBeNull()
  }
})

test('nothing in a message is taken for HTML, for a script or for an address that acts', async () => {
  const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
  const bad = 'javascript:alert(1)'
  await setUpLark()
  await setUpWecom()
  const content = `${evil} [a](${bad}) <a href='${bad}'>b</a> <font color='red;x'>c</font>`
  const button = { tag: 'button', text: { tag: 'plain_text', content: evil }, url: bad }
  const elements = [
    { tag: 'markdown', content },
    { tag: 'action', actions: [button] },
  ]
  const header = { title: { tag: 'plain_text', content: evil }, template: 'red x' }
  await sandbox.call('POST', LARK, { msg_type: 'interactive', card: { header, elements } })
  await sandbox.call('POST', LARK, { msg_type: 'text', content: { text: evil } })
  const card = {
    card_type: 'text_notice',
    main_title: { title: evil },
    card_action: { type: 1, url: bad },
    jump_list: [{ type: 1, url: bad, title: evil }],
  }
  await sandbox.call('POST', WECOM, { msgtype: 'markdown', markdown: { content } })
  await sandbox.call('POST', WECOM, { msgtype: 'template_card', template_card: card })
  for (const chat of [LARK_CHAT, WECOM_CHAT]) {
    const page = await sandbox.look(chat)
    await page.locator('.bubble').nth(1).waitFor()
    expect(await page.locator('.app img, .app script').count()).toBe(0)
    expect(await page.locator('.log a').count()).toBe(0)
    expect(await page.locator('.bubble').first().textContent()).toContain('<script>')
  }
})

test('the list tells the platforms apart, and a message without words by its form', async () => {
  await setUpLark({ name: 'One' })
  await setUpWecom({ name: 'Two' })
  const share = { share_chat_id: 'oc_1' }
  await sandbox.call('POST', LARK, { msg_type: 'share_chat', content: share })
  const page = await sandbox.look('/sandbox', { locale: 'zh-CN' })
  const platforms = page.locator('.chat-platform')
  await platforms.nth(1).waitFor()
  expect((await platforms.allTextContents()).toSorted()).toEqual(['企业微信', '飞书'])
  expect(await page.locator('.chat-preview').first().textContent()).toBe('Tocsin: [群名片]')
})

test.each([1280, 390])('at %i pixels an empty sandbox says where to post to', async (width) => {
  const page = await sandbox.look('/sandbox', { width })
  const samples = page.locator('.samples code:visible')
  await samples.first().waitFor()
  const texts = await samples.allTextContents()
  expect(texts).toContain(`${sandbox.origin}/sandbox/lark/open-apis/bot/v2/hook/…`)
  expect(texts).toContain(`${sandbox.origin}/sandbox/wecom/cgi-bin/webhook/send?key=…`)
})

test.each([
  [360, false],
  [360, true],
  [800, true],
  [1280, false],
])('at %i pixels, dark %s, nothing is wider than the window', async (width, dark) => {
  await setUpLark({ name: 'n'.repeat(60) })
  await setUpWecom({ name: '群'.repeat(60) })
  for (const message of ODD_MESSAGES.values()) {
    for (const format of ['card', 'post', 'text']) {
      await sandbox.call('POST', LARK, forLark(message, { format }))
    }
    for (const format of ['markdown', 'markdown_v2', 'text', 'template_card']) {
      await sandbox.call('POST', WECOM, forWecom(message, { format }))
    }
  }
  await sandbox.call('POST', LARK, { msg_type: 'text', content: { text: 'w'.repeat(3_000) } })
  for (const path of [LARK_CHAT, WECOM_CHAT, '/sandbox']) {
    const page = await sandbox.look(path, { width, dark })
    const first = path === '/sandbox' ? '.chat' : '.bubble'
    await page.locator(first).first().waitFor()
    const tooWide = await page.evaluate(TOO_WIDE)
    expect(tooWide).toBe(0)
  }
})
