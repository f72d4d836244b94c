import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { flood, openConsole, REBOOT, SNAPSHOT, type Tab } from './console.ts'
import { breakOpsChat, type ConsoleHub, INGEST_KEY, startConsoleHub } from './console-hub.ts'

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

function open(hash?: string, options?: BrowserContextOptions & { name?: string }): Promise<Tab> {
  return openConsole({ browser, hub }, hash, options)
}

async function alertIds(): Promise<readonly string[]> {
  const { alerts } = Object(await (await fetch(`${hub.url}/api/v1/alerts`)).json())
  return alerts.map(({ id }: { id: string }) => id)
}

describe('from the first start to the first answer', () => {
  test('the command of the empty page sends an event, which comes up without a reload and is counted in the tab', async () => {
    const { page, complaints } = await open()
    const command = await page.locator('.code pre').innerText()
    const [, url = '', body = ''] = /POST (\S+)[\s\S]*-d '([\s\S]*)'$/.exec(command) ?? []
    const answer = await fetch(url.replace('YOUR_INGEST_KEY', INGEST_KEY), { method: 'POST', body })
    expect(answer.status).toBe(200)
    await page.locator('.alert-row').waitFor()
    expect(await page.locator('.alert-row').innerText()).toContain('web-01')
    await page.waitForFunction("document.title === '(1) Now · Tocsin'")
    expect(complaints).toEqual([])
  })

  test('on a phone an alert is acknowledged in two taps, and everybody reads by whom', async () => {
    await hub.send(REBOOT)
    const viewport = { width: 390, height: 844 }
    const phone = { viewport, hasTouch: true, isMobile: true, locale: 'zh-CN', name: '王伟' }
    const { page, complaints } = await open('#/', phone)
    await page.locator('.alert-row .title').tap()
    await page.getByRole('button', { name: '确认', exact: true }).tap()
    await page.locator('.alert-lead').getByText('王伟').waitFor()
    await page.locator('.timeline .answer').getByText('王伟').waitFor()
    const button = await page.locator('.answer-bar .primary').boundingBox()
    expect(button?.height ?? 0).toBeGreaterThanOrEqual(44)
    const [id] = await alertIds()
    const alert = await (await fetch(`${hub.url}/api/v1/alerts/${id}`)).json()
    expect(alert).toMatchObject({ state: 'acknowledged', acknowledgedBy: '王伟' })
    expect(complaints).toEqual([])
  })

  test('whoever answers for the first time is asked for a name, once; and an acknowledgement is given back with Undo', async () => {
    await hub.send(REBOOT)
    const { page, complaints } = await open('#/alerts')
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click()
    await page.getByLabel('Your name').fill('Wang')
    await page.keyboard.press('Enter')
    await page.locator('.alert-row').getByText('Wang').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.locator('.alert-row[data-state="firing"]').waitFor()
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click()
    await page.locator('.alert-row[data-state="acknowledged"]').waitFor()
    expect(complaints).toEqual([])
  })
})

describe('an alert', () => {
  test('its page tells whom it was escalated to, counts down to the next step, and answers it', async () => {
    const steps = [
      { notify: [{ to: 'oncall' }], waitMs: 3_600_000 },
      { notify: [{ to: 'ops' }], waitMs: 3_600_000 },
    ]
    hub.app.reconfigure({
      ...hub.configuration,
      policies: hub.configuration.policies.map((policy) => ({ ...policy, escalate: 'night' })),
      escalationPolicies: new Map([['night', { id: 'night', steps, repeat: 0, delayMs: 0 }]]),
    })
    await hub.send(REBOOT)
    const [id] = await alertIds()
    const { page, complaints } = await open(`#/alerts/${id}`, { name: 'Wang' })
    const run = page.locator('.run')
    await run.locator('.countdown').waitFor()
    expect(await run.innerText()).toMatch(
      /night\s+goes on\s+step 1 of 2[\s\S]*Next step in (?:59:\d\d|1:00:00) · then told 运维群/,
    )
    await page.keyboard.press('a')
    await run.getByText('somebody is on it').waitFor()
    await page.getByRole('button', { name: 'Give back' }).click()
    await run.getByText('goes on').waitFor()
    await page.keyboard.press('r')
    await page.locator('.alert-lead').getByText('Resolved', { exact: true }).waitFor()
    expect(await page.locator('.answer-bar').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('one that nobody was told of says why, and what would have to be different, in both languages', async () => {
    await hub.send({ ...REBOOT, level: 'INFO' })
    const [id] = await alertIds()
    const { page, complaints } = await open(`#/alerts/${id}`)
    await page.getByText('Nobody was told. No policy matches it.').waitFor()
    await page.getByText('label severity would have to be').first().waitFor()
    await page.getByRole('button', { name: '中文' }).click()
    await page.getByText('未通知任何人. 没有匹配的策略。').waitFor()
    await page.reload()
    await page.getByText('未通知任何人').first().waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN')
    expect(complaints).toEqual([])
  })

  test('a payload keeps every digit, and markup in a title stays text', async () => {
    const markup = '<img src=x onerror="document.title=1">'
    const body = String.raw`{"product":"ECS","name":"Disk:Stalled:Executing","level":"WARN","instanceName":${JSON.stringify(markup)},"content":{"eventId":"e-2","eventStatus":"Executing","id":12345678901234567890123,"text":"a\u4e2d"}}`
    expect(await hub.post(body)).toBe(200)
    await hub.rest()
    const { page, complaints } = await open('#/events')
    await page.locator('.event-row .title').click()
    const shown = await page.locator('.code pre').innerText()
    expect(shown).toContain('"id": 12345678901234567890123,')
    expect(JSON.parse(shown)).toEqual(JSON.parse(body))
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect(await page.locator('h1').innerText()).toContain(markup)
    expect(complaints).toEqual([])
  })

  test('a link to one that is not there says so', async () => {
    const { page } = await open('#/alerts/nothing')
    await page.getByText('found none with this id').waitFor()
    expect(await page.locator('h1').innerText()).toBe('This alert is not here')
  })
})

describe('the list of alerts', () => {
  test('filters and words stand in its address, and a copied address shows the same', async () => {
    await hub.send(REBOOT)
    await hub.send({
      ...REBOOT,
      level: 'WARN',
      instanceName: 'db-7',
      content: { eventId: 'e-2', eventStatus: 'Scheduled' },
    })
    const { page, complaints } = await open('#/alerts')
    await page.locator('.alert-row').nth(1).waitFor()
    await page.getByRole('button', { name: /^Warning/ }).click()
    await page.locator('.alert-row').nth(1).waitFor({ state: 'detached' })
    await page.keyboard.press('/')
    await page.keyboard.type('DB-7')
    await page.waitForURL(/text=DB-7/)
    const copy = await open(new URL(page.url()).hash)
    await copy.page.locator('.alert-row').waitFor()
    expect(await copy.page.locator('.alert-row').count()).toBe(1)
    expect(await copy.page.locator('.alert-row').innerText()).toContain('db-7')
    expect(
      await copy.page.getByRole('button', { name: /^Warning/ }).getAttribute('aria-pressed'),
    ).toBe('true')
    expect([...complaints, ...copy.complaints]).toEqual([])
  })

  test('it is worked through with the keyboard alone', async () => {
    await flood(hub, 3)
    const { page, complaints } = await open('#/alerts', { name: 'Wang' })
    await page.locator('.alert-row').nth(2).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.getByText('2 selected').waitFor()
    await page.keyboard.press('a')
    await page.locator('.alert-row[data-state="acknowledged"]').nth(1).waitFor()
    // The list is read again while the answers are settled one by one.
    await expect.poll(() => page.locator('.alert-row[data-state="firing"]').count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.locator('.timeline').waitFor()
    expect(await page.locator('h1').innerText()).toBe('Disk 1 is full')
    await page.keyboard.press('Escape')
    await page.locator('.alert-row').first().waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('call the next step').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('Disk 2')
    await page.getByRole('option', { name: /Disk 2/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Disk 2 is full' }).waitFor()
    expect(complaints).toEqual([])
  })
})

describe('messages', () => {
  test('one that a chat refused shows the platform’s answer and what to do, and is sent again', async () => {
    await breakOpsChat(hub)
    await hub.send(REBOOT)
    const { page, complaints } = await open('#/undelivered')
    await page.locator('.delivery-row .title').click()
    const text = await page.locator('.delivery').innerText()
    expect(text).toMatch(/Refused[\s\S]*310000[\s\S]*What to do[\s\S]*The signature did not match/)
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByText('It is sent again.').waitFor()
    expect(complaints).toEqual([])
  })

  test('a chat is tried with its button, and says what happened and what to do', async () => {
    const { page, complaints } = await open('#/contacts')
    const row = page.locator('.card', { hasText: '运维群' })
    await row.getByRole('button', { name: 'Send a test' }).click()
    await row.getByText('The platform took the message').waitFor()
    await breakOpsChat(hub)
    await row.getByRole('button', { name: 'Send a test' }).click()
    await row.getByText('✗ The signature does not match.').waitFor()
    expect(await row.innerText()).toMatch(/What to do[\s\S]*is not the one of this robot/)
    expect(await page.content()).not.toContain('access_token')
    expect(complaints).toEqual([])
  })

  test('older events come by pages', async () => {
    for (let count = 0; count < 60; count += 1)
      await hub.post(JSON.stringify({ ...SNAPSHOT, content: { snapshotId: `s-${count}` } }))
    await hub.rest()
    const { page, complaints } = await open('#/events')
    await page.locator('.event-row').nth(49).waitFor()
    await page.getByRole('button', { name: 'Show older' }).click()
    await page.locator('.event-row').nth(59).waitFor()
    expect(await page.getByRole('button', { name: 'Show older' }).count()).toBe(0)
    expect(complaints).toEqual([])
  })
})

describe('what concerns every page', () => {
  test('a hub that does not answer is said to be silent, what was known stays, and it comes back by itself', async () => {
    await hub.send(REBOOT)
    const { page } = await open('#/alerts')
    await page.locator('.alert-row').waitFor()
    await page.context().setOffline(true)
    await page.evaluate("fetch('healthz').catch(() => undefined)")
    await page.route('**/api/**', (route) => route.abort())
    await hub.stop()
    await page.getByText('The hub does not answer.').waitFor()
    expect(await page.locator('.alert-row').count()).toBe(1)
    hub = await startConsoleHub()
  })

  test('a broken configuration file is shown with its problems until it is mended', async () => {
    const { page, complaints } = await open('#/policies')
    hub.app.reportBroken(['tocsin.yaml:14:3  Did you mean "channels"?\n  14 |   chanels: x'])
    await page.locator('.banner').getByText('Did you mean "channels"?').waitFor()
    hub.app.reconfigure(hub.configuration)
    await page.locator('.banner').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  test('a hub with a token asks for it, says when it is wrong, and keeps it for the tab', async () => {
    await hub.stop()
    hub = await startConsoleHub({ apiToken: 'the-token-of-this-test' })
    const { page } = await open()
    await page.getByLabel('API token').fill('another')
    await page.keyboard.press('Enter')
    await page.getByText('The hub does not know this token.').waitFor()
    await page.getByLabel('API token').fill('the-token-of-this-test')
    await page.getByRole('button', { name: 'Open the console' }).click()
    await page.getByText('Nothing fires.').waitFor()
    await page.reload()
    await page.getByText('Nothing fires.').waitFor()
    await page.getByRole('button', { name: 'Forget the token' }).click()
    await page.getByLabel('API token').waitFor()
  })

  test('the first link makes the first administrator, who then signs in with a password and answers in their own name', async () => {
    const link = await hub.app.firstInvitation()
    expect(link).toBeDefined()
    const { page } = await open(`#/invitation/${link}`)
    await page.getByLabel('Name', { exact: true }).fill('wang')
    await page.getByLabel('The name that others read').fill('王伟')
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByText('Nothing fires.').waitFor()
    await page.getByRole('button', { name: 'Sign out · 王伟' }).click()
    await page.getByLabel('Name', { exact: true }).fill('wang')
    await page.getByLabel('Password').fill('wrong horse battery')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Password').fill('correct horse battery')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing fires.').waitFor()
    expect(await hub.post(JSON.stringify(REBOOT))).toBe(200)
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click()
    await page.locator('.alert-row').getByText('王伟').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  test('only the console’s own files are served, each under the strict policy, and those with a digest for ever', async () => {
    const index = await fetch(`${hub.url}/`)
    expect(index.headers.get('content-security-policy')).toMatch(/^default-src 'self';/)
    expect(index.headers.get('cache-control')).toBe('no-cache')
    const text = await index.text()
    expect(text).not.toMatch(/<script>|<style|style=|onclick|https?:/)
    const script = /src="\.\/(console\/[^"]+\.js)"/.exec(text)?.[1] ?? ''
    const answer = await fetch(`${hub.url}/${script}`)
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(answer.headers.get('cache-control')).toContain('immutable')
    for (const name of ['.built-from', 'nothing.js', '..%2Findex.html', '%2e%2e%2f.built-from'])
      expect((await fetch(`${hub.url}/console/${name}`)).status).toBe(404)
  })

  test('the sandbox’s chats are linked where they are, and what is guarded is said', async () => {
    const [source] = hub.configuration.sources
    if (!source) throw new Error('the console hub has no source')
    const limited = { ...source, guards: { rate: { perMinute: 1, burst: 1 } } }
    hub.app.reconfigure({ ...hub.configuration, sources: [limited] })
    expect([await hub.post('{}'), await hub.post('{}')]).toEqual([400, 429])
    const { page, complaints } = await open()
    await page.getByRole('link', { name: 'Sandbox chats' }).waitFor()
    await page.locator('.guarded').getByText('Over its rate').waitFor()
    expect(await page.locator('.guarded').innerText()).toContain('Refused for the rate: 1')
    expect(complaints).toEqual([])
  })
})
