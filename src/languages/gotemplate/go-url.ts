// In: the text of a URL. Out: its parts as Go's net/url finds them, and the text again.
// Must hold: parsing and errors are net/url's.

import { ValueError } from '../values/kind.ts'
import { fromBytes, quote, toBytes } from '../values/text.ts'

/** A URL as Go's url.URL has it; texts are decoded where Go decodes them. */
export type GoUrl = {
  scheme: string
  opaque: string
  /** Undefined when the URL has none; `password` is undefined when only a name is given. */
  user: { name: string; password: string | undefined } | undefined
  host: string
  path: string
  rawPath: string
  omitHost: boolean
  forceQuery: boolean
  query: string
  fragment: string
  rawFragment: string
}

type EscapeMode = 'path' | 'segment' | 'user' | 'host' | 'zone' | 'fragment' | 'query'

/** url.Parse. Throws ValueError with Go's text. */
export function parseUrl(text: string): GoUrl {
  const hash = text.indexOf('#')
  const beforeHash = hash < 0 ? text : text.slice(0, hash)
  try {
    const url = parseWithoutFragment(beforeHash)
    if (hash >= 0) {
      const raw = text.slice(hash + 1)
      url.fragment = decodePart(raw, 'fragment')
      url.rawFragment = encodePart(url.fragment, 'fragment') === raw ? '' : raw
    }
    return url
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new ValueError(`parse ${quote(hash < 0 ? text : text)}: ${error.message}`, {
      cause: error,
    })
  }
}

function parseWithoutFragment(text: string): GoUrl {
  if (/[\p{Cc}]/u.test(text.replace(/[\u0080-\u009f]/g, ''))) {
    throw new ValueError('net/url: invalid control character in URL')
  }
  const url: GoUrl = {
    scheme: '',
    opaque: '',
    user: undefined,
    host: '',
    path: '',
    rawPath: '',
    omitHost: false,
    forceQuery: false,
    query: '',
    fragment: '',
    rawFragment: '',
  }
  if (text === '*') return { ...url, path: '*' }
  const { scheme, rest: afterScheme } = splitScheme(text)
  url.scheme = scheme.toLowerCase()
  const rest = takeQuery(url, afterScheme)
  if (!rest.startsWith('/')) {
    if (url.scheme !== '') return { ...url, opaque: rest }
    const colon = rest.indexOf(':')
    const slash = rest.indexOf('/')
    if (colon >= 0 && (slash < 0 || colon < slash)) {
      throw new ValueError('first path segment in URL cannot contain colon')
    }
  }
  return withPath(url, rest)
}

function takeQuery(url: GoUrl, text: string): string {
  const mark = text.indexOf('?')
  if (mark < 0) return text
  url.forceQuery = mark === text.length - 1
  url.query = text.slice(mark + 1)
  return text.slice(0, mark)
}

function withPath(url: GoUrl, text: string): GoUrl {
  let rest = text
  if (rest.startsWith('//') && (url.scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2)
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash)
    rest = slash < 0 ? '' : rest.slice(slash)
    parseAuthority(url, authority)
  } else if (url.scheme !== '' && rest.startsWith('/')) {
    url.omitHost = true
  }
  url.path = decodePart(rest, 'path')
  url.rawPath = encodePart(url.path, 'path') === rest ? '' : rest
  return url
}

function splitScheme(text: string): { scheme: string; rest: string } {
  const found = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)
  if (found) return { scheme: found[1] ?? '', rest: text.slice(found[0].length) }
  if (text.startsWith(':')) throw new ValueError('missing protocol scheme')
  return { scheme: '', rest: text }
}

function parseAuthority(url: GoUrl, authority: string): void {
  const at = authority.lastIndexOf('@')
  url.host = parseHost(at < 0 ? authority : authority.slice(at + 1))
  if (at < 0) return
  const info = authority.slice(0, at)
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) {
    throw new ValueError('net/url: invalid userinfo')
  }
  const colon = info.indexOf(':')
  url.user = {
    name: decodePart(colon < 0 ? info : info.slice(0, colon), 'user'),
    password: colon < 0 ? undefined : decodePart(info.slice(colon + 1), 'user'),
  }
}

function parseHost(host: string): string {
  if (!host.startsWith('[')) {
    const colon = host.lastIndexOf(':')
    if (colon >= 0) checkPort(host.slice(colon))
    return decodePart(host, 'host')
  }
  const close = host.lastIndexOf(']')
  if (close < 0) throw new ValueError("missing ']' in host")
  checkPort(host.slice(close + 1))
  const zone = host.slice(0, close).indexOf('%25')
  if (zone < 0) return decodePart(host, 'host')
  return (
    decodePart(host.slice(0, zone), 'host') +
    decodePart(host.slice(zone, close), 'zone') +
    decodePart(host.slice(close), 'host')
  )
}

function checkPort(port: string): void {
  if (!/^(?::[0-9]*)?$/.test(port)) throw new ValueError(`invalid port ${quote(port)} after host`)
}

/** The host without its port and brackets. */
export function hostName(host: string): string {
  const withoutPort = host.startsWith('[')
    ? host.slice(0, host.indexOf(']') + 1)
    : host.replace(/:[0-9]*$/, '')
  return withoutPort.replace(/^\[(.*)\]$/, '$1')
}

function decodePart(text: string, mode: EscapeMode): string {
  if (mode === 'host' || mode === 'zone') checkHostCharacters(text)
  if (!text.includes('%')) return text
  const bytes: number[] = []
  const source = toBytes(text)
  for (let index = 0; index < source.length; index++) {
    if (source[index] !== 0x25) {
      bytes.push(source[index] ?? 0)
      continue
    }
    const sequence = fromBytes(source.subarray(index, index + 3))
    if (!/^%[0-9A-Fa-f]{2}$/.test(sequence))
      throw new ValueError(`invalid URL escape ${quote(sequence)}`)
    const byte = Number.parseInt(sequence.slice(1), 16)
    if (mode === 'host' && byte < 0x80 && sequence !== '%25') {
      throw new ValueError(`invalid URL escape ${quote(sequence)}`)
    }
    bytes.push(byte)
    index += 2
  }
  return fromBytes(Uint8Array.from(bytes))
}

function checkHostCharacters(text: string): void {
  for (const char of text) {
    if (char.charCodeAt(0) < 0x80 && char !== '%' && shouldEscape(char, 'host')) {
      throw new ValueError(`invalid character ${quote(char)} in host name`)
    }
  }
}

function shouldEscape(char: string, mode: EscapeMode): boolean {
  if (/[A-Za-z0-9]/.test(char)) return false
  if ((mode === 'host' || mode === 'zone') && `!$&'()*+,;=:[]<>"`.includes(char)) return false
  if ('-_.~'.includes(char)) return false
  if ('$&+,/:;=?@'.includes(char)) {
    switch (mode) {
      case 'path':
        return char === '?'
      case 'segment':
        return '/;,?'.includes(char)
      case 'user':
        return '@/?:'.includes(char)
      case 'fragment':
        return false
      default:
        return true
    }
  }
  return !(mode === 'fragment' && `!()*`.includes(char))
}

function encodePart(text: string, mode: EscapeMode): string {
  let escaped = ''
  for (const byte of toBytes(text)) {
    const char = String.fromCharCode(byte)
    if (byte < 0x80 && !shouldEscape(char, mode)) escaped += char
    else escaped += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return escaped
}

/** url.Userinfo's text. */
export function userText(user: NonNullable<GoUrl['user']>): string {
  const name = encodePart(user.name, 'user')
  return user.password === undefined ? name : `${name}:${encodePart(user.password, 'user')}`
}

/** url.URL's String. */
export function urlText(url: GoUrl): string {
  let text = url.scheme === '' ? '' : `${url.scheme}:`
  if (url.opaque !== '') text += url.opaque
  else text += hierarchy(url, text)
  if (url.forceQuery || url.query !== '') text += `?${url.query}`
  if (url.fragment !== '') text += `#${escapedFragment(url)}`
  return text
}

function hierarchy(url: GoUrl, before: string): string {
  let text = ''
  const hasAuthority = url.scheme !== '' || url.host !== '' || url.user !== undefined
  if (hasAuthority && !(url.omitHost && url.host === '' && url.user === undefined)) {
    if (url.host !== '' || url.path !== '' || url.user !== undefined) text += '//'
    if (url.user !== undefined) text += `${userText(url.user)}@`
    text += encodePart(url.host, 'host')
  }
  const path = escapedPath(url)
  if (path !== '' && !path.startsWith('/') && url.host !== '') text += '/'
  const [firstSegment = ''] = path.split('/')
  if (before === '' && text === '' && firstSegment.includes(':')) text += './'
  return text + path
}

function escapedPath(url: GoUrl): string {
  if (url.rawPath !== '' && decodedOr(url.rawPath, 'path') === url.path) return url.rawPath
  return url.path === '*' ? '*' : encodePart(url.path, 'path')
}

function escapedFragment(url: GoUrl): string {
  if (url.rawFragment !== '' && decodedOr(url.rawFragment, 'fragment') === url.fragment) {
    return url.rawFragment
  }
  return encodePart(url.fragment, 'fragment')
}

function decodedOr(text: string, mode: EscapeMode): string | undefined {
  try {
    return decodePart(text, mode)
  } catch {
    return undefined
  }
}
