import { readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import { channelContract } from '../../../test/contract/channel-contract.ts'
import { aMessage } from '../../../test/contract/messages.ts'
import { ManualClock } from '../../base/clock.ts'
import { resolveAnyHost } from '../../base/resolve-host.ts'
import { Secret } from '../../base/secret.ts'
import type { SendContext } from '../../contract/channel.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import type { Receipt } from '../../model/receipt.ts'
import { channels } from '../all.ts'
import { email } from './email.ts'

const PASSWORD = 'correct-horse-battery'
const KEY = fixture('server-key.pem')
const CERTIFICATE = fixture('server-certificate.pem')

function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')
}

function settingsFor(port: number, more: Settings = {}): Settings {
  return {
    address: 'wang@example.com, Li Na <li@example.com>',
    from: 'Tocsin <alerts@example.com>',
    host: 'mail.test',
    port,
    security: 'none',
    ...more,
  }
}

const LOGIN: Settings = { user: 'alerts@example.com', password: new Secret(PASSWORD) }

channelContract({
  channel: email,
  settingsAt: () => settingsFor(587, { security: 'starttls', ...LOGIN }),
  credentials: [PASSWORD],
  bodyBytesMax: 800_000,
})

type Taken = { readonly from: string; readonly to: readonly string[]; readonly mail: string }

/** A mail server on the loopback interface that keeps what it takes. */
class MailServer {
  readonly taken: Taken[] = []
  readonly users: string[] = []
  #server: SMTPServer | undefined

  async open(options: SMTPServerOptions = {}): Promise<number> {
    const server = new SMTPServer({
      key: KEY,
      cert: CERTIFICATE,
      authOptional: true,
      disableReverseLookup: true,
      onAuth: (login, _, callback) => {
        this.users.push(login.username ?? '')
        if (login.password === PASSWORD) callback(null, { user: login.username })
        else callback(new Error('535 5.7.8 Authentication failed'))
      },
      onData: (stream, session, callback) => {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope
          this.taken.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            mail: Buffer.concat(parts).toString('utf8'),
          })
          callback()
        })
      },
      ...options,
    })
    server.on('error', () => undefined)
    this.#server = server
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.server.address()
    if (address === null || typeof address === 'string') throw new Error('the server has no port')
    return address.port
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}

const server = new MailServer()
let bare: Server | undefined
const sockets = new Set<Socket>()
afterEach(async () => {
  await server.close()
  for (const socket of sockets) socket.destroy()
  bare?.close()
  server.taken.length = 0
  server.users.length = 0
})

/** A server that says what it is told: its greeting, then an answer for each line. */
async function openBare(answer: (line: string, socket: Socket) => string | undefined) {
  bare = createServer((socket) => {
    sockets.add(socket)
    let isData = false
    socket.on('error', () => undefined).write('220 mail.test ESMTP\r\n')
    socket.on('data', (bytes) => {
      const text = bytes.toString('utf8')
      if (isData && !text.endsWith('\r\n.\r\n')) return
      const reply = answer(isData ? '.' : text.trim(), socket)
      isData = reply?.startsWith('354') ?? false
      if (reply !== undefined) socket.write(`${reply}\r\n`)
    })
  })
  const listening = bare
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

function polite(line: string): string {
  if (line === 'DATA') return '354 go on'
  return line === 'QUIT' ? '221 bye' : '250 ok'
}

type Sending = {
  readonly message?: Message
  readonly signal?: AbortSignal
  readonly key?: string
  readonly resolveHost?: SendContext['resolveHost']
}

async function sendTo(settings: Settings, sending: Sending = {}): Promise<Receipt> {
  const never = () => Promise.reject(new Error('mail does not go over HTTP'))
  const receipt = await email.send(
    email.render(sending.message ?? aMessage(), settings),
    settings,
    {
      http: { send: never, close: never },
      clock: new ManualClock(Date.UTC(2026, 2, 5, 10, 15, 1)),
      signal: sending.signal ?? new AbortController().signal,
      idempotencyKey: sending.key ?? 'notification-1',
      resolveHost:
        sending.resolveHost ?? (() => Promise.resolve({ kind: 'address', address: '127.0.0.1' })),
    },
  )
  expect(JSON.stringify(receipt)).not.toContain(PASSWORD)
  expect(JSON.stringify(receipt)).not.toContain(Buffer.from(PASSWORD).toString('base64'))
  return receipt
}

describe('a mail', () => {
  test('has both parts, and the headers by which machines and threads know it', async () => {
    const settings = settingsFor(await server.open(), { replyTo: 'oncall@example.com' })
    const receipt = await sendTo(settings)
    expect(receipt).toMatchObject({ kind: 'sent', code: '250' })
    expect(server.taken).toHaveLength(1)
    const [taken] = server.taken
    expect(taken?.from).toBe('alerts@example.com')
    expect(taken?.to).toEqual(['wang@example.com', 'li@example.com'])
    const mail = await PostalMime.parse(taken?.mail ?? '')
    expect(mail.from).toEqual({ name: 'Tocsin', address: 'alerts@example.com' })
    expect(mail.to?.map(({ address }) => address)).toEqual(['wang@example.com', 'li@example.com'])
    expect(mail.subject).toBe('🔴 Critical · ECS instance reboot because of system error')
    expect(mail.text).toContain('Instance: i-bp1_prod-db-01')
    expect(mail.html).toContain('i-bp1_prod-db-01')
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value
    expect(header('auto-submitted')).toBe('auto-generated')
    expect(header('x-priority')).toMatch(/^1/)
    expect(header('reply-to')).toBe('oncall@example.com')
    expect(header('list-unsubscribe')).toBe('<mailto:oncall@example.com?subject=unsubscribe>')
    expect(header('date')).toBe('05 Mar 2026 10:15:01 +0000')
    expect(header('references')).toMatch(/^<thread\.[0-9a-f]{32}@example\.com>$/)
    expect(header('in-reply-to')).toBe(header('references'))
    expect(header('x-tocsin-policy')).toBe('ecs-trouble')
  })

  test('keeps its Message-ID over attempts and its thread over notifications', async () => {
    const settings = settingsFor(await server.open())
    await sendTo(settings, { key: 'a' })
    await sendTo(settings, { key: 'a' })
    await sendTo(settings, { key: 'b', message: aMessage({ state: 'resolved' }) })
    const ids = server.taken.map(({ mail }) => /^Message-ID: (.*)$/im.exec(mail)?.[1])
    const threads = server.taken.map(({ mail }) => /^References: (.*)$/im.exec(mail)?.[1])
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
    expect(new Set(threads).size).toBe(1)
    expect(server.taken[2]?.mail).not.toMatch(/^X-Priority: 1/im)
  })

  test('takes no header and no address from a title, a policy or a thread', async () => {
    const settings = settingsFor(await server.open())
    const evil = 'x\r\nBcc: evil@example.com\r\n\r\n<b>body</b>\u2028\0'
    await sendTo(settings, { message: aMessage({ title: evil, policy: evil, thread: evil }) })
    const [taken] = server.taken
    const mail = await PostalMime.parse(taken?.mail ?? '')
    expect(taken?.to).toHaveLength(2)
    expect(mail.headers.map(({ key }) => key)).not.toContain('bcc')
    expect(mail.subject).toContain('x Bcc: evil@example.com <b>body</b>')
  })

  test('a line that is a dot, or very long, arrives as it is', async () => {
    const settings = settingsFor(await server.open())
    const text = `a\n.\n..\n${'长x'.repeat(2_000)}\nend`
    await sendTo(settings, { message: aMessage({ blocks: [{ kind: 'text', text }] }) })
    const mail = await PostalMime.parse(server.taken[0]?.mail ?? '')
    expect(mail.text?.replace(/\r\n/g, '\n')).toContain(text)
    const lines = (server.taken[0]?.mail ?? '').split('\r\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(999)
  })
})

describe('a connection', () => {
  test('is upgraded before the password goes over it', async () => {
    const port = await server.open()
    const more = { security: 'starttls', certificate: CERTIFICATE, ...LOGIN }
    expect(await sendTo(settingsFor(port, more))).toMatchObject({ kind: 'sent' })
    expect(server.users).toEqual(['alerts@example.com'])
  })

  test('is encrypted from the start where that is asked for', async () => {
    const port = await server.open({ secure: true })
    const more = { security: 'tls', certificate: CERTIFICATE, ...LOGIN }
    expect(await sendTo(settingsFor(port, more))).toMatchObject({ kind: 'sent' })
  })

  test.each(['starttls', 'tls'])(
    'with %s to a certificate nobody trusts sends nothing',
    async (security) => {
      const port = await server.open({ secure: security === 'tls' })
      const receipt = await sendTo(settingsFor(port, { security, ...LOGIN }))
      expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
      expect(receipt).toMatchObject({ remedy: { en: expect.stringContaining('`certificate`') } })
      expect(server.users).toEqual([])
      expect(server.taken).toEqual([])
    },
  )

  test('with another name than the certificate’s sends nothing', async () => {
    const port = await server.open({ secure: true })
    const more = { security: 'tls', certificate: CERTIFICATE, host: 'other.test' }
    expect(await sendTo(settingsFor(port, more))).toMatchObject({ reason: 'unreachable' })
    expect(server.taken).toEqual([])
  })

  test('that cannot be upgraded sends nothing', async () => {
    const port = await server.open({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] })
    const receipt = await sendTo(settingsFor(port, { security: 'starttls' }))
    expect(receipt.kind).not.toBe('sent')
    expect(server.taken).toEqual([])
  })

  test('goes to the address that was checked, and nowhere where that is refused', async () => {
    const asked: string[] = []
    const port = await server.open()
    const receipt = await sendTo(settingsFor(port), {
      resolveHost: (host) => {
        asked.push(host)
        return Promise.resolve({ kind: 'refused', reason: 'a private address' })
      },
    })
    expect(asked).toEqual(['mail.test'])
    expect(receipt).toMatchObject({ reason: 'unreachable', text: 'a private address' })
    expect(server.taken).toEqual([])
  })

  test('to a name that nobody knows is unreachable', async () => {
    const settings = settingsFor(2525, { host: 'nowhere.invalid' })
    const receipt = await sendTo(settings, { resolveHost: resolveAnyHost })
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
  })

  test('to a port where nobody listens is unreachable', async () => {
    const port = await server.open()
    await server.close()
    const receipt = await sendTo(settingsFor(port))
    expect(receipt).toMatchObject({ reason: 'unreachable', text: 'ECONNREFUSED' })
  })
})

describe('what the server says', () => {
  test('a wrong password is refused', async () => {
    const port = await server.open()
    const more = { security: 'starttls', certificate: CERTIFICATE, user: 'x' }
    const receipt = await sendTo(settingsFor(port, { ...more, password: new Secret('wrong') }))
    expect(receipt).toMatchObject({ kind: 'refused', reason: 'token', code: '535' })
  })

  test('a server without a login is told apart', async () => {
    const port = await server.open({ disabledCommands: ['AUTH'] })
    const more = { security: 'starttls', certificate: CERTIFICATE, ...LOGIN }
    expect(await sendTo(settingsFor(port, more))).toMatchObject({ reason: 'token' })
  })

  test.each([
    ['MAIL FROM', '550 5.7.1 not yours', 'refused', 'token'],
    ['RCPT TO', '550 5.1.1 unknown', 'refused', 'disabled'],
    ['RCPT TO', '450 4.2.0 greylisted', 'retry', 'busy'],
    ['DATA', '421 4.3.2 closing', 'retry', 'busy'],
    ['.', '554 5.7.1 spam', 'refused', 'content'],
    ['.', '552 too big', 'refused', 'too-large'],
  ])('%s answered by %j is %s %s', async (command, answer, kind, reason) => {
    const port = await openBare((line) => (line.startsWith(command) ? answer : polite(line)))
    const receipt = await sendTo(settingsFor(port))
    expect(receipt).toMatchObject({ kind, reason, code: answer.slice(0, 3) })
  })

  test('one of two that does not exist is said, and the other is written to', async () => {
    const port = await openBare((line) =>
      line.includes('<li@') ? '550 5.1.1 no Li here' : polite(line),
    )
    const receipt = await sendTo(settingsFor(port))
    expect(receipt.kind).toBe('sent')
    expect(receipt.text).toContain('refused for 1 of the addresses: 550 5.1.1 no Li here')
  })

  test.each([
    ['MAIL FROM', 'unreachable'],
    ['DATA', 'unreachable'],
    ['.', 'unknown-outcome'],
  ])('a connection that is dropped at %s is %s', async (command, reason) => {
    const port = await openBare((line, socket) => {
      if (!line.startsWith(command)) return polite(line)
      socket.destroy()
      return undefined
    })
    expect(await sendTo(settingsFor(port))).toMatchObject({ kind: 'retry', reason })
  })

  test('a sending that is stopped while it waits ends at once', async () => {
    for (const [command, reason] of [
      ['RCPT TO', 'unreachable'],
      ['.', 'unknown-outcome'],
    ] as const) {
      const stop = new AbortController()
      const port = await openBare((line) => {
        if (!line.startsWith(command)) return polite(line)
        stop.abort()
        return undefined
      })
      const receipt = await sendTo(settingsFor(port), { signal: stop.signal })
      expect(receipt).toMatchObject({ kind: 'retry', reason, text: 'stopped' })
    }
  })

  test('a sending that is stopped before it begins opens no connection', async () => {
    let lines = 0
    const port = await openBare(() => {
      lines += 1
      return undefined
    })
    const receipt = await sendTo(settingsFor(port), { signal: AbortSignal.abort() })
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
    expect(lines).toBe(0)
  })

  test('a page in place of a mail server is no success', async () => {
    bare = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
    const listening = bare
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
    const { port } = listening.address() as { port: number }
    expect((await sendTo(settingsFor(port))).kind).not.toBe('sent')
  })
})

describe('the settings', () => {
  const many = Array.from({ length: 51 }, (_, n) => `u${n}@example.com`).join(',')
  test.each([
    ['a mailbox', {}, []],
    ['one without a name and a server by its address', { address: 'a@b.cn', host: '10.0.0.1' }, []],
    ['an IPv6 server', { host: '[fd00::25]' }, []],
    ['a login', { security: 'tls', ...LOGIN }, []],
    ['no address', { address: ' , ' }, ['"address"']],
    ['a name instead of an address', { address: 'Wang' }, ['"address"']],
    ['a newline in a name', { address: 'W\u0000ang <a@b.cn>' }, ['"address"']],
    ['a command in an address', { address: 'a@b.cn>\r\nDATA' }, ['"address"']],
    ['too many', { address: many }, ['"address"']],
    ['no sender', { from: 'Tocsin' }, ['"from"']],
    ['a bad reply address', { replyTo: 'x' }, ['"replyTo"']],
    ['an address as host', { host: 'smtp://mail.test' }, ['"host"']],
    ['a port in the host', { host: 'mail.test:25' }, ['"host"']],
    ['half a login', { user: 'x', security: 'tls' }, ['"user"']],
    ['an open login', { ...LOGIN }, ['With']],
    ['no certificate', { certificate: 'x' }, ['"certificate"']],
    ['a certificate', { certificate: CERTIFICATE }, []],
  ])('are checked together: %s', (...[, more, problems]) => {
    const found = email.check(settingsFor(25, more))
    const texts = found.map((problem) => (typeof problem === 'string' ? problem : problem.en))
    expect(texts.map((text) => text.split(' ')[0])).toEqual(problems)
  })

  test('the same people from the same server are one address', () => {
    const address = email.address(settingsFor(25))
    expect(address).toMatch(/^email:[0-9a-f]{16}$/)
    const turned = { address: 'LI@example.com; wang@example.com' }
    expect(email.address(settingsFor(25, turned))).toBe(address)
    expect(email.address(settingsFor(25, { address: 'wang@example.com' }))).not.toBe(address)
  })

  test('the channel is among those that are built in', () => {
    expect(channels.find(({ type }) => type === 'email')).toBe(email)
  })
})

describe('a body from a user’s template', () => {
  const settings = settingsFor(25)
  test('is a subject and at least one part', async () => {
    const raw = email.raw?.('{"subject":"a\\nb","html":"<p>x</p>"}', settings)
    if (raw === undefined || typeof raw === 'string' || !('body' in raw)) throw new Error('refused')
    const port = await server.open()
    const open = settingsFor(port)
    const never = () => Promise.reject(new Error('mail does not go over HTTP'))
    await email.send(raw, open, {
      http: { send: never, close: never },
      clock: new ManualClock(0),
      signal: new AbortController().signal,
      idempotencyKey: 'k',
      resolveHost: () => Promise.resolve({ kind: 'address', address: '127.0.0.1' }),
    })
    const mail = await PostalMime.parse(server.taken[0]?.mail ?? '')
    expect(mail).toMatchObject({ subject: 'a b', html: '<p>x</p>\n' })
  })

  test.each(['{', '[]', '{"subject":"x"}', '{"html":"x"}', '{"subject":1,"text":"x"}'])(
    'is turned away with a reason: %s',
    (body) => {
      expect(email.raw?.(body, settings)).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    },
  )
})
