import { Readable } from 'node:stream'
import { rootCertificates } from 'node:tls'
import { ipVersion } from './address.ts'
import { afterMs } from './clock.ts'

/** How a connection is protected: upgraded before anything is said, from the first byte, where the server offers it, or not at all. */
export type SmtpSecurity = 'starttls' | 'tls' | 'offered' | 'none'

/** One mail to one server. What is in it may hold a password: it goes into no error and no log. */
export type SmtpRequest = {
  /** The server's name, which its certificate must carry. */
  readonly host: string
  /** Where the connection goes: the address that `host` was checked to have. */
  readonly address: string
  readonly port: number
  readonly security: SmtpSecurity
  /** An authority, or a certificate itself, that is trusted besides the well-known ones: PEM. */
  readonly certificate?: string
  /** Any certificate is taken, also of somebody in between. */
  readonly insecure?: true
  readonly login?: { readonly user: string; readonly password: string }
  readonly envelope: { readonly from: string; readonly to: readonly string[] }
  /** The whole MIME message. */
  readonly message: Uint8Array
  /** For each wait, and for all of it. */
  readonly waitMs: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** What the server refused. */
export type SmtpStage = 'greeting' | 'login' | 'sender' | 'recipient' | 'message'

/**
 * What came of it. `refused` carries the server's own code (0 where it cannot do what is asked);
 * `failed` whether the server may have taken the mail all the same.
 */
export type SmtpOutcome =
  | { readonly kind: 'accepted'; readonly text: string; readonly rejected: readonly string[] }
  | {
      readonly kind: 'refused'
      readonly stage: SmtpStage
      readonly code: number
      readonly text: string
    }
  | {
      readonly kind: 'failed'
      readonly stage: 'before-send' | 'after-send'
      readonly reason: string
    }

type Connection = InstanceType<typeof import('nodemailer/lib/smtp-connection/index.js')['default']>

/** Delivers one mail over a connection of its own. Never throws for what the server does. */
export async function sendMail(request: SmtpRequest): Promise<SmtpOutcome> {
  if (request.signal.aborted) return STOPPED
  // The package takes a while to load and most hubs send no mail.
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection/index.js')
  // It may have been stopped meanwhile, and a signal tells that once.
  if (request.signal.aborted) return STOPPED
  const { address, port, security, waitMs } = request
  const connection = new SMTPConnection({
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: {
      ...(ipVersion(request.host) === 0 ? { servername: request.host } : {}),
      ...(request.certificate ? { ca: [...rootCertificates, request.certificate] } : {}),
      ...(request.insecure ? { rejectUnauthorized: false } : {}),
    },
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
  })
  return new Transaction(connection, request).run()
}

const STOPPED: SmtpOutcome = { kind: 'failed', stage: 'before-send', reason: 'stopped' }

class Transaction {
  readonly #connection: Connection
  readonly #request: SmtpRequest
  /** The server asked for the message, and some of it went out. */
  #isUnderWay = false

  constructor(connection: Connection, request: SmtpRequest) {
    this.#connection = connection
    this.#request = request
  }

  run(): Promise<SmtpOutcome> {
    const { signal, timeoutMs } = this.#request
    return new Promise((resolve) => {
      let isOver = false
      const finish = (outcome: SmtpOutcome) => {
        // Closing the connection makes it say once more that it has ended.
        if (isOver) return
        isOver = true
        stopWaiting()
        signal.removeEventListener('abort', stop)
        if (outcome.kind === 'accepted') this.#connection.quit()
        else this.#connection.close()
        resolve(outcome)
      }
      const stop = () => finish(this.#failure(new Error('stopped')))
      const stopWaiting = afterMs(timeoutMs, () => finish(this.#failure(new Error('time-out'))))
      signal.addEventListener('abort', stop, { once: true })
      this.#connection.on('error', (error: Error) => finish(this.#failure(error)))
      this.#connection.on('end', () => finish(this.#failure(new Error('connection closed'))))
      this.#connection.connect((error) => {
        if (error) finish(this.#failure(error))
        else this.#logIn(finish)
      })
    })
  }

  #logIn(finish: (outcome: SmtpOutcome) => void): void {
    const { login } = this.#request
    if (login === undefined) {
      this.#send(finish)
      return
    }
    const { security, address } = this.#request
    const isReadable = security === 'offered' && !this.#connection.secure
    if (isReadable && !isLoopback(address)) {
      const text = 'the server offers no encryption, and a password is not sent readably'
      finish({ kind: 'refused', stage: 'login', code: 0, text })
      return
    }
    if (!this.#connection.allowsAuth) {
      const text = 'the server offers no login'
      finish({ kind: 'refused', stage: 'login', code: 0, text })
      return
    }
    this.#connection.login({ user: login.user, pass: login.password }, (error) => {
      if (error) finish(this.#failure(error))
      else this.#send(finish)
    })
  }

  #send(finish: (outcome: SmtpOutcome) => void): void {
    const { envelope, message } = this.#request
    const whole = { from: envelope.from, to: [...envelope.to], size: message.length }
    this.#connection.send(whole, Readable.from(this.#read(message)), (error, sent) => {
      if (error) {
        finish(this.#failure(error))
        return
      }
      const rejected = (sent?.rejectedErrors ?? []).map((refusal) => refusal.response ?? '')
      finish({ kind: 'accepted', text: sent?.response ?? '', rejected })
    })
  }

  *#read(message: Uint8Array): Generator<Uint8Array> {
    this.#isUnderWay = true
    yield message
  }

  #failure(error: Error): SmtpOutcome {
    const { responseCode, response, command, code } = readError(error)
    if (responseCode !== undefined) {
      return { kind: 'refused', stage: stageOf(command), code: responseCode, text: response }
    }
    if (code === 'EMESSAGE' && command === 'MAIL FROM') {
      return { kind: 'refused', stage: 'message', code: 552, text: error.message }
    }
    const stage = this.#isUnderWay ? 'after-send' : 'before-send'
    return { kind: 'failed', stage, reason: reasonOf(error, code) }
  }
}

/** Nobody in between reads along. */
function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}

type SmtpError = {
  readonly responseCode: number | undefined
  readonly response: string
  readonly command: string
  readonly code: string
}

function readError(error: Error): SmtpError {
  const read = (name: string): unknown => Reflect.get(error, name)
  const code = read('responseCode')
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    responseCode: typeof code === 'number' && code >= 400 ? code : undefined,
    response: text(read('response')),
    command: text(read('command')),
    code: text(read('originalCode')) || text(read('code')),
  }
}

function stageOf(command: string): SmtpStage {
  if (command.startsWith('AUTH')) return 'login'
  if (command === 'MAIL FROM') return 'sender'
  if (command === 'RCPT TO') return 'recipient'
  return command === 'DATA' ? 'message' : 'greeting'
}

/** A short reason without the address: what a certificate or a TLS library complains of, else the code. */
function reasonOf(error: Error, code: string): string {
  if (error.message === 'stopped' || error.message === 'time-out') return error.message
  if (code === 'ETIMEDOUT') return 'time-out'
  const isTls = /certificate|tls|ssl/i.test(error.message)
  return isTls
    ? `${code}: ${error.message.slice(0, REASON_LENGTH_MAX)}`
    : code || 'connection failed'
}

const REASON_LENGTH_MAX = 200
