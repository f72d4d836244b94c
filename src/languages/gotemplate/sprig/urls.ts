// In: nothing. Out: sprig's functions on URLs.
// Must hold: parts and errors are those of Go's net/url.

import { isMap, kindOf, mapGet, ValueError } from '../../values/kind.ts'
import { type GoUrl, hostName, parseUrl, urlText, userText } from '../go-url.ts'
import { define, type FunctionTable, onStrings } from './define.ts'

export const urlFunctions: FunctionTable = new Map([
  ['urlParse', onStrings(1, parse)],
  ['urlJoin', define('map', ([map]) => join(map))],
])

function parse(text: string): Map<string, unknown> {
  const url = parseOr(text, 'unable to parse url')
  return new Map(
    Object.entries({
      scheme: url.scheme,
      host: url.host,
      hostname: hostName(url.host),
      path: url.path,
      query: url.query,
      opaque: url.opaque,
      fragment: url.fragment,
      userinfo: url.user === undefined ? '' : userText(url.user),
    }),
  )
}

function parseOr(text: string, refusal: string): GoUrl {
  try {
    return parseUrl(text)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new ValueError(`${refusal}: ${error.message}`, { cause: error })
  }
}

function join(map: unknown): string {
  const part = (key: string) => textOf(map, key)
  const url: GoUrl = {
    scheme: part('scheme'),
    host: part('host'),
    path: part('path'),
    query: part('query'),
    opaque: part('opaque'),
    fragment: part('fragment'),
    user: undefined,
    rawPath: '',
    omitHost: false,
    forceQuery: false,
    rawFragment: '',
  }
  const info = part('userinfo')
  if (info !== '')
    url.user = parseOr(`proto://${info}@host`, 'unable to parse userinfo in dict').user
  return urlText(url)
}

function textOf(map: unknown, key: string): string {
  const value = isMap(map) ? mapGet(map, key) : undefined
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (value === null)
    throw new ValueError('runtime error: invalid memory address or nil pointer dereference')
  throw new ValueError(
    `unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`,
  )
}
