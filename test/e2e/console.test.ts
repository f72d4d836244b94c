import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { breakOpsChat, type ConsoleHub, INGEST_KEY, startConsoleHub } from './console-hub.ts'

let browser: Browser
let hub: ConsoleHub
/** What the browser complained of: nothing, in every test that does not expect it. */
let complaints: string[]

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

async function open(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-US',
    timezoneId: 'Asia/Shanghai',
    ...options,
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.error('CSP ' + event.violatedDirective))",
  )
  await page.goto(`${hub.url}/${hash}`)
  await page.locator('.view, form.token').first().waitFor()
  return page
}

/** The page looks at the hub whenever it is seen again. */
function lookNow(page: Page): Promise<unknown> {
  return page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
}

const REBOOT = {
  product: 'ECS',
  name: 'Instance:SystemMaintenance.Reboot:Scheduled',
  level: 'CRITICAL',
  regionId: 'cn-hangzhou',
  resourceId: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-one',
  instanceName: 'web-prod-01',
  content: { eventId: 'e-one', eventStatus: 'Scheduled', note: 'kept' },
}
const SNAPSHOT = {
  product: 'ECS',
  name: 'Snapshot:CreateSnapshotCompleted',
  level: 'INFO',
  regionId: 'cn-hangzhou',
  content: { snapshotId: 's-one', result: 'accomplished' },
}

beforeEach(async () => {
  complaints = []
  hub = await startConsoleHub()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await hub.stop()
})

describe('the story of an event', () => {
  test('it is read by clicking: what it was, who was told, and what each chat answered', async () => {
    await hub.send(REBOOT)
    const page = await open()
    await page.getByRole('link', { name: 'Events', exact: true }).click()
    await page.getByRole('heading', { name: 'Events', exact: true }).waitFor()
    await page.getByRole('link', { name: /ECS planned reboot/ }).click()
    const story = page.locator('.view')
    await story.getByText('Told 运维群 and On call.').waitFor()
    const text = await story.innerText()
    expect(text).toContain('Opened an alert')
    expect(text).toContain(
      'name="Instance:StateChange" fails, found Instance:SystemMaintenance.Reboot',
    )
    expect(text).toContain('Nothing was held back.')
    expect(text).toMatch(/运维群\s+DingTalk[\s\S]*Delivered[\s\S]*Taken[\s\S]*Answer\s+0 ok/)
    expect(text).toContain('"note": "kept"')
    expect(await page.locator('h1').evaluateAll((found) => found.length)).toBe(1)
    expect(complaints).toEqual([])
  })

  test('an open alert is answered from its story, which says who did what', async () => {
    const id = await hub.send(REBOOT)
    const page = await open(`#/events/${id}`)
    await page.getByLabel('Your name').fill('Wang')
    await page.getByRole('button', { name: 'Acknowledge' }).click()
    await page.getByText('Wang (in the console)').waitFor()
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Escalate' }).click()
    await page.getByText('Escalate · Wang (in the console)').waitFor()
    await page.getByRole('button', { name: 'Escalate' }).click()
    await page.getByText('Help was called less than a minute ago.').waitFor()
    await page.getByRole('button', { name: 'Resolve' }).click()
    await page.getByText('Resolve · Wang (in the console)').waitFor()
    expect(await page.locator('form').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('it says to whom its alert was escalated and who comes next, and the alert can be given back', async () => {
    const steps = [
      { notify: [{ to: 'oncall' }], waitMs: 3_600_000 },
      { notify: [{ to: 'ops' }], waitMs: 3_600_000 },
    ]
    const { policies } = hub.configuration
    hub.app.reconfigure({
      ...hub.configuration,
      policies: policies.map((policy) => ({ ...policy, escalate: 'night' })),
      escalationPolicies: new Map([['night', { id: 'night', steps, repeat: 0, delayMs: 0 }]]),
    })
    const page = await open(`#/events/${await hub.send(REBOOT)}`)
    const way = page.locator('.escalation')
    await way.waitFor()
    expect(await way.innerText()).toMatch(/night · goes on · step 1 of 2/)
    expect(await way.innerText()).toMatch(/step 1 · The step was told\. On call/)
    expect(await way.innerText()).toMatch(/Next, if nobody answers:.* · 运维群/)
    await page.getByLabel('Your name').fill('Wang')
    await page.getByRole('button', { name: 'Acknowledge' }).click()
    await page.getByText('somebody is on it').waitFor()
    await page.getByRole('button', { name: 'Give back' }).click()
    await page.getByText('goes on').waitFor()
  })

  test('one that nobody was told of says why, in both languages', async () => {
    const id = await hub.send(SNAPSHOT)
    const page = await open(`#/events/${id}`)
    expect(await page.locator('.verdict').innerText()).toBe(
      'Nobody was told. No policy matches it.',
    )
    expect(await page.locator('.policies').innerText()).toContain('found info')
    await page.getByRole('button', { name: '中文' }).click()
    expect(await page.locator('.verdict').innerText()).toBe('未通知任何人。没有匹配的策略。')
    expect(complaints).toEqual([])
  })

  test('one that a chat refused shows the answer and what to do', async () => {
    await breakOpsChat(hub)
    const id = await hub.send(REBOOT)
    const page = await open(`#/events/${id}`)
    expect(await page.locator('.verdict').innerText()).toBe(
      'Told On call. Not delivered to 运维群. On call was told of the failure.',
    )
    expect(await page.locator('.steps .card').first().innerText()).toMatch(
      /Refused[\s\S]*310000[\s\S]*What to do[\s\S]*The signature did not match/,
    )
    await page.getByRole('link', { name: /^Undelivered/ }).click()
    await page.locator('.cards .entries').waitFor()
    expect(await page.locator('.cards').innerText()).toMatch(/ECS planned reboot[\s\S]*What to do/)
    await page.getByRole('link', { name: 'Now' }).click()
    expect(await page.locator('.chats .row').first().innerText()).toMatch(/Broken[\s\S]*运维群/)
    expect(await page.locator('.chats .row').first().innerText()).toMatch(/\d+ of 20 in 60 s/)
    expect(complaints).toEqual([])
  })

  test('a link to it opens it, and one to an event that is not there says so', async () => {
    const id = await hub.send(REBOOT)
    const page = await open(`#/events/${id}`)
    expect(await page.locator('h1').innerText()).toMatch(/^ECS planned reboot/)
    expect(await page.title()).toMatch(/^\(1\) ECS planned reboot.* · Tocsin$/)
    const lost = await open('#/events/nothing')
    await lost.getByText('found none with this id').waitFor()
    expect(await lost.locator('h1').innerText()).toBe('This event is not here')
  })

  test('the keyboard opens it and leaves it, and the focus comes back to its row', async () => {
    await hub.send(SNAPSHOT)
    const id = await hub.send(REBOOT)
    const page = await open('#/events')
    await page.locator('.rows a').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('.story').waitFor()
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1')
    await page.keyboard.press('Escape')
    await page.locator('.rows').waitFor()
    expect(await page.evaluate('document.activeElement.hash')).toBe(`#/events/${id}`)
  })

  test('a click anywhere in its row opens it', async () => {
    const id = await hub.send(REBOOT)
    for (const place of ['time', '.under', '.result', '.badge']) {
      const page = await open('#/events')
      // By force: the pointer meets the link that covers the row, and not the element itself.
      await page.locator(`.rows .row ${place}`).first().click({ force: true })
      await page.locator('.story').waitFor()
      expect(new URL(page.url()).hash).toBe(`#/events/${id}`)
    }
  })

  test('a payload keeps every digit and every escape', async () => {
    const body = String.raw`{"product":"ECS","name":"Disk:Stalled:Executing","level":"WARN","content":{"eventId":"e-2","eventStatus":"Executing","id":12345678901234567890123,"text":"a\u4e2d, {b}: \"c\"","none":[],"empty":{}}}`
    expect(await hub.post(body)).toBe(200)
    await hub.rest()
    const page = await open('#/events')
    await page.locator('.rows a').first().click()
    const shown = await page.locator('.payload').innerText()
    expect(shown).toContain('"id": 12345678901234567890123,')
    expect(shown).toContain(String.raw`"text": "a\u4e2d, {b}: \"c\"",`)
    expect(shown).toContain('"none": [],')
    expect(JSON.parse(shown)).toEqual(JSON.parse(body))
  })
})

describe('what a sender writes', () => {
  test('markup in a title, a label and a payload stays text', async () => {
    const markup = '<img src=x onerror="document.title=1">'
    const id = await hub.send({ ...REBOOT, instanceName: markup })
    const page = await open('#/events')
    expect(await page.locator('.rows .title').first().innerText()).toContain(markup)
    await page.goto(`${hub.url}/#/events/${id}`)
    await page.locator('.story').waitFor()
    expect(await page.locator('h1').innerText()).toContain(markup)
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('a body that could not be read is in quarantine with the reason, as text', async () => {
    expect(await hub.post('{"from": "<b>a script</b> 某人"}')).toBe(400)
    const page = await open('#/quarantine')
    const card = page.locator('.cards .card')
    expect(await card.locator('.payload').innerText()).toContain('"<b>a script</b> 某人"')
    expect(await card.locator('.problem').innerText()).toMatch(/Expected[\s\S]*Found/)
    expect(complaints).toEqual([])
  })
})

describe('languages', () => {
  test('the browser’s language is spoken first, and the reader’s choice is remembered', async () => {
    const page = await open('', { locale: 'zh-CN' })
    expect(await page.locator('nav').innerText()).toMatch(/当前\s+事件\s+来源\s+未送达\s+隔离区/)
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN')
    await page.getByRole('button', { name: 'English' }).click()
    expect(await page.locator('nav').innerText()).toMatch(
      /Now\s+Events\s+Sources\s+Undelivered\s+Quarantine/,
    )
    await page.reload()
    await page.locator('.view').waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('en')
  })
})

describe('a page that stays open', () => {
  test('it shows what is new, counts what is open in its title, and takes nobody’s focus', async () => {
    await hub.send(SNAPSHOT)
    const page = await open('#/events')
    const known = page.locator('.rows a').first()
    await known.focus()
    const before = await page.evaluate('document.activeElement.hash')
    await hub.send(REBOOT)
    await lookNow(page)
    await page.locator('.rows .row').nth(1).waitFor()
    expect(await page.evaluate('document.activeElement.hash')).toBe(before)
    expect(await page.title()).toBe('(1) Events · Tocsin')
    await hub.send({ ...REBOOT, content: { eventId: 'e-one', eventStatus: 'Executed' } })
    await lookNow(page)
    await page.locator('.rows .row').nth(2).waitFor()
    expect(await page.title()).toBe('Events · Tocsin')
    expect(complaints).toEqual([])
  })

  test('a broken configuration file is shown with its problems until it is mended', async () => {
    hub.app.reportBroken([
      'tocsin.yaml:14:3  Did you mean "channels"?\n  14 |   chanels: x\n         ^',
    ])
    const page = await open()
    const banner = page.locator('.banner')
    expect(await banner.innerText()).toMatch(/The last good configuration goes on running/)
    expect(await banner.innerText()).toContain('Did you mean "channels"?')
    hub.app.reconfigure(hub.configuration)
    await lookNow(page)
    await banner.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  test('a hub that does not answer is said to be silent, and what was known stays', async () => {
    await hub.send(REBOOT)
    const page = await open()
    await page.route('**/api/**', (route) => route.abort())
    await lookNow(page)
    await page.getByText('The hub does not answer.').waitFor()
    expect(await page.locator('.alerts .row').count()).toBe(1)
    await page.unroute('**/api/**')
    await lookNow(page)
    await page.getByText('The hub does not answer.').waitFor({ state: 'detached' })
  })

  test('older events come by pages, and stay when newer ones arrive', async () => {
    for (let count = 0; count < 60; count += 1) {
      await hub.post(JSON.stringify({ ...SNAPSHOT, content: { snapshotId: `s-${count}` } }))
    }
    await hub.rest()
    const page = await open('#/events')
    expect(await page.locator('.rows .row').count()).toBe(50)
    await page.getByRole('button', { name: 'Show older' }).click()
    await page.locator('.rows .row').nth(59).waitFor()
    await page.getByText('That is the first event.').waitFor()
    await hub.send(REBOOT)
    await lookNow(page)
    await page.locator('.rows .row').nth(60).waitFor()
    expect(await page.locator('.rows .row').count()).toBe(61)
    expect(complaints).toEqual([])
  })
})

describe('a first look', () => {
  test('the command that the empty page shows sends an event', async () => {
    const page = await open()
    const command = await page.locator('.command').innerText()
    const [, url = '', body = ''] = /POST (\S+)[\s\S]*-d '([\s\S]*)'$/.exec(command) ?? []
    const answer = await fetch(url.replace('YOUR_INGEST_KEY', INGEST_KEY), { method: 'POST', body })
    expect(answer.status).toBe(200)
    await hub.rest()
    await lookNow(page)
    await page.locator('.alerts .row').waitFor()
    expect(await page.locator('.alerts').innerText()).toContain('web-01')
    expect(complaints).toEqual([])
  })

  test('it links to the sandbox’s chats where they are', async () => {
    const page = await open()
    const link = page.getByRole('link', { name: 'Sandbox chats' })
    await link.waitFor()
    expect(await link.getAttribute('href')).toBe('/sandbox')
  })

  test('what is empty says what would be there', async () => {
    const page = await open('#/undelivered')
    await page.getByText('Nothing was left undelivered.').waitFor()
    await page.getByRole('link', { name: 'Quarantine' }).click()
    await page.getByText('Nothing is in quarantine.').waitFor()
    expect(complaints).toEqual([])
  })
})

describe('looks', () => {
  const VIEWS = ['', '#/events', '#/sources', '#/sources/aliyun', '#/undelivered', '#/quarantine']

  /** One of everything, with long names. */
  async function fill(): Promise<string[]> {
    await breakOpsChat(hub)
    const long = await hub.send({ ...REBOOT, instanceName: `web-${'x'.repeat(90)}` })
    await hub.send(SNAPSHOT)
    await hub.post(`{"unknown": "${'y'.repeat(400)}"}`)
    hub.app.reportBroken([
      `tocsin.yaml:14:3  ${'z'.repeat(200)}\n  14 | ${'w'.repeat(200)}\n     ^`,
    ])
    return [...VIEWS, `#/events/${long}`]
  }

  test.each(['en-US', 'zh-CN'])('nothing is wider than a phone of 360 px in %s', async (locale) => {
    for (const hash of await fill()) {
      const page = await open(hash, { locale, viewport: { width: 360, height: 740 } })
      await page.locator('main .row, main .card').first().waitFor()
      expect({ hash, width: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({
        hash,
        width: 360,
      })
    }
    expect(complaints).toEqual([])
  })

  test.each(['light', 'dark'] as const)(
    'all text has a contrast of 4.5 in %s',
    async (colorScheme) => {
      for (const hash of await fill()) {
        const page = await open(hash, { colorScheme })
        await page.locator('main .row, main .card').first().waitFor()
        expect(await page.evaluate(FAINT_TEXTS)).toEqual([])
      }
    },
  )
})

describe('access', () => {
  test('a hub with a token asks for it, says when it is wrong, and keeps it for the tab', async () => {
    await hub.stop()
    hub = await startConsoleHub({ apiToken: 'the-token-of-this-test' })
    const page = await open()
    await page.getByLabel('API token').fill('another')
    await page.keyboard.press('Enter')
    await page.getByText('The hub does not know this token.').waitFor()
    await page.getByLabel('API token').fill('the-token-of-this-test')
    await page.getByRole('button', { name: 'Open the console' }).click()
    await page.locator('.strip').waitFor()
    await page.reload()
    await page.locator('.strip').waitFor()
    await page.getByRole('button', { name: 'Forget the token' }).click()
    await page.getByLabel('API token').waitFor()
  })

  test('only the page’s own files are served, each under the strict policy', async () => {
    const index = await fetch(`${hub.url}/`)
    expect(index.headers.get('content-security-policy')).toMatch(/^default-src 'self';/)
    expect(await index.text()).not.toMatch(/<script>|<style|style=|onclick|https?:/)
    const script = await fetch(`${hub.url}/console/console.js`)
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    for (const name of ['page.ts', 'nothing.js', '..%2Froutes%2Fpage.ts', '%2e%2e%2fwire.ts']) {
      expect((await fetch(`${hub.url}/console/${name}`)).status).toBe(404)
    }
  })
})

/** Runs in the page: every text whose colour is too near to the ground below it. */
const FAINT_TEXTS = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number)
  const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
  const groundOf = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor)
      if (colour.length === 3 || colour[3] === 1) return colour
    }
    return [255, 255, 255]
  }
  const faint = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const holder = text.parentElement
    if (text.data.trim() === '' || !holder.checkVisibility()) continue
    const pair = [light(channels(getComputedStyle(holder).color)), light(groundOf(holder))].sort((a, b) => b - a)
    const contrast = (pair[0] + 0.05) / (pair[1] + 0.05)
    if (contrast < 4.5) faint.push(text.data.trim().slice(0, 40) + ' ' + contrast.toFixed(2))
  }
  return faint
})()`
