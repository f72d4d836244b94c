// The pages of Slack, Teams, webhooks and mail in a real browser: drawn as the platforms draw, with nothing that acts or loads.
import { createTransport } from 'nodemailer'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/app.ts'
import { Secret } from '../../src/base/secret.ts'
import { slack } from '../../src/channels/slack/slack.ts'
import type { Message } from '../../src/model/message.ts'
import { chatId } from '../../src/sandbox/chats.ts'
import { aMessage, ODD_MESSAGES } from '../contract/messages.ts'
import { startBrowser } from './browser.ts'

const SLACK = '/sandbox/slack/services/T1/B1/hush'
const TEAMS =
  '/sandbox/teams/workflows/hush/triggers/manual/paths/invoke?api-version=1&sig=hush-too'
const EVIL = '<img src=x onerror="document.title=1"><script>document.title=2</script>'

const NOT_RUN = 'Executing inline event handler violates the following Content Security Policy'

let browser: Browser
let sandbox: Awaited<ReturnType<typeof startSandbox>>
/** What a page complained of, or asked of other hosts. */
let complaints: string[] = []

beforeAll(async () => {
  browser = await startBrowser()
}, 120_000)
afterAll(() => browser.close())
beforeEach(async () => {
  complaints = []
  const sandboxMail = { host: '127.0.0.1', port: 0 }
  sandbox = await startSandbox({ host: '127.0.0.1', port: 0, strictTokens: false, sandboxMail })
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  await sandbox.stop()
  expect(complaints).toEqual([])
})

type View = { readonly locale?: string; readonly width?: number; readonly dark?: boolean }

async function look(platform: string, token: string, view: View = {}): Promise<Page> {
  const { locale = 'en-US', width = 1280, dark = false } = view
  const context = await browser.newContext({
    locale,
    viewport: { width, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
    timezoneId: 'Asia/Shanghai',
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (line) => {
    // Newer browsers say so already of a mail's handlers that are parsed, to be taken out.
    const isParsed = platform === 'email' && line.text().startsWith(NOT_RUN)
    if (!isParsed && (line.type() === 'error' || line.type() === 'warning'))
      complaints.push(line.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    const isOwn = url.startsWith(sandbox.url) || url === 'data:,' || url === 'about:srcdoc'
    if (!isOwn) complaints.push(`asked for ${url}`)
  })
  await page.goto(`${sandbox.url}/sandbox/chats/${chatId(platform, token)}`)
  return page
}

async function post(path: string, body: unknown, headers = {}): Promise<number> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return answer.status
}

function rendered(message: Message): unknown {
  const settings = { url: new Secret('https://hooks.slack.com/services/T1/B1/hush') }
  return JSON.parse(slack.render(message, settings).body)
}

function cardMessage(card: object): object {
  const content = { type: 'AdaptiveCard', version: '1.4', ...card }
  const contentType = 'application/vnd.microsoft.card.adaptive'
  return { type: 'message', attachments: [{ contentType, content }] }
}

async function mail(content: object): Promise<void> {
  const port = Number(sandbox.mailAddress?.split(':').at(-1))
  const sender = createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
  await sender.sendMail({ from: 'tocsin@example.com', to: 'wang@example.com', ...content })
  sender.close()
}

const colourOf = (page: Page, selector: string, property: string): Promise<unknown> =>
  page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`)

describe('Slack', () => {
  test('a message of ours is drawn with its bar, its columns and its links', async () => {
    const actions = [{ text: 'Acknowledge', url: 'https://tocsin.example/a/1' }]
    expect(await post(SLACK, rendered(aMessage({ actions })))).toBe(200)
    const page = await look('slack', 'T1/B1/hush')
    const bubble = page.locator('.bubble.slack')
    await bubble.waitFor()
    expect(await bubble.locator('strong').first().textContent()).toContain('ECS instance reboot')
    expect(await colourOf(page, '.slack-bar', 'backgroundColor')).not.toBe('rgba(0, 0, 0, 0)')
    expect(await bubble.locator('.slack-field').count()).toBe(2)
    const link = bubble.getByRole('link', { name: 'Acknowledge' })
    expect(await link.getAttribute('href')).toBe('https://tocsin.example/a/1')
    expect(await link.getAttribute('target')).toBe('_blank')
  })

  test('blocks are drawn, and a button opens its address', async () => {
    const url = `${sandbox.url}/sandbox`
    await post(SLACK, {
      text: 'CPU',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: '*CPU* high' } },
        { type: 'section', text: { type: 'mrkdwn', text: '*bold* <!here>' } },
        { type: 'divider' },
        {
          type: 'actions',
          elements: [
            { type: 'button', style: 'primary', text: { type: 'plain_text', text: 'Open' }, url },
          ],
        },
      ],
    })
    const page = await look('slack', 'T1/B1/hush', { locale: 'zh-CN' })
    expect(await page.locator('.slack-header').textContent()).toBe('*CPU* high')
    expect(await page.locator('.slack .mention').textContent()).toBe('@here')
    expect(await page.locator('.remark').textContent()).toBe('通知: CPU')
    const opened = page.context().waitForEvent('page')
    await page.locator('.slack-button').click()
    expect((await opened).url()).toBe(url)
  })

  test('what was refused says what was wrong', async () => {
    await post(SLACK, { text: 'open the chat' })
    const page = await look('slack', 'T1/B1/hush')
    await page.locator('.bubble').waitFor()
    await post(SLACK, {
      blocks: [{ type: 'header', text: { type: 'plain_text', text: 'h'.repeat(151) } }],
    })
    const refusal = page.locator('.refusal')
    await refusal.waitFor()
    expect(await refusal.locator('.code').textContent()).toBe('invalid_blocks')
    expect(await refusal.textContent()).toContain(
      'blocks[0].text.text: 151 characters, at most 150',
    )
  })
})

describe('Teams', () => {
  test('a card is drawn, and its button opens its address', async () => {
    const url = `${sandbox.url}/sandbox`
    const status = await post(
      TEAMS,
      cardMessage({
        body: [
          {
            type: 'Container',
            style: 'attention',
            items: [{ type: 'TextBlock', text: 'CPU', weight: 'Bolder' }],
          },
          { type: 'FactSet', facts: [{ title: 'Host', value: '**db-1**' }] },
          {
            type: 'ColumnSet',
            columns: [
              { items: [{ type: 'TextBlock', text: 'left' }] },
              { items: [{ type: 'TextBlock', text: 'right' }] },
            ],
          },
          { type: 'Chart' },
        ],
        actions: [
          { type: 'Action.OpenUrl', title: 'Acknowledge', url },
          { type: 'Action.Submit', title: 'Bot' },
        ],
      }),
    )
    expect(status).toBe(202)
    const page = await look('teams', 'hush')
    await page.locator('.bubble.teams').waitFor()
    expect(await page.locator('.style-attention').textContent()).toBe('CPU')
    expect(await page.locator('.teams-facts dd strong').textContent()).toBe('db-1')
    expect(await page.locator('.teams-columns > *').count()).toBe(2)
    expect(await page.locator('.teams-left-out').textContent()).toBe('Chart: Teams leaves this out')
    expect(await page.locator('button.teams-button').isDisabled()).toBe(true)
    const opened = page.context().waitForEvent('page')
    await page.getByRole('link', { name: 'Acknowledge' }).click()
    expect((await opened).url()).toBe(url)
  })

  test('a run that failed after its 202 is seen as such', async () => {
    expect(await post(TEAMS, cardMessage({ body: [{ type: 'TextBlock', text: 1 }] }))).toBe(202)
    const page = await look('teams', 'hush')
    const refusal = page.locator('.refusal')
    await refusal.waitFor()
    expect(await refusal.locator('.code').textContent()).toBe('FlowRunFailed')
    expect(await refusal.textContent()).toContain('Answered with 202')
    expect(await refusal.textContent()).toContain('content.body[0].text: expected a text')
  })
})

test('a webhook’s request is laid out, without its secrets', async () => {
  const body = { title: 'CPU', value: 93.5, open: true }
  await post('/sandbox/webhook/ops/deep?token=hush&page=2', body, {
    'webhook-id': 'ntf_1',
    authorization: 'Bearer hush',
  })
  const page = await look('webhook', 'ops')
  await page.locator('.bubble.hook').waitFor()
  expect(await page.locator('.hook-line').textContent()).toBe('POST/deep')
  expect(JSON.parse((await page.locator('.hook-body').textContent()) ?? '')).toEqual(body)
  expect(await page.locator('.json-string').textContent()).toBe('"CPU"')
  expect(await page.content()).not.toContain('hush')
})

describe('mail', () => {
  const framed = (page: Page): FrameLocator => page.frameLocator('.mail-frame')

  test('is drawn with its HTML, its text and its headers', async () => {
    const url = `${sandbox.url}/sandbox`
    await mail({
      subject: '🔴 严重 · CPU',
      text: `正文\n${url}`,
      html: `<p style="color: rgb(217, 48, 38)">正文</p><a href="${url}">确认</a>`,
      references: '<one@tocsin>',
    })
    const page = await look('email', 'wang@example.com', { locale: 'zh-CN' })
    expect(await page.locator('.mail-subject').textContent()).toBe('🔴 严重 · CPU')
    await framed(page).locator('p').waitFor()
    const colour = await page.evaluate(
      `getComputedStyle(document.querySelector('.mail-frame').contentDocument.querySelector('p')).color`,
    )
    expect(colour).toBe('rgb(217, 48, 38)')
    const opened = page.context().waitForEvent('page')
    await framed(page).getByText('确认').click()
    expect((await opened).url()).toBe(url)
    await page.getByText('纯文本').click()
    expect(await page.locator('.mail-text a').getAttribute('href')).toBe(url)
    expect(await page.locator('.mail-headers').textContent()).toContain('References<one@tocsin>')
  })

  test('runs nothing, loads nothing and follows no odd address', async () => {
    const far = 'http://far.example'
    await mail({
      subject: EVIL,
      html: `<link rel=stylesheet href="${far}/a.css"><style>p{background:url(${far}/b.png)}</style>
        <p onclick="document.title=1" style="background:url(${far}/c.png)" background="${far}/d.png">text</p>
        <img src="${far}/e.png" alt="logo" onerror="document.title=2"><iframe src="${far}"></iframe>
        <a href="javascript:document.title=3">odd</a><form action="${far}"><input></form>
        <meta http-equiv="refresh" content="0;url=${far}"><base href="${far}"><svg onload="document.title=4"></svg>${EVIL}`,
    })
    const page = await look('email', 'wang@example.com')
    expect(await page.locator('.mail-subject').textContent()).toBe(EVIL)
    const inside = framed(page)
    expect(await inside.getByText('[Image · logo]').count()).toBe(1)
    expect(
      await inside
        .locator('body')
        .locator('img, script, iframe, form, input, svg, link, meta, [onclick], [href]')
        .count(),
    ).toBe(0)
    await inside.getByText('odd').click()
    expect(await page.title()).toContain('wang@example.com')
  })
})

test('nothing in a message is taken for HTML, for a script or for an address that acts', async () => {
  const odd = 'javascript:alert(1)'
  await post(SLACK, {
    text: `${EVIL} <${odd}|a>`,
    attachments: [{ title: EVIL, title_link: odd, text: EVIL, color: 'red;x' }],
  })
  await post(
    TEAMS,
    cardMessage({
      body: [{ type: 'TextBlock', text: `${EVIL} [a](${odd})`, color: 'x y' }],
      actions: [{ type: 'Action.OpenUrl', title: EVIL, url: odd }],
    }),
  )
  await post('/sandbox/webhook/ops', { [EVIL]: EVIL })
  for (const [platform, token] of [
    ['slack', 'T1/B1/hush'],
    ['teams', 'hush'],
    ['webhook', 'ops'],
  ] as const) {
    const page = await look(platform, token)
    await page.locator('.bubble').waitFor()
    expect(await page.locator('.bubble').textContent()).toContain('<img src=x')
    expect(await page.locator('.app img, .app script').count()).toBe(0)
    expect(await page.locator('.log a').count()).toBe(0)
    expect(await page.content()).not.toContain('hush')
  }
})

/** By how many pixels the window, or the messages, are wider than what can be seen. */
const TOO_WIDE = `(() => {
  const log = document.querySelector('.log')
  return Math.max(log.scrollWidth - log.clientWidth, document.documentElement.scrollWidth - innerWidth)
})()`

test.each([
  [360, false],
  [360, true],
  [1280, true],
])('at %i pixels, dark %s, nothing is wider than the window', async (width, dark) => {
  const long = 'w'.repeat(3_000)
  for (const message of [...ODD_MESSAGES.values()].slice(0, 20))
    await post(SLACK, rendered(message))
  await post(SLACK, { text: `\`${long}\`\n\`\`\`${long}\`\`\`` })
  const facts = [{ title: long, value: long }]
  await post(
    TEAMS,
    cardMessage({
      body: [
        { type: 'TextBlock', text: long },
        { type: 'TextBlock', text: long, wrap: true },
        { type: 'FactSet', facts },
      ],
    }),
  )
  await post('/sandbox/webhook/ops', { [long]: long })
  await mail({
    subject: long,
    text: long,
    html: `<table width="2000"><tr><td>${long}</td></tr></table>`,
  })
  for (const [platform, token] of [
    ['slack', 'T1/B1/hush'],
    ['teams', 'hush'],
    ['webhook', 'ops'],
    ['email', 'wang@example.com'],
  ] as const) {
    const page = await look(platform, token, { width, dark })
    await page.locator('.bubble').first().waitFor()
    expect(await page.evaluate(TOO_WIDE), platform).toBe(0)
  }
})
