import { TocsinError } from '../base/errors.ts'

/**
 * The hub's own address as people reach it: http or https, no credentials, no query; a path where a
 * proxy serves the hub below one. Without a slash at its end. Throws TOCSIN_USAGE.
 */
export function parsePublicUrl(text: string): string {
  const url = URL.parse(text)
  const isPlain =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === ''
  if (isPlain) return url.href.replace(/\/+$/, '')
  throw new TocsinError(
    'TOCSIN_USAGE',
    'Expected --public-url as an http or https address without credentials, query or fragment, for example https://tocsin.example.com, found something else.',
  )
}
