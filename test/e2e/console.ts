// In: a hub and a browser. Out: its console in a tab, and what the browser complained of.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { ConsoleHub } from './console-hub.ts'

export type Tab = { readonly page: Page; readonly complaints: string[] }

/** Opens the console at `hash`; whoever answers there is `name`, where that is given, or has signed in with `session`. */
export async function openConsole(
  { browser, hub }: { readonly browser: Browser; readonly hub: Pick<ConsoleHub, 'url'> },
  hash = '#/',
  {
    name,
    session,
    ...options
  }: BrowserContextOptions & { readonly name?: string; readonly session?: string } = {},
): Promise<Tab> {
  const context = await browser.newContext({
    locale: 'en-US',
    timezoneId: 'Asia/Shanghai',
    ...options,
  })
  context.setDefaultTimeout(15_000)
  if (session !== undefined)
    await context.addCookies([{ name: 'tocsin-session', value: session, url: hub.url }])
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.error('CSP ' + event.violatedDirective))",
  )
  if (name !== undefined)
    await page.addInitScript(`localStorage.setItem('tocsin-name', ${JSON.stringify(name)})`)
  await page.goto(`${hub.url}/${hash}`)
  await page.locator('main h1').first().waitFor()
  return { page, complaints }
}

/** Opens so many alerts at the source "relay", in a few requests. */
export async function flood(hub: ConsoleHub, count: number): Promise<void> {
  for (let from = 0; from < count; from += 500) {
    const entries = Array.from({ length: Math.min(500, count - from) }, (_, place) => ({
      id: from + place,
      title: `Disk ${from + place} is full`,
      priority: 'urgent',
      host: `db-${from + place}`,
    }))
    const answer = await fetch(`${hub.url}/in/console-generic-key`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(entries),
    })
    if (!answer.ok) throw new Error(`the hub refuses: ${await answer.text()}`)
    await hub.rest()
  }
}

export const REBOOT = {
  product: 'ECS',
  name: 'Instance:SystemMaintenance.Reboot:Scheduled',
  level: 'CRITICAL',
  regionId: 'cn-hangzhou',
  resourceId: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-one',
  instanceName: 'web-prod-01',
  content: { eventId: 'e-one', eventStatus: 'Scheduled', note: 'kept' },
}

export const SNAPSHOT = {
  product: 'ECS',
  name: 'Snapshot:CreateSnapshotCompleted',
  level: 'INFO',
  regionId: 'cn-hangzhou',
  content: { snapshotId: 's-one', result: 'accomplished' },
}
