/** Links that senders give, as far as a browser can open them. */
import { READING_LIMITS } from '../base/limits.ts'
import type { EventLink } from '../model/event.ts'
import type { LocalText } from '../model/text.ts'
import { boundedName, mapText } from './bounds.ts'
import { isRecord, type JsonRecord, textAt } from './json.ts'

/** A link under `text`, unless `address` is none that may be opened: only http and https, without a password. */
export function webLink(text: LocalText, address: string | undefined): EventLink[] {
  const url = webAddress(address)
  if (url === undefined) return []
  const words = mapText(text, (one) => boundedName(one) || url)
  return [{ text: mapText(words, boundedName), url }]
}

/** The address as a browser writes it; undefined for what it would not open. */
export function webAddress(address: string | undefined): string | undefined {
  if (address === undefined || address.length > READING_LIMITS.linkLengthMax) return undefined
  if (!/^https?:\/\//i.test(address)) return undefined
  const url = URL.parse(address)
  if (url === null || url.username !== '' || url.password !== '') return undefined
  return url.href.length > READING_LIMITS.linkLengthMax ? undefined : url.href
}

/** The first links, each address once. */
export function boundedLinks(links: readonly EventLink[]): readonly EventLink[] {
  const byUrl = new Map<string, EventLink>()
  for (const link of links) {
    if (!byUrl.has(link.url)) byUrl.set(link.url, link)
  }
  return [...byUrl.values()].slice(0, READING_LIMITS.linksMax)
}

/** The links of a list of `{ href, text }`. */
export function linkList(list: unknown): readonly EventLink[] {
  return recordsOf(list).flatMap((link) => {
    const address = textAt(link, 'href')
    return webLink(textAt(link, 'text') ?? address ?? '', address)
  })
}

/** The images of a list of `{ src, href, alt }`, and where they lead: chats show no pictures from elsewhere. */
export function imageList(list: unknown): readonly EventLink[] {
  return recordsOf(list).flatMap((image) => {
    const words = textAt(image, 'alt') ?? IMAGE
    return [...webLink(words, textAt(image, 'src')), ...webLink(words, textAt(image, 'href'))]
  })
}

const IMAGE: LocalText = { en: 'Image', zh: '图片' }

function recordsOf(list: unknown): readonly JsonRecord[] {
  return Array.isArray(list) ? list.slice(0, READING_LIMITS.linksMax).filter(isRecord) : []
}
