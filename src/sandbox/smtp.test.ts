import { connect } from 'node:net'
import { createTransport } from 'nodemailer'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../base/clock.ts'
import { Secret } from '../base/secret.ts'
import { chatId } from './chats.ts'
import { readJson } from './exchange.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'

const NOW = Date.UTC(2026, 2, 5, 2, 15)
const WANG = 'wang@example.com'
const LI = 'li@example.com'
type Mail = Parameters<ReturnType<typeof createTransport>['sendMail']>[0]
type Options = Parameters<Sandbox['takeMail']>[0]

let sandbox: Sandbox
let port: number
let close: () => Promise<void>

beforeEach(() => listen())
afterEach(() => stop())

async function listen(options: Partial<Options> = {}, strictTokens = false): Promise<void> {
  sandbox = createSandbox({ clock: new ManualClock(NOW), strictTokens })
  const server = await sandbox.takeMail({ host: '127.0.0.1', port: 0, ...options })
  expect(server.address).toBe(`127.0.0.1:${server.port}`)
  port = server.port
  close = () => server.close()
}

async function stop(): Promise<void> {
  sandbox.close()
  await close()
}

async function restart(options: Partial<Options>, strictTokens = false): Promise<void> {
  await stop()
  await listen(options, strictTokens)
}

async function api(method: string, path: string, body?: object) {
  const [base = '', query = ''] = path.split('?')
  const answer = await sandbox.handle({
    method,
    path: base,
    query,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body ?? null)),
    address: '127.0.0.1',
  })
  if (answer.kind !== 'answer') throw new Error(`found ${answer.kind}`)
  expect(answer.status).toBe(200)
  return readJson(Buffer.from(answer.body)) as { [name: string]: { [name: string]: unknown }[] }
}

const posted = async (address = WANG) =>
  (await api('GET', `/sandbox/api/messages?chat=${chatId('email', address)}`))['messages'] ?? []

/** Sends a mail as any program would: the server's reply, or what the sender is told. */
async function send(mail: Mail = {}, transport: object = {}): Promise<string> {
  const sender = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, ...transport })
  const content = { from: 'Tocsin <tocsin@example.com>', to: WANG, subject: 'hello', text: 'there' }
  try {
    const info = await sender.sendMail({ ...content, ...mail })
    return info.response
  } catch (error) {
    const { responseCode, response, code } = error as { [name: string]: unknown }
    return responseCode === undefined ? `no reply (${String(code)})` : String(response)
  } finally {
    sender.close()
  }
}

describe('a mail', () => {
  test('is shown to each of its recipients, read as a mail program reads it', async () => {
    const response = await send({
      to: `王伟 <${WANG}>, ${LI}`,
      subject: '🔴 严重 · 实例重启',
      text: '正文\n\nline',
      html: '<p style="color:#d93026">正文</p>',
      messageId: '<two@tocsin>',
      references: '<one@tocsin>',
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Odd': 'x' },
      attachments: [{ filename: 'a.txt', content: 'abc' }],
    })
    expect(response).toBe('250 2.0.0 Ok: queued')
    const [message] = await posted()
    expect(message).toMatchObject({
      platform: 'email',
      preview: '🔴 严重 · 实例重启',
      errcode: 250,
      payload: {
        from: 'Tocsin <tocsin@example.com>',
        to: `王伟 <${WANG}>, ${LI}`,
        subject: '🔴 严重 · 实例重启',
        text: '正文\n\nline\n',
        attachments: [{ name: 'a.txt', bytes: 3 }],
        envelope: { sender: 'tocsin@example.com', secure: false },
      },
    })
    const payload = message?.['payload'] as {
      html: string
      headers: { name: string; value: string }[]
    }
    expect(payload.html).toContain('<p style="color:#d93026">正文</p>')
    expect(Object.fromEntries(payload.headers.map(({ name, value }) => [name, value]))).toEqual({
      'Message-ID': '<two@tocsin>',
      References: '<one@tocsin>',
      'Auto-Submitted': 'auto-generated',
    })
    expect(await posted(LI)).toHaveLength(1)
    const chats = (await api('GET', '/sandbox/api/chats'))['chats']
    expect(chats?.map((chat) => chat['name'])).toEqual([WANG, LI])
  })

  test('of no sender, or too large, is not taken', async () => {
    await restart({ mailBytesMax: 10_000 })
    expect(await send({ raw: 'Subject: x\r\n\r\nx', envelope: { from: 'a@b.c', to: WANG } })).toBe(
      '554 5.6.0 Message cannot be read',
    )
    expect(await send({ text: 'x'.repeat(20_000) })).toMatch(/^552 .*exceeds/i)
    expect(await posted()).toHaveLength(0)
  })

  test('of a size that was not announced is not kept either', async () => {
    await restart({ mailBytesMax: 10_000 })
    const lines = ['EHLO x', `MAIL FROM:<a@b.c>`, `RCPT TO:<${WANG}>`, 'DATA']
    const body = `From: a@b.c\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(400)}.`
    const replies = await talk([...lines, body, 'QUIT'])
    expect(replies).toContain('552 5.3.4 Message size exceeds the limit')
    expect(await posted()).toHaveLength(0)
  })

  test('for a mailbox that nobody configured is refused where tokens are strict', async () => {
    await restart({}, true)
    expect(await send()).toBe('550 5.1.1 User unknown')
    await api('PUT', '/sandbox/api/chats', { platform: 'email', token: WANG, name: 'Wang' })
    expect(await send()).toBe('250 2.0.0 Ok: queued')
  })
})

/** Says lines to the server, each after a reply to the one before; gives all replies. */
async function talk(lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let [said, next] = ['', 0]
  for await (const chunk of socket) {
    said += String(chunk)
    const isReplied = /^\d{3} [^\r\n]*\r\n$/m.test(
      said.slice(said.lastIndexOf('\n', said.length - 2) + 1),
    )
    const line = lines[next]
    if (!isReplied || line === undefined) continue
    next += 1
    socket.write(`${line}\r\n`)
  }
  return said
}

describe('who may send', () => {
  const auth = { user: 'tocsin', password: new Secret('hush') }
  test('whoever has the password, where one is set', async () => {
    await restart({ auth })
    expect(await send()).toMatch(/^530 .*authentication required/i)
    expect(await send({}, { auth: { user: 'tocsin', pass: 'wrong' } })).toMatch(/^535 5\.7\.8/)
    expect(await send({}, { auth: { user: 'tocsin', pass: 'hush' } })).toMatch(/^250/)
  })

  test('anybody where none is set, with any password too', async () => {
    expect(await send({}, { auth: { user: 'any', pass: 'thing' } })).toMatch(/^250/)
  })
})

test('STARTTLS is offered where it is asked for, with a certificate that nobody trusts', async () => {
  expect(await send({}, { ignoreTLS: false, requireTLS: true })).toMatch(/^no reply|^5/)
  await restart({ startTls: true })
  expect(await send({}, { ignoreTLS: false })).toBe('no reply (ESOCKET)')
  expect(await send({}, { ignoreTLS: false, tls: { rejectUnauthorized: false } })).toMatch(/^250/)
  expect(await posted()).toMatchObject([{ payload: { envelope: { secure: true } } }])
})

describe('a fault', () => {
  test.each([
    ['busy', '451 4.3.0 Temporary failure, try again later'],
    ['rateLimited', '450 4.7.1 Too many messages, slow down'],
    ['quota', '452 4.2.2 The mailbox is full'],
    ['removed', '550 5.1.1 User unknown'],
    ['stopped', '550 5.2.1 The mailbox is disabled'],
    ['content', '554 5.7.1 Message is taken for spam'],
    ['waf', '554 5.7.1 Sender address is on a block list'],
    ['http502', '421 4.3.2 Service is shutting down'],
  ])('%s is replied to in SMTP’s words', async (kind, reply) => {
    await api('POST', '/sandbox/api/faults', { kind, platform: 'email', times: 1 })
    expect(await send()).toBe(reply)
    expect(await send()).toBe('250 2.0.0 Ok: queued')
  })

  test('may be any reply', async () => {
    const fault = { kind: 'answer', errcode: 432, errmsg: '4.7.12 A password transition is needed' }
    await api('POST', '/sandbox/api/faults', { ...fault, platform: 'email' })
    expect(await send()).toBe('432 4.7.12 A password transition is needed')
  })

  test('of one mailbox is the reply to the whole mail, and the others have it', async () => {
    const fault = { kind: 'removed', platform: 'email', token: LI }
    await api('POST', '/sandbox/api/faults', fault)
    expect(await send({ to: [WANG, LI] })).toBe('550 5.1.1 User unknown')
    expect(await posted()).toHaveLength(1)
    expect(await posted(LI)).toHaveLength(0)
  })

  test('a lost reply ends the connection after the mail was taken, a drop before', async () => {
    await api('POST', '/sandbox/api/faults', { kind: 'drop', platform: 'email', times: 1 })
    expect(await send()).toMatch(/^no reply/)
    expect(await posted()).toHaveLength(0)
    await api('POST', '/sandbox/api/faults', { kind: 'lostReply', platform: 'email', times: 1 })
    expect(await send()).toMatch(/^no reply/)
    expect(await posted()).toHaveLength(1)
  })
})

test('a port that is taken is said to the one who starts it', async () => {
  const other = sandbox.takeMail({ host: '127.0.0.1', port })
  await expect(other).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('no HTTP request reaches a mailbox', async () => {
  for (const method of ['GET', 'POST', 'PUT']) {
    const request = {
      method,
      path: `/sandbox/email/${WANG}`,
      query: '',
      headers: {},
      address: '::1',
    }
    const answer = await sandbox.handle({ ...request, body: new Uint8Array() })
    expect(answer).toMatchObject({ status: 404 })
  }
})
