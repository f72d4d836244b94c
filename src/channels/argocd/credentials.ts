import { parseJson } from '../../base/answer-text.ts'
import { ARGO_SERVICE_LIMITS } from '../../base/limits.ts'
import { isObject } from './tree.ts'

/** Options that are no secret, by their names in lower case: masking them would garble what services answer. */
const OPEN: ReadonlySet<string> = new Set([
  'account',
  'alias',
  'apipath',
  'from',
  'host',
  'icon',
  'idleconntimeout',
  'method',
  'name',
  'project',
  'queue',
  'region',
  'scheme',
  'serviceid',
  'topic',
])

/** Every text of a service's options that nobody may see, and the telling parts of addresses among them. */
export function credentialsIn(options: unknown): readonly string[] {
  const texts = textsIn(options).filter(({ length }) => {
    return length >= ARGO_SERVICE_LIMITS.credentialLengthMin
  })
  return longestFirst(texts.flatMap((text) => [text, ...partsOf(text)]))
}

/** Several lists as one, the longest first: a text that holds another has to go before it. */
export function longestFirst(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort((one, other) => other.length - one.length)
}

function textsIn(value: unknown): readonly string[] {
  // A key file may stand in an option as it is.
  if (typeof value === 'string') return [value, ...textsIn(objectIn(value))]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    return OPEN.has(name.toLowerCase()) && typeof inner === 'string' ? [] : textsIn(inner)
  })
}

function objectIn(text: string): unknown {
  return text.trimStart().startsWith('{') ? parseJson(text) : undefined
}

/** Of an address, or of a header's value, whatever an answer may repeat alone. */
export function partsOf(text: string): readonly string[] {
  const words = text.split(/[\s,;=]+/)
  const url = URL.parse(text.trim())
  const isAddress = url !== null && /^https?:$/.test(url.protocol)
  const parts = isAddress
    ? [
        url.href,
        `${url.origin}${url.pathname}`,
        `${url.pathname}${url.search}`,
        url.username,
        url.password,
        ...url.pathname.split('/'),
        ...url.search.slice(1).split(/[&=]/),
        ...url.searchParams.values(),
      ]
    : words
  const long = parts.filter((part) => part.length >= ARGO_SERVICE_LIMITS.credentialPartLengthMin)
  return [...long, ...long.flatMap(decoded)]
}

function decoded(text: string): readonly string[] {
  try {
    return [decodeURIComponent(text)]
  } catch {
    return []
  }
}
