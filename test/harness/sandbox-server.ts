import fastify from 'fastify'
import { ManualClock } from '../../src/base/clock.ts'
import { createHttpClient } from '../../src/base/http-client.ts'
import { resolveAnyHost } from '../../src/base/resolve-host.ts'
import type { ChannelType } from '../../src/contract/channel.ts'
import type { Settings } from '../../src/model/configuration.ts'
import type { Message } from '../../src/model/message.ts'
import type { Receipt } from '../../src/model/receipt.ts'
import { createSandbox, mountSandbox } from '../../src/sandbox/sandbox.ts'

/** What the sandbox says of a call. */
export type SeenMessage = {
  readonly outcome: string
  readonly errcode?: number | string
  readonly errmsg: string
  readonly preview?: string
  readonly mentions: object
  readonly payload?: { readonly [name: string]: unknown }
}

/** A sandbox behind real HTTP and SMTP, and what a channel needs to send to it. */
export type SandboxServer = {
  readonly origin: string
  readonly mailPort: number
  readonly clock: ManualClock
  api(method: string, path: string, body?: object): Promise<ReturnType<typeof Object>>
  posted(): Promise<readonly SeenMessage[]>
  refused(): Promise<readonly SeenMessage[]>
  /** Renders the message and sends it once, as the hub does. */
  send(channel: ChannelType, settings: Settings, sending: Sending): Promise<Receipt>
  close(): Promise<void>
}

/** What is sent: the message, its idempotency key, and by how much the sender's clock is wrong. */
export type Sending = {
  readonly message: Message
  readonly key?: string
  readonly skewMs?: number
}

/** Starts a sandbox at the given time. */
export async function startSandboxServer(now: number): Promise<SandboxServer> {
  const clock = new ManualClock(now)
  const server = fastify()
  const sandbox = createSandbox({ clock })
  mountSandbox(server, sandbox)
  const origin = await server.listen({ port: 0, host: '127.0.0.1' })
  const mail = await sandbox.takeMail({ host: '127.0.0.1', port: 0 })
  const http = createHttpClient()
  const api: SandboxServer['api'] = async (method, path, body) => {
    const answer = await fetch(`${origin}/sandbox/api/${path}`, {
      method,
      headers: body === undefined ? undefined : { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return Object(await answer.json())
  }
  return {
    origin,
    mailPort: mail.port,
    clock,
    api,
    posted: async () => (await api('GET', 'messages')).messages,
    refused: async () => (await api('GET', 'messages')).refused,
    send(channel, settings, { message, key = 'key-1', skewMs = 0 }) {
      const { signal } = new AbortController()
      const skewed = new ManualClock(clock.now() + skewMs)
      const context = {
        http,
        clock: skewed,
        signal,
        idempotencyKey: key,
        resolveHost: resolveAnyHost,
      }
      return channel.send(channel.render(message, settings), settings, context)
    },
    async close() {
      await http.close()
      await Promise.all([server.close(), mail.close()])
    },
  }
}

/** A receipt in a few words: `retry rate-limited 429`. */
export function told(receipt: Receipt): string {
  if (receipt.kind === 'sent') return 'sent'
  return `${receipt.kind} ${receipt.reason} ${receipt.code ?? ''}`.trim()
}
