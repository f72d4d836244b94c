import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../src/base/clock.ts'
import { createHttpClient } from '../../src/base/http-client.ts'
import { resolveAnyHost } from '../../src/base/resolve-host.ts'
import type { ChannelType, SendContext } from '../../src/contract/channel.ts'
import type { Settings } from '../../src/model/configuration.ts'
import type { Receipt } from '../../src/model/receipt.ts'
import { aMessage, ODD_MESSAGES } from './messages.ts'
import { ANSWERS, addressesIn, digestOf, linesIn, TITLES, textsIn } from './room.ts'

/** What the contract has to know of a channel. */
export type ChannelContractOptions = {
  readonly channel: ChannelType
  /** Settings that are in order, for an endpoint at `origin` (`http://127.0.0.1:port`). */
  settingsAt(origin: string): Settings
  /** Every credential that those settings hold: none may be seen anywhere. */
  readonly credentials: readonly string[]
  /** The platform's limit on a body, in UTF-8 bytes. */
  readonly bodyBytesMax: number
  /** What the platform answers when it takes a message; absent for a channel that does not speak HTTP. */
  readonly success?: Answer
}

type Answer = { readonly status: number; readonly contentType: string; readonly body: string }

const ECHO_CASES: readonly number[] = [200, 302, 400, 403, 404, 413, 429, 500, 502]

/** What every channel must do, whatever its platform. A channel's own test runs it. */
export function channelContract(options: ChannelContractOptions): void {
  describe(`the ${options.channel.type} channel keeps the contract`, () => {
    describeSettings(options)
    describeRender(options)
    describeRoom(options)
    describePlainForm(options)
    if (options.success) describeSend({ ...options, success: options.success })
  })
}

function describeSettings({ channel, settingsAt, credentials }: ChannelContractOptions): void {
  const settings = settingsAt('http://127.0.0.1:9')

  test('settings that are in order have no problems', () => {
    expect(channel.check(settings)).toEqual([])
  })

  test('an address is the same each time and holds no credential', () => {
    const address = channel.address(settings)
    expect(address).toMatch(new RegExp(`^${channel.type}:[\\w.@-]+$`))
    expect(channel.address(settingsAt('http://127.0.0.1:9'))).toBe(address)
    expectNoCredential(address, credentials)
  })

  test('the limits are positive', () => {
    const limits = channel.limits(settings)
    expect(limits.messagesMax).toBeGreaterThan(0)
    expect(limits.windowMs).toBeGreaterThan(0)
    expect(limits.penaltyMs).toBeGreaterThanOrEqual(0)
  })

  test('every field is named once and told in both languages', () => {
    const names = channel.fields.map((field) => field.name)
    expect(new Set(names).size).toBe(names.length)
    for (const field of channel.fields) {
      expect(field.label, field.name).toHaveProperty('zh')
      expect(field.hint, field.name).toHaveProperty('zh')
    }
  })
}

function describeRender(options: ChannelContractOptions): void {
  const { channel, credentials, bodyBytesMax } = options
  const settings = options.settingsAt('http://127.0.0.1:9')

  test.each([...ODD_MESSAGES])('a message is rendered within the limits: %s', (_, message) => {
    const before = JSON.stringify(message)
    const rendered = channel.render(message, settings)
    expect(Buffer.byteLength(rendered.body, 'utf8')).toBeLessThanOrEqual(bodyBytesMax)
    expect(rendered.body.isWellFormed()).toBe(true)
    expect(rendered.body).not.toMatch(/\\ud[89a-f]/i)
    expectNoCredential(rendered.body, credentials)
    expect(channel.render(message, settings)).toEqual(rendered)
    expect(JSON.stringify(message)).toBe(before)
  })

  test('only what did not fit is said to be cut', () => {
    expect(channel.render(aMessage(), settings).cut).toBe(false)
    const huge = aMessage({ blocks: [{ kind: 'text', text: 'word '.repeat(100_000) }] })
    expect(channel.render(huge, settings).cut).toBe(true)
  })
}

/** The forms that an endpoint of the channel can ask for. */
function formatsOf(channel: ChannelType): readonly Settings[] {
  const choices = channel.fields.find(({ name }) => name === 'format')?.choices ?? []
  return [{}, ...choices.map((format) => ({ format }))]
}

function describeRoom({ channel, ...options }: ChannelContractOptions): void {
  const settings = options.settingsAt('http://127.0.0.1:9')

  describe.each(formatsOf(channel))('with %j', (format) => {
    const shaped = { ...settings, ...format }

    test.each([...TITLES])('a digest that fills the room is not cut: titles %s', (_, title) => {
      const room = channel.room(shaped)
      const count = linesIn(room, title)
      expect(count).toBeGreaterThanOrEqual(3)
      expect(channel.render(digestOf(count, title), shaped).cut).toBe(false)
    })

    test('the links with which a message is answered are whole', () => {
      const message = aMessage({ actions: ANSWERS, links: [], blocks: [] })
      const { body } = channel.render(message, shaped)
      const addresses = addressesIn(body)
      for (const { url } of ANSWERS) expect([...addresses]).toContain(url)
    })
  })
}

function describePlainForm({ channel, ...options }: ChannelContractOptions): void {
  const settings = options.settingsAt('http://127.0.0.1:9')
  const lines = Array.from({ length: 20 }, (_, index) => ({
    severity: 'warning' as const,
    state: 'firing' as const,
    text: `CPU of db-${index} is high`,
  }))
  const message = aMessage({ kind: 'digest', blocks: [{ kind: 'lines', lines }], actions: ANSWERS })

  test.runIf(channel.hasPlainForm)('the plain form has the title and every alert', () => {
    for (const format of formatsOf(channel)) {
      const { body } = channel.render(message, { ...settings, ...format }, 'plain')
      const text = textsIn(JSON.parse(body)).join('\n')
      expect(text).toContain(message.title)
      for (const line of lines) expect(text).toContain(line.text)
    }
  })

  const isPlain = settings['format'] === 'text'
  test.runIf(channel.hasPlainForm && !isPlain)(
    'the plain form is another than the full one',
    () => {
      const full = channel.render(message, settings).body
      expect(channel.render(message, settings, 'plain').body).not.toBe(full)
    },
  )

  test.runIf(channel.hasPlainForm)('the plain form is within the limits', () => {
    for (const [, odd] of ODD_MESSAGES) {
      const { body } = channel.render(odd, settings, 'plain')
      expect(Buffer.byteLength(body, 'utf8')).toBeLessThanOrEqual(options.bodyBytesMax)
      expectNoCredential(body, options.credentials)
    }
  })
}

function describeSend(options: ChannelContractOptions & { readonly success: Answer }): void {
  const { channel, credentials, success } = options
  const platform = new Platform()
  afterEach(() => platform.close())

  async function sendTo(
    respond: Respond,
    { signal = new AbortController().signal }: SendOptions = {},
  ): Promise<Receipt> {
    const settings = options.settingsAt(await platform.open(respond))
    const http = createHttpClient()
    const clock = new ManualClock(Date.UTC(2026, 2, 5))
    const context: SendContext = {
      http,
      clock,
      signal,
      idempotencyKey: 'notification-1',
      resolveHost: resolveAnyHost,
    }
    const sending = channel.send(channel.render(aMessage(), settings), settings, context)

    const receipt = await sending
    await platform.close()
    await http.close()
    expectNoCredential(JSON.stringify(receipt), credentials)
    return receipt
  }

  test('a send that the platform takes is one request and is sent', async () => {
    const receipt = await sendTo((_, response) => answer(response, success))
    expect(receipt.kind).toBe('sent')
    expect(platform.requestCount).toBe(1)
  })

  test.each(ECHO_CASES)(
    'a page with HTTP %i that shows the request back is no success',
    async (status) => {
      const receipt = await sendTo((request, response) => {
        const body = `<html>${request.url} ${credentials.join(' ')}</html>`
        answer(response, { status, contentType: 'text/html', body })
      })
      expect(receipt.kind).not.toBe('sent')
      expect(platform.requestCount).toBe(1)
    },
  )

  test('a connection that is dropped without an answer leaves the outcome unknown', async () => {
    const receipt = await sendTo((request) => request.socket.destroy())
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unknown-outcome' })
    expect(platform.requestCount).toBe(1)
  })

  test('nobody listening is unreachable', async () => {
    const origin = await platform.open(() => undefined)
    await platform.close()
    const settings = options.settingsAt(origin)
    const http = createHttpClient()
    const { signal } = new AbortController()
    const context = {
      http,
      clock: new ManualClock(0),
      signal,
      idempotencyKey: 'notification-1',
      resolveHost: resolveAnyHost,
    }
    const receipt = await channel.send(channel.render(aMessage(), settings), settings, context)
    await http.close()
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
    expectNoCredential(JSON.stringify(receipt), credentials)
  })

  test('a send that is stopped while it waits ends at once with an unknown outcome', async () => {
    const stop = new AbortController()
    const receipt = await sendTo(() => stop.abort(), { signal: stop.signal })
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unknown-outcome' })
  })

  test('a send that is stopped before it begins makes no request', async () => {
    const receipt = await sendTo((_, response) => answer(response, success), {
      signal: AbortSignal.abort(),
    })
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
    expect(platform.requestCount).toBe(0)
  })
}

type Respond = (request: IncomingMessage, response: ServerResponse) => void
type SendOptions = { readonly signal?: AbortSignal }

/** A server on the loopback interface that reads a whole request and then does as it is told. */
class Platform {
  requestCount = 0
  #server: ReturnType<typeof createServer> | undefined

  async open(respond: Respond): Promise<string> {
    this.requestCount = 0
    const server = createServer((request, response) => {
      this.requestCount += 1
      request.resume().once('end', () => respond(request, response))
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the server has no port')
    return `http://127.0.0.1:${address.port}`
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

function answer(response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, { 'content-type': contentType }).end(body)
}

function expectNoCredential(text: string, credentials: readonly string[]): void {
  for (const credential of credentials) expect(text.includes(credential)).toBe(false)
}
