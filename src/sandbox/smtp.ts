// In: connections that speak SMTP. Out: each mail, for each of its recipients, to the sandbox as a call; its answer as SMTP's reply.
// Must hold: what is read is bounded; a fault that ends the connection ends it after DATA, so that the sender cannot know.
import { timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { assert } from '../base/assert.ts'
import { STAND_IN_LIMITS as LIMITS } from '../base/limits.ts'
import type { Secret } from '../base/secret.ts'
import { mailRequest } from './email.ts'
import { type MailReply, NOT_READABLE, oneReply, TOO_LARGE } from './email-answers.ts'
import type { SandboxAnswer, SandboxRequest } from './exchange.ts'
import { readMail } from './read-mail.ts'

/** Where mail is taken in, and from whom. */
export type SmtpOptions = {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Where it is given, nobody may send without it; else any name and password will do, or none. */
  readonly auth?: { readonly user: string; readonly password: Secret } | undefined
  /** Offers STARTTLS, with a certificate that is good for tests only. Default off. */
  readonly startTls?: boolean | undefined
  /** STAND_IN_LIMITS.mailBytesMax by default. */
  readonly mailBytesMax?: number | undefined
}

/** The sandbox, as far as a mail sees it. */
type Receiver = { handle(request: SandboxRequest): Promise<SandboxAnswer> }

/** A mail server that runs. */
export interface SmtpStandIn {
  /** For example `127.0.0.1:2525`. */
  readonly address: string
  readonly port: number
  close(): Promise<void>
}

/** Listens for mail. Rejects with the system's error where the address is taken. */
export async function startSmtp(receiver: Receiver, options: SmtpOptions): Promise<SmtpStandIn> {
  const server = createServer(receiver, options)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // A sender that goes away in the middle is the sender's affair.
  server.on('error', () => undefined)
  const bound = server.server.address() as AddressInfo // a TCP server that listens has this kind of address
  const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address
  return {
    address: `${host}:${bound.port}`,
    port: bound.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function createServer(receiver: Receiver, options: SmtpOptions): SMTPServer {
  const { auth, startTls = false, mailBytesMax = LIMITS.mailBytesMax } = options
  const server: SMTPServer = new SMTPServer({
    name: 'sandbox.tocsin.local',
    banner: 'Tocsin sandbox',
    logger: false,
    size: mailBytesMax,
    maxClients: LIMITS.mailClientsMax,
    socketTimeout: LIMITS.mailSilenceMs,
    closeTimeout: LIMITS.mailCloseMs,
    disableReverseLookup: true,
    authOptional: auth === undefined,
    allowInsecureAuth: true,
    disabledCommands: startTls ? [] : ['STARTTLS'],
    onAuth({ username = '', password }, _session, done) {
      const isRight = auth === undefined || isSame(auth, { username, password: password ?? '' })
      if (isRight) done(null, { user: username })
      else done(replyError({ status: 535, text: '5.7.8 Authentication credentials invalid' }))
    },
    onRcptTo(_address, session, done) {
      const isFull = session.envelope.rcptTo.length >= LIMITS.mailRecipientsMax
      done(isFull ? replyError({ status: 452, text: '4.5.3 Too many recipients' }) : null)
    },
    onData(stream, session, done) {
      void take(stream, session, receiver).then(
        (reply) => {
          if (reply === undefined) dropConnection(server, session)
          else if (reply.status < 300) done(null, reply.text)
          else done(replyError(reply))
        },
        // A mistake of ours ends this mail, and not the process.
        () => dropConnection(server, session),
      )
    },
  })
  return server
}

function isSame(
  auth: { readonly user: string; readonly password: Secret },
  given: { readonly username: string; readonly password: string },
): boolean {
  const [left, right] = [
    Buffer.from(`${auth.user}\0${auth.password.reveal()}`),
    Buffer.from(`${given.username}\0${given.password}`),
  ]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Undefined where the connection shall end without a reply. */
async function take(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  receiver: Receiver,
): Promise<MailReply | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of stream) {
      assert(Buffer.isBuffer(chunk), 'a stream of bytes')
      // The rest of what is too large has to be read, and is not kept.
      if (!stream.sizeExceeded) chunks.push(chunk)
    }
  } catch {
    return undefined
  }
  if (stream.sizeExceeded) return TOO_LARGE
  const mail = await readMail(Buffer.concat(chunks))
  if (mail === undefined) return NOT_READABLE
  const { mailFrom, rcptTo } = session.envelope
  const envelope = { sender: mailFrom === false ? '' : mailFrom.address, secure: session.secure }
  const answers: SandboxAnswer[] = []
  for (const address of new Set(rcptTo.map((recipient) => recipient.address))) {
    const request = mailRequest(address, { ...mail, envelope }, session.remoteAddress)
    answers.push(await receiver.handle(request))
  }
  return oneReply(answers)
}

function dropConnection(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) {
    if (connection.id === session.id) connection._socket.destroy()
  }
}

/** What SMTPServer takes a refusal from. */
function replyError({ status, text }: MailReply): Error {
  return Object.assign(new Error(text), { responseCode: status })
}
