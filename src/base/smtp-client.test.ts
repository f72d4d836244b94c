import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type SmtpOutcome, type SmtpRequest, sendMail } from './smtp-client.ts'

let server: Server | undefined
const sockets = new Set<Socket>()

afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server?.close()
})

/** What becomes of a mail to a server that greets as `greet` does and answers each line by `answer`. */
async function outcomeOf(
  { greet, answer }: { greet: (socket: Socket) => void; answer: (line: string) => string },
  more: Partial<SmtpRequest> = {},
): Promise<SmtpOutcome> {
  const listening = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    greet(socket)
    socket.on('data', (bytes) => {
      const reply = answer(bytes.toString('utf8').trim())
      if (reply !== '') socket.write(`${reply}\r\n`)
    })
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return sendMail({
    host: 'mail.test',
    address: '127.0.0.1',
    port: address.port,
    security: 'none',
    envelope: { from: 'a@example.com', to: ['b@example.com'] },
    message: Buffer.from('Subject: x\r\n\r\ny\r\n'),
    waitMs: 5_000,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    ...more,
  })
}

const hello = (socket: Socket) => socket.write('220 mail.test\r\n')

describe('a mail server that is slow', () => {
  test('and never greets is left after one wait, with nothing sent', async () => {
    const silent = { greet: () => undefined, answer: () => '' }
    const outcome = await outcomeOf(silent, { waitMs: 50 })
    expect(outcome).toEqual({ kind: 'failed', stage: 'before-send', reason: 'time-out' })
  })

  test('and answers each command in time is left after the time for all', async () => {
    const endless = {
      greet: hello,
      answer: (line: string) => (line.startsWith('EHLO') ? '250-x' : ''),
    }
    const outcome = await outcomeOf(endless, { timeoutMs: 80 })
    expect(outcome).toEqual({ kind: 'failed', stage: 'before-send', reason: 'time-out' })
  })

  test('and never answers to the message may have taken it', async () => {
    const answer = (line: string) => {
      if (line === 'DATA') return '354 go on'
      return line.endsWith('\r\n.') || line.startsWith('Subject') ? '' : '250 ok'
    }
    const outcome = await outcomeOf({ greet: hello, answer }, { timeoutMs: 150 })
    expect(outcome).toEqual({ kind: 'failed', stage: 'after-send', reason: 'time-out' })
  })
})

test('a sending that is stopped before its connection is open opens none', async () => {
  let connections = 0
  const stop = new AbortController()
  const greet = () => {
    connections += 1
  }
  const more = {
    // It is read when the sending begins, and stops it as soon as that waits for something.
    get signal() {
      queueMicrotask(() => stop.abort())
      return stop.signal
    },
  }
  expect(await outcomeOf({ greet, answer: () => '' }, more)).toEqual({
    kind: 'failed',
    stage: 'before-send',
    reason: 'stopped',
  })
  expect(connections).toBe(0)
})

test('a mail larger than the server announces is refused before it is sent', async () => {
  const answer = (line: string) =>
    line.startsWith('EHLO') ? '250-mail.test\r\n250 SIZE 5' : '250 ok'
  expect(await outcomeOf({ greet: hello, answer })).toMatchObject({
    kind: 'refused',
    stage: 'message',
    code: 552,
  })
})

describe('encryption where the server offers it', () => {
  const open = (line: string) => {
    if (line.startsWith('EHLO')) return '250-mail.test\r\n250 AUTH PLAIN'
    return line.startsWith('AUTH') ? '235 ok' : line === 'DATA' ? '354 go on' : '250 ok'
  }
  const login = { user: 'a', password: 'secret' }

  test('is not needed by who has no password', async () => {
    const outcome = await outcomeOf({ greet: hello, answer: open }, { security: 'offered' })
    expect(outcome.kind).toBe('accepted')
  })

  test('is needed before a password is sent to another machine', async () => {
    const lines: string[] = []
    const answer = (line: string) => {
      lines.push(line)
      return open(line)
    }
    // The same machine under another address, as everybody else would be reached.
    const address = '::ffff:127.0.0.1'
    const outcome = await outcomeOf(
      { greet: hello, answer },
      { security: 'offered', login, address },
    )
    expect(outcome).toMatchObject({ kind: 'refused', stage: 'login', code: 0 })
    expect(lines.some((line) => line.startsWith('AUTH'))).toBe(false)
  })

  test('is not needed on this machine', async () => {
    const outcome = await outcomeOf({ greet: hello, answer: open }, { security: 'offered', login })
    expect(outcome.kind).toBe('accepted')
  })
})
