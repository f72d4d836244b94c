import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../src/base/clock.ts'
import { createHttpClient, type HttpClient } from '../../src/base/http-client.ts'
import { resolveAnyHost } from '../../src/base/resolve-host.ts'
import { Secret } from '../../src/base/secret.ts'
import { argocd } from '../../src/channels/argocd/argocd.ts'
import type { Settings } from '../../src/model/configuration.ts'
import type { Receipt } from '../../src/model/receipt.ts'

/** What a service answers: a body that is no text goes as JSON. */
export type ServiceAnswer = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** One request as the service saw it. Headers that every request has are left out. */
export type SeenRequest = {
  /** `POST /path?query`. */
  readonly line: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON and forms taken apart. */
  readonly body: unknown
}

/** What templates rendered. */
export type Rendering = {
  readonly message: string
  readonly part?: unknown
  readonly own?: true
  readonly recipient?: string
}

/** 2026-03-05T02:15:01.500Z. */
const SERVICE_TIME = Date.UTC(2026, 2, 5, 2, 15, 1, 500)

/** The stand-in of a service on the loopback interface: it answers in turn, the last answer again and again. */
export class ServiceStandIn {
  readonly seen: SeenRequest[] = []
  #server: ReturnType<typeof createServer> | undefined

  async open(answers: readonly (ServiceAnswer | 'drop')[]): Promise<string> {
    let count = 0
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        this.seen.push(seenOf(request, Buffer.concat(chunks).toString('utf8')))
        const next = answers[Math.min(count, answers.length - 1)] ?? {}
        count += 1
        if (next === 'drop') request.socket.destroy()
        else answer(response, next)
      })
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

const EVERYWHERE: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'host',
  'user-agent',
])

function seenOf(request: IncomingMessage, text: string): SeenRequest {
  const headers = Object.entries(request.headers).filter(([name]) => !EVERYWHERE.has(name))
  const type = request.headers['content-type'] ?? ''
  return {
    line: `${request.method} ${request.url}`,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: bodyOf(type, text),
  }
}

function bodyOf(type: string, text: string): unknown {
  if (/^application\/x-www-form-urlencoded/.test(type)) {
    return Object.fromEntries(new URLSearchParams(text))
  }
  return /json/.test(type) && text !== '' ? JSON.parse(text) : text
}

function answer(
  response: ServerResponse,
  { status = 200, headers = {}, body = '' }: ServiceAnswer,
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
}

export type ServiceEndpoint = {
  readonly service: string
  readonly options: object
  readonly recipient?: string
  readonly certificates?: object
}

export function settingsOf(endpoint: ServiceEndpoint): Settings {
  const { service, options, recipient, certificates } = endpoint
  return {
    service,
    options: new Secret(JSON.stringify(options)),
    ...(recipient !== undefined && { recipient }),
    ...(certificates !== undefined && { certificates: JSON.stringify(certificates) }),
  }
}

export type DeliverOptions = {
  readonly signal?: AbortSignal
  readonly http?: HttpClient
  readonly clock?: ManualClock
}

/** Sends one rendering as the hub does: through `raw`, then `send`, over real connections. */
export async function deliver(
  endpoint: ServiceEndpoint,
  rendering: Rendering,
  {
    signal = new AbortController().signal,
    http = createHttpClient(),
    clock = new ManualClock(SERVICE_TIME),
  }: DeliverOptions = {},
): Promise<Receipt> {
  const settings = settingsOf(endpoint)
  const rendered = argocd.raw?.(JSON.stringify(rendering), settings)
  if (rendered === undefined || typeof rendered === 'string' || !('body' in rendered)) {
    throw new Error(`the channel does not take this: ${JSON.stringify(rendered)}`)
  }
  const resolveHost = resolveAnyHost
  const context = { http, clock, signal, resolveHost, idempotencyKey: 'nt_1' }
  try {
    return await argocd.send(rendered, settings, context)
  } finally {
    await http.close()
  }
}

export type ServiceContractOptions = {
  readonly service: string
  readonly options: (origin: string) => object
  readonly recipient?: string
  /** Of those options: none may be seen in any receipt. */
  readonly credentials: readonly string[]
  /** A rendering that the service takes, and its answers to it. */
  readonly rendering: Rendering
  readonly taken: readonly ServiceAnswer[]
  /** Renderings, and the requests that come of them; answered by `taken` unless told otherwise. */
  readonly requests: readonly (readonly [
    name: string,
    rendering: Rendering,
    requests: readonly SeenRequest[],
    answers?: readonly ServiceAnswer[],
  ])[]
  /** Answers, and what becomes of the delivery. */
  readonly judged: readonly (readonly [
    name: string,
    answers: readonly ServiceAnswer[],
    receipt: Partial<Receipt>,
  ])[]
  /** Changes of the options, the recipient, and words of the problem. */
  readonly problems: readonly (readonly [
    name: string,
    options: object,
    recipient: string | undefined,
    words: string,
  ])[]
}

/** What every service must do; its own test runs it with tables of its own. */
export function serviceContract(contract: ServiceContractOptions): void {
  describe(`the service ${contract.service}`, () => {
    describeRequests(contract)
    describeAnswers(contract)
    describeProblems(contract)
  })
}

function endpointAt(contract: ServiceContractOptions, origin: string): ServiceEndpoint {
  const { service, options, recipient } = contract
  return { service, options: options(origin), ...(recipient !== undefined && { recipient }) }
}

function describeRequests(contract: ServiceContractOptions): void {
  const standIn = new ServiceStandIn()
  afterEach(async () => {
    await standIn.close()
    standIn.seen.length = 0
  })

  test.each(contract.requests.map((row) => [row[0], row] as const))(
    'asks exactly: %s',
    async (_, [, rendering, requests, answers]) => {
      const origin = await standIn.open(answers ?? contract.taken)
      const receipt = await deliver(endpointAt(contract, origin), rendering)
      expect(JSON.parse(JSON.stringify(standIn.seen).replaceAll(origin, 'ORIGIN'))).toEqual(
        requests,
      )
      if (answers === undefined) expect(receipt.kind).toBe('sent')
      expectQuiet(receipt, contract)
    },
  )

  test('asks nothing where it is stopped before it begins', async () => {
    const origin = await standIn.open(contract.taken)
    const endpoint = endpointAt(contract, origin)
    const signal = AbortSignal.abort()
    const receipt = await deliver(endpoint, contract.rendering, { signal })
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
    expect(standIn.seen).toEqual([])
  })
}

function describeAnswers(contract: ServiceContractOptions): void {
  const standIn = new ServiceStandIn()
  afterEach(async () => {
    await standIn.close()
    standIn.seen.length = 0
  })
  const sendTo = async (answers: readonly (ServiceAnswer | 'drop')[]): Promise<Receipt> => {
    const origin = await standIn.open(answers)
    const receipt = await deliver(endpointAt(contract, origin), contract.rendering)
    expectQuiet(receipt, contract)
    return receipt
  }

  test.each(contract.judged.map((row) => [row[0], row] as const))(
    'judges: %s',
    async (_, [, answers, receipt]) => {
      expect(await sendTo(answers)).toMatchObject(receipt)
    },
  )

  test('does not know what became of a message whose connection broke', async () => {
    const receipt = await sendTo([...contract.taken.slice(0, -1), 'drop'])
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unknown-outcome' })
  })

  test('waits as long as a 429 asks for', async () => {
    const busy = { status: 429, headers: { 'retry-after': '17' }, body: '{}' }
    expect(await sendTo([busy])).toMatchObject({ kind: 'retry', afterMs: 17_000 })
  })

  test.each([200, 302, 403, 500])(
    'takes a web page with HTTP %i that repeats what was sent for no success',
    async (status) => {
      const body = `<html>${contract.credentials.join(' ')}</html>`
      const receipt = await sendTo([{ status, headers: { 'content-type': 'text/html' }, body }])
      expect(receipt.kind).not.toBe('sent')
    },
  )

  test('is unreachable where nobody listens', async () => {
    const origin = await standIn.open([])
    await standIn.close()
    const receipt = await deliver(endpointAt(contract, origin), contract.rendering)
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
    expectQuiet(receipt, contract)
  })
}

function describeProblems(contract: ServiceContractOptions): void {
  const good = endpointAt(contract, 'http://127.0.0.1:9')

  test('has no problem with options that are in order', () => {
    expect(argocd.check(settingsOf(good))).toEqual([])
  })

  test.each([...contract.problems])('says what is wrong: %s', async (...row) => {
    const [, change, recipient, words] = row
    const bad = {
      ...good,
      options: { ...good.options, ...change },
      recipient: recipient ?? good.recipient,
    }
    const [problem] = argocd.check(settingsOf(bad))
    expect(JSON.stringify(problem)).toContain(words)
    expect(problem).toHaveProperty('zh')
    const receipt = await deliver(bad, contract.rendering)
    expect(receipt).toMatchObject({ kind: 'refused', reason: 'token', remedy: problem })
    expectQuiet({ ...receipt, text: JSON.stringify(problem) }, contract)
  })
}

/** Whoever reads a receipt learns what to do, and no credential. */
function expectQuiet(receipt: Receipt, { credentials }: ServiceContractOptions): void {
  const text = JSON.stringify(receipt)
  for (const credential of credentials) expect(text.includes(credential)).toBe(false)
  if (receipt.kind === 'sent') return
  expect(receipt.remedy).toHaveProperty('zh')
  expect(receipt.text).not.toBe('')
}
