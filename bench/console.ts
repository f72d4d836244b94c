import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import type { IncomingEvent } from '../src/contract/store.ts'
import type { Alert } from '../src/model/alert.ts'
import type { Event } from '../src/model/event.ts'
import { NOTHING } from '../src/model/settlement.ts'
import { openStore } from '../src/store/store.ts'
import { startBrowser } from '../test/e2e/browser.ts'
import { startConsoleHub } from '../test/e2e/console-hub.ts'

const BUILT = new URL('../web/dist/', import.meta.url)
const BATCH = 5_000
const GOAL = { bytes: 250_000, firstMs: 1_000, actMs: 100 }

/**
 * What the console costs a browser: the script of its first load, the time until its first page shows what fires, and
 * how long the list of so many open alerts takes from a key to the next picture.
 */
export async function benchConsole({
  alerts,
  rounds,
}: {
  alerts: number
  rounds: number
}): Promise<readonly string[]> {
  const data = await mkdtemp(join(tmpdir(), 'tocsin-bench-console-'))
  await fill(data, alerts)
  const browser = await startBrowser()
  const hub = await startConsoleHub({ data })
  const first: number[] = []
  const move: number[] = []
  const filter: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
    const page = await context.newPage()
    await page.addInitScript(FIRST_SHOWN)
    await page.goto(`${hub.url}/`)
    await page.locator('.alert-row').first().waitFor()
    first.push(Number(await page.evaluate('window.firstShownMs')))
    await page.goto(`${hub.url}/#/alerts`)
    await page.locator('.alert-row').nth(10).waitFor()
    move.push(await timeOf(page, 'j', "document.querySelector('.alert-row.current')"))
    const isFiltered =
      "!document.querySelector('.alert-row.critical') && document.querySelector('.alert-row')"
    filter.push(await timeOf(page, 'click', isFiltered))
    await context.close()
  }
  await browser.close()
  await hub.stop()
  rmSync(data, { recursive: true, force: true })
  return report({ alerts, first: median(first), move: median(move), filter: median(filter) })
}

/** Open alerts in a store, as a hub that has settled them would have them. */
async function fill(data: string, count: number): Promise<void> {
  const store = await openStore(data)
  for (let from = 0; from < count; from += BATCH) {
    const alerts = Array.from({ length: Math.min(BATCH, count - from) }, (_, place) =>
      alertOf(from + place),
    )
    await store.appendEvents([eventOf(from)])
    await store.settle(1, async () => ({ ...NOTHING, alerts }))
  }
  await store.close()
}

function alertOf(place: number): Alert {
  const id = `0${String(place).padStart(25, '0')}`
  const at = 1_772_676_901_000 + place
  return {
    ...{ id, source: 'aliyun', dedupKey: `disk-${place}`, state: 'firing', name: 'Disk:Full' },
    severity: place % 4 === 0 ? 'warning' : 'critical',
    title: { en: `The disk of db-${place} is full`, zh: `db-${place} 磁盘已满` },
    labels: { instance: `db-${place}`, region: 'cn-hangzhou', product: 'ECS' },
    ...{ openedAt: at, updatedAt: at, eventCount: 1, firstEventId: id, lastEventId: id },
  }
}

function eventOf(place: number): IncomingEvent {
  const event: Event = {
    ...{ id: `1${String(place).padStart(25, '0')}`, source: 'aliyun', kind: 'notice' },
    ...{ dedupKey: `k-${place}`, deliveryKey: `d-${place}`, name: 'n', title: 't' },
    ...{ severity: 'info', receivedAt: 1_772_676_901_000, labels: {}, fields: [], links: [] },
  }
  return { event, raw: '{}' }
}

/** From the key or click to the first picture in which `isDone` holds, as the page itself measures it. */
async function timeOf(page: Page, what: string, isDone: string): Promise<number> {
  const cause =
    what === 'click'
      ? "[...document.querySelectorAll('.chip')].find(({ innerText }) => innerText.startsWith('Warning')).click()"
      : `dispatchEvent(new KeyboardEvent('keydown', { key: '${what}' }))`
  const script = `new Promise((resolve) => {
    const from = performance.now();
    ${cause};
    const look = () => (${isDone}) ? resolve(performance.now() - from) : requestAnimationFrame(look)
    requestAnimationFrame(look)
  })`
  return Number(await page.evaluate(script))
}

/** The page itself measures when it shows the first alert: who drives it shares its thread with the hub here. */
const FIRST_SHOWN = `new MutationObserver((_, watch) => {
  if (!document.querySelector('.alert-row')) return
  watch.disconnect()
  requestAnimationFrame(() => setTimeout(() => { window.firstShownMs = performance.now() }))
}).observe(document, { childList: true, subtree: true })`

/** What the page loads at once: the scripts that it names, and those that they import at once. */
function firstLoadBytes(): number {
  const index = readFileSync(new URL('index.html', BUILT), 'utf8')
  const named = [...index.matchAll(/"\.\/(console\/[^"]+\.js)"/g)].map(([, path = '']) => path)
  return named.reduce((sum, path) => sum + gzipSync(readFileSync(new URL(path, BUILT))).length, 0)
}

function report(found: { alerts: number; first: number; move: number; filter: number }) {
  const all = readdirSync(new URL('console/', BUILT)).filter((name) => name.endsWith('.js')).length
  const line = (name: string, value: string, goal: string): string =>
    `  ${name.padEnd(52)} ${value.padStart(10)}   goal ${goal}`
  const ms = (value: number): string => `${value.toFixed(0)} ms`
  return [
    `The console in a browser, with ${found.alerts.toLocaleString('en-US')} open alerts`,
    line(
      `script of the first load, gzip (of ${all} files)`,
      `${(firstLoadBytes() / 1000).toFixed(0)} kB`,
      `${GOAL.bytes / 1000} kB`,
    ),
    line('from opening it until it shows what fires', ms(found.first), ms(GOAL.firstMs)),
    line('the list, from a key to the picture', ms(found.move), ms(GOAL.actMs)),
    line('the list, from a filter to the picture', ms(found.filter), ms(GOAL.actMs)),
  ]
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
