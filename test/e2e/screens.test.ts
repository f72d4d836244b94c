// Every screen, in both languages, on a desk and on a phone, in light and dark: axe finds nothing, nothing is wider than
// the window, and the browser complains of nothing. With TOCSIN_SCREENSHOTS it keeps a picture of each in that folder.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBrowser } from './browser.ts'
import { breakOpsChat, type ConsoleHub, claim, startConsoleHub } from './console-hub.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const FOLDER = process.env['TOCSIN_SCREENSHOTS']

const MORE = `
schedules:
  night:
    zone: Asia/Shanghai
    layers:
      - { rotate: daily, at: "09:00", contacts: [ops-chat, oncall-chat] }
  weekend:
    zone: Asia/Shanghai
    layers:
      - { rotate: weekly, at: "Mon 09:00", contacts: [oncall-chat], hours: ["Sat-Sun 00:00-24:00"] }
escalationPolicies:
  payments:
    steps:
      - { notify: [{ schedule: night }], wait: 15m }
      - { notify: [{ to: ops }, { to: oncall }], wait: 30m }
    repeat: 1
`

let browser: Browser
let hub: ConsoleHub
/** One whose configuration is edited in the console. */
let edited: ConsoleHub
let alertId: string
let eventId: string
/** Who looks at the screens: the first administrator, as a cookie. */
let session: string | undefined

beforeAll(async () => {
  browser = await startBrowser()
  hub = await startConsoleHub({ more: MORE })
  edited = await startConsoleHub({ inStore: true })
  await saveTwice()
  await fill()
}, 120_000)
afterAll(async () => {
  await browser.close()
  await Promise.all([hub.stop(), edited.stop()])
})

const REBOOT = {
  product: 'ECS',
  name: 'Instance:SystemMaintenance.Reboot:Scheduled',
  regionId: 'cn-hangzhou',
  resourceId: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-one',
}

/** A second revision, to be compared with the first. */
async function saveTwice(): Promise<void> {
  const { text } = Object(await (await fetch(`${edited.url}/api/v1/configuration`)).json())
  await fetch(`${edited.url}/api/v1/configuration`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': '"1"' },
    body: JSON.stringify({
      text: text.replace('fallback: oncall', '# Nobody else'),
      comment: '少',
    }),
  })
}

/** One of everything. */
async function fill(): Promise<void> {
  const { policies } = hub.configuration
  hub.app.reconfigure({
    ...hub.configuration,
    policies: policies.map((policy) => ({ ...policy, escalate: 'payments' })),
  })
  const levels = ['CRITICAL', 'WARN', 'INFO'] as const
  for (let place = 0; place < 9; place += 1) {
    const content = { eventId: `e-${place}`, eventStatus: 'Scheduled' }
    const instanceName = place === 0 ? `web-${'x'.repeat(70)}` : `web-prod-0${place}`
    eventId = await hub.send({ ...REBOOT, level: levels[place % 3], instanceName, content })
  }
  await breakOpsChat(hub)
  await hub.send({
    ...REBOOT,
    level: 'CRITICAL',
    content: { eventId: 'e-9', eventStatus: 'Scheduled' },
  })
  await hub.post(`{"unknown": "${'y'.repeat(300)}"}`)
  const { alerts } = Object(await (await fetch(`${hub.url}/api/v1/alerts`)).json())
  alertId = String(alerts[2].id)
  await post(`alerts/${alertId}/acknowledge`, { by: '王伟', comment: 'on it' })
  await post('silences', { matchers: ['severity="info"'], createdBy: 'Li', comment: 'quiet' })
  await hub.rest()
  session = await claim(hub)
  await post('users', { name: 'zhao', displayName: '赵敏', role: 'responder', contact: 'ops-chat' })
  await post('tokens', { name: 'ci-pipeline', role: 'viewer', expiresAt: '2099-01-01T00:00:00Z' })
}

async function post(path: string, body: object): Promise<void> {
  const cookie = session === undefined ? {} : { cookie: `tocsin-session=${session}` }
  await fetch(`${hub.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...cookie },
    body: JSON.stringify(body),
  })
}

const screens = (): readonly (readonly [
  name: string,
  hash: string,
  ready: string,
  of?: ConsoleHub,
])[] => [
  ['now', '#/', '.alert-row'],
  ['alerts', '#/alerts', '.alert-row'],
  ['alert', `#/alerts/${alertId}`, '.timeline .line'],
  ['deliveries', '#/deliveries?state=dead', '.delivery-row'],
  ['events', '#/events', '.event-row'],
  ['event', `#/events/${eventId}`, '.code'],
  ['quarantine', '#/quarantine', '.card'],
  ['sources', '#/sources', '.source-row'],
  ['source', '#/sources/aliyun', '.request-row'],
  ['try', '#/try', 'textarea'],
  ['connect', '#/connect?type=cloudmonitor', '.guide'],
  ['schedules', '#/schedules', '.calendar .shift'],
  ['escalation', '#/escalation', '.called'],
  ['contacts', '#/contacts', '.endpoint-row'],
  ['policies', '#/policies', '.policy'],
  ['configuration', '#/configuration', '.written'],
  ['editor', '#/configuration?revision=1', '.compared .hunks', edited],
  ['templates', '#/templates?kind=group', '.shown-messages iframe'],
  ['silences', '#/silences', '.silence-row'],
  ['reports', '#/reports', '.chart canvas'],
  ['hub', '#/hub', '.facts'],
  ['account', '#/settings', '.session-row'],
  ['users', '#/settings/users', '.user-row'],
  ['invite', '#/settings/users?open=new', 'dialog form'],
  ['tokens', '#/settings/tokens', '.user-row'],
  ['token', '#/settings/tokens?open=new', 'dialog form'],
  ['audit', '#/settings/audit', '.audit-row'],
]

const LOOKS = [
  ['en-US', 1280, 'light'],
  ['zh-CN', 1280, 'dark'],
  ['zh-CN', 390, 'light'],
  ['en-US', 360, 'dark'],
] as const

test.each(LOOKS)(
  'in %s at %i px in %s every screen is whole and open to all',
  async (locale, width, colorScheme) => {
    const context = await browser.newContext({
      locale,
      colorScheme,
      timezoneId: 'Asia/Shanghai',
      viewport: { width, height: width < 760 ? 844 : 860 },
    })
    await context.addCookies([{ name: 'tocsin-session', value: session ?? '', url: hub.url }])
    const complaints: string[] = []
    const faults: string[] = []
    const page = await context.newPage()
    watch(page, complaints)
    for (const [name, hash, ready, of = hub] of screens()) {
      await page.goto(`${of.url}/${hash}`)
      await page.locator(ready).first().waitFor({ timeout: 30_000 })
      if (FOLDER) {
        mkdirSync(FOLDER, { recursive: true })
        await page.screenshot({
          path: join(FOLDER, `${name}-${width}-${locale}-${colorScheme}.png`),
        })
      }
      faults.push(...(await faultsOf(page)).map((fault) => `${name}: ${fault}`))
    }
    await context.close()
    expect(faults).toEqual([])
    expect(complaints).toEqual([])
  },
  240_000,
)

function watch(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text())
  })
}

/** What axe finds against WCAG 2.2 AA, and whatever makes the window scroll sideways. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE)
  const found: unknown = await page.evaluate(`axe
    .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all, none }) =>
      id + ' ' + html.slice(0, 160) + ' ' + [...any, ...all, ...none].map(({ message }) => message).join(' '))))`)
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  const faults = Array.isArray(found) ? found.map(String) : ['axe said nothing']
  return overflow === 0 ? faults : [...faults, `${overflow} px too wide`]
}
