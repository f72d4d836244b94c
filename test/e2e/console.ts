// In: a hub and a browser. Out: its console in a tab, and what the browser complained of.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { ConsoleHub } from './console-hub.ts'

export type Tab = { readonly page: Page; readonly complaints: string[] }

/** Opens the console at `hash`; whoever answers there is `name`, where that is given. */
export async function openConsole(
  { browser, hub }: { readonly browser: Browser; readonly hub: Pick<ConsoleHub, 'url'> },
  hash = '#/',
  { name, ...options }: BrowserContextOptions & { readonly name?: string } = {},
): Promise<Tab> {
  const context = await browser.newContext({
    locale: 'en-US',
    timezoneId: 'Asia/Shanghai',
    ...options,
  })
  context.setDefaultTimeout(15_000)
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
