// In: what a test wants to see. Out: a sandbox on a server of its own, and pages that look at it.
// What must hold: a page asks for nothing of other hosts, and complains of nothing.
import fastify from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import { createSandbox, mountSandbox } from '../../src/sandbox/sandbox.ts'

export type View = { readonly locale?: string; readonly width?: number; readonly dark?: boolean }

export type WatchedSandbox = {
  readonly origin: string
  /** What a page complained of, or asked of other hosts. */
  readonly complaints: readonly string[]
  /** Opens a path, and waits until it shows something. */
  look(path: string, view?: View): Promise<Page>
  /** Sends JSON; fails where the answer is not HTTP 200. */
  call(method: string, path: string, body: object): Promise<void>
  /** Ends every connection; the server goes on. */
  drop(): Promise<void>
  close(): Promise<void>
}

/** `protect` stands before the sandbox's API, as the hub's own does. */
export async function watchSandbox(
  browser: Browser,
  clock: Clock,
  protect?: Parameters<typeof mountSandbox>[2],
): Promise<WatchedSandbox> {
  const app = fastify({ forceCloseConnections: true })
  mountSandbox(app, createSandbox({ clock }), protect)
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const complaints: string[] = []
  return {
    origin,
    complaints,
    async look(path, { locale = 'en-US', width = 1280, dark = false } = {}) {
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
        if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text())
      })
      page.on('request', (request) => {
        const isOwn = request.url().startsWith(origin) || request.url() === 'data:,'
        if (!isOwn) complaints.push(`asked for ${request.url()}`)
      })
      await page.goto(`${origin}${path}`)
      await page.locator('.list-head, .alone button').first().waitFor({ state: 'attached' })
      return page
    },
    async call(method, path, body) {
      const headers = { 'content-type': 'application/json' }
      const text = JSON.stringify(body)
      const answer = await fetch(`${origin}${path}`, { method, headers, body: text })
      expect(answer.status).toBe(200)
    },
    async drop() {
      app.server.closeAllConnections()
    },
    async close() {
      for (const context of browser.contexts()) await context.close()
      await app.close()
    },
  }
}

/** By how many pixels the window, or the messages, are wider than what can be seen. */
export const TOO_WIDE = `(() => {
  const log = document.querySelector('.log')
  return Math.max(log.scrollWidth - log.clientWidth, document.documentElement.scrollWidth - innerWidth)
})()`
