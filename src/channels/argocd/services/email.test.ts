import { readFileSync } from 'node:fs'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import { deliver, type Rendering, settingsOf } from '../../../../test/contract/argo-service.ts'
import { argocd } from '../argocd.ts'

const PASSWORD = 'correct-horse-battery'
const LOGIN = { username: 'argo@example.com', password: PASSWORD }

function pem(name: string): string {
  return readFileSync(new URL(`../../email/fixtures/${name}`, import.meta.url), 'utf8')
}

/** A mail server on the loopback interface that keeps what it takes. */
class MailServer {
  readonly mails: { to: readonly string[]; isEncrypted: boolean; user: string; text: string }[] = []
  #server: SMTPServer | undefined

  async open(options: SMTPServerOptions = {}): Promise<number> {
    const server = new SMTPServer({
      key: pem('server-key.pem'),
      cert: pem('server-certificate.pem'),
      authOptional: true,
      disableReverseLookup: true,
      onAuth: (login, _, callback) => {
        if (login.password === PASSWORD) callback(null, { user: login.username })
        else callback(new Error(`535 5.7.8 no ${login.password}`))
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          this.mails.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            isEncrypted: session.secure,
            user: typeof session.user === 'string' ? session.user : '',
            text: Buffer.concat(chunks).toString('utf8'),
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
    this.mails.length = 0
    await new Promise<void>((resolve) => (server ? server.close(resolve) : resolve()))
  }
}

const server = new MailServer()
afterEach(() => server.close())

async function mail(options: object, rendering: Rendering, recipient = 'li@example.com') {
  const whole = { host: '127.0.0.1', from: 'Argo CD <argo@example.com>', ...options }
  const receipt = await deliver({ service: 'email', options: whole, recipient }, rendering)
  expect(JSON.stringify(receipt)).not.toContain(PASSWORD)
  const [taken] = server.mails
  return { receipt, taken, read: taken && (await PostalMime.parse(taken.text)) }
}

describe('the service email', () => {
  test('sends subject and body to every recipient', async () => {
    const port = await server.open({ hideSTARTTLS: true })
    const part = { subject: '好 demo', body: '<b>synced</b>' }
    const to = 'li@example.com, Wang <wang@example.com>'
    const { receipt, taken, read } = await mail({ port }, { message: 'm', part }, to)
    expect(receipt).toMatchObject({ kind: 'sent', code: '250' })
    expect(taken?.to).toEqual(['li@example.com', 'wang@example.com'])
    expect(read).toMatchObject({
      subject: '好 demo',
      from: { name: 'Argo CD', address: 'argo@example.com' },
      messageId: '<nt_1@example.com>',
      date: '2026-03-05T02:15:01.000Z',
    })
    expect(read?.text?.trim()).toBe('<b>synced</b>')
    expect(read?.html).toBeUndefined()
  })

  test('sends the message where there is no body, as HTML where that is asked for', async () => {
    const port = await server.open({ hideSTARTTLS: true })
    const { read } = await mail({ port, html: true }, { message: '<b>m</b>' })
    expect(read?.html?.trim()).toBe('<b>m</b>')
    expect(read?.subject ?? '').toBe('')
  })

  test('encrypts as soon as the server offers it, also without a login', async () => {
    const port = await server.open()
    const insecure_skip_verify = true
    const { taken } = await mail({ port, insecure_skip_verify }, { message: 'm' })
    expect(taken).toMatchObject({ isEncrypted: true, user: '' })
  })

  test('does not trust a stranger’s certificate', async () => {
    const port = await server.open()
    const { receipt, taken } = await mail({ port }, { message: 'm' })
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
    expect(taken).toBeUndefined()
  })

  test('logs in over the encrypted connection', async () => {
    const port = await server.open()
    const options = { port, insecure_skip_verify: true, ...LOGIN }
    expect((await mail(options, { message: 'm' })).taken).toMatchObject({
      isEncrypted: true,
      user: 'argo@example.com',
    })
  })

  test('says when the login is not taken, and repeats no password', async () => {
    const port = await server.open()
    const options = { port, insecure_skip_verify: true, username: 'argo', password: `${PASSWORD}!` }
    const { receipt } = await mail(options, { message: 'm' })
    expect(receipt).toMatchObject({ kind: 'refused', reason: 'token' })
  })

  test.each([
    ['a mailbox that is not there', 550, { kind: 'refused', reason: 'token' }],
    ['a server that asks for another time', 451, { kind: 'retry', reason: 'busy' }],
  ])('judges %s', async (_, responseCode, expected) => {
    const refusal = Object.assign(new Error('not now'), { responseCode })
    const port = await server.open({
      hideSTARTTLS: true,
      onRcptTo: (_address, _session, callback) => callback(refusal),
    })
    expect((await mail({ port }, { message: 'm' })).receipt).toMatchObject(expected)
  })

  test('is unreachable where nobody listens', async () => {
    const port = await server.open()
    await server.close()
    const { receipt } = await mail({ port }, { message: 'm' })
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
  })

  test('asks nothing where it is stopped before it begins', async () => {
    const options = { host: '127.0.0.1', port: 9, from: 'a@example.com' }
    const endpoint = { service: 'email', options, recipient: 'li@example.com' }
    const receipt = await deliver(endpoint, { message: 'm' }, { signal: AbortSignal.abort() })
    expect(receipt).toMatchObject({ kind: 'retry', reason: 'unreachable' })
  })

  test.each([
    ['no server', { host: '' }, 'li@example.com', 'host'],
    ['no port', { port: undefined }, 'li@example.com', 'port'],
    ['a sender that is none', { from: 'Argo CD' }, 'li@example.com', 'from'],
    ['no recipient', {}, '', 'recipient'],
    ['a recipient that is none', {}, 'li@example.com, ops', 'recipient'],
    ['a recipient with a newline', {}, 'li@example.com\nBcc: x@example.com', 'recipient'],
  ])('says what is wrong: %s', (_, change, recipient, words) => {
    const options = { host: 'smtp.example.com', port: 587, from: 'a@example.com', ...change }
    const [problem] = argocd.check(settingsOf({ service: 'email', options, recipient }))
    expect(problem).toMatchObject({ en: expect.stringContaining(words), zh: expect.anything() })
  })
})
