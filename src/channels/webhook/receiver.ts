import { createHash } from 'node:crypto'
import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import { revealOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import { secretsOf } from './sign.ts'

/** One line of the setting `headers`; `name` is in lower case. */
export type Header = { readonly name: string; readonly value: string }

/** Where the settings send to, taken apart. Everything in it is a credential. */
export type Receiver = {
  /** Without a user and password: those are a header. */
  readonly url: string
  readonly headers: readonly Header[]
  readonly secrets: readonly string[]
}

/** The address; undefined where it is no http(s) URL. */
export function readUrl(settings: Settings): URL | undefined {
  const url = URL.parse((revealOf(settings, 'url') ?? '').trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  url.hash = ''
  return url
}

/**
 * The lines of `headers`. A line that has no colon, or nothing before it, has an empty name, which
 * no header has.
 */
export function readHeaders(settings: Settings): readonly Header[] {
  const lines = (revealOf(settings, 'headers') ?? '').split(/\r\n|\r|\n/)
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const at = Math.max(line.indexOf(':'), 0)
      return { name: line.slice(0, at).trim().toLowerCase(), value: line.slice(at + 1).trim() }
    })
}

/** The receiver of settings that have been checked; undefined where they were not. Read once for each. */
export function readReceiver(settings: Settings): Receiver | undefined {
  const known = receivers.get(settings)
  if (known) return known
  const receiver = takeApart(settings)
  if (receiver) receivers.set(settings, receiver)
  return receiver
}

/** Settings never change: reading an address anew for each message would give the same. */
const receivers = new WeakMap<Settings, Receiver>()

function takeApart(settings: Settings): Receiver | undefined {
  const url = readUrl(settings)
  if (url === undefined) return undefined
  const login = loginHeader(url)
  url.username = ''
  url.password = ''
  const headers = [...login, ...readHeaders(settings)]
  return { url: url.href, headers, secrets: secretsOf(revealOf(settings, 'secret')) }
}

/** `webhook:` and 16 hexadecimal digits of a SHA-256 of the whole address. */
export function receiverAddress(url: URL): string {
  return `webhook:${createHash('sha256').update(url.href).digest('hex').slice(0, 16)}`
}

/**
 * Every text that must not be seen in a receipt, the longest first: the address, its path and the
 * longer parts of both; header values and their longer words; secrets and signatures.
 */
export function credentialsOf(receiver: Receiver, signatures: readonly string[]): string[] {
  const known = credentials.get(receiver)
  const lasting = known ?? lastingCredentials(receiver).toSorted(longestFirst)
  if (!known) credentials.set(receiver, lasting)
  const own = signatures.flatMap((signature) => [signature, signature.slice('v1,'.length)])
  return [...lasting, ...own].sort(longestFirst)
}

const credentials = new WeakMap<Receiver, readonly string[]>()

/** Those that are the same for every message. */
function lastingCredentials(receiver: Receiver): readonly string[] {
  const url = new URL(receiver.url)
  const values = receiver.headers.map((header) => header.value)
  const whole = [
    receiver.url,
    `${url.origin}${url.pathname}`,
    ...values,
    ...values.flatMap(passwordIn),
    ...receiver.secrets,
  ]
  const parts = [
    `${url.pathname}${url.search}`,
    url.pathname,
    ...url.pathname.split('/'),
    ...url.search.slice(1).split(/[&=]/),
    ...url.searchParams.values(),
    ...values.flatMap((value) => value.split(/[\s,;=]+/)),
    ...receiver.secrets.map((secret) => secret.replace('whsec_', '')),
  ]
  const long = parts.filter((part) => part.length >= WEBHOOK_LIMITS.credentialPartLengthMin)
  return [...new Set([...whole.filter((text) => text !== ''), ...long, ...long.flatMap(decoded)])]
}

function longestFirst(one: string, other: string): number {
  return other.length - one.length
}

/** A user and password in the address, as the header that carries them. */
function loginHeader(url: URL): readonly Header[] {
  if (url.username === '' && url.password === '') return []
  const login = [url.username, url.password].map((part) => decoded(part)[0] ?? part).join(':')
  return [{ name: 'authorization', value: `Basic ${Buffer.from(login).toString('base64')}` }]
}

/** The password of basic authentication. */
function passwordIn(value: string): readonly string[] {
  const login = /^basic +(\S+)$/i.exec(value)?.[1]
  if (login === undefined) return []
  const text = Buffer.from(login, 'base64').toString('utf8')
  return [text, text.slice(text.indexOf(':') + 1)]
}

/** With its percent signs resolved, where that is possible. */
function decoded(text: string): readonly string[] {
  try {
    return [decodeURIComponent(text)]
  } catch {
    return []
  }
}
