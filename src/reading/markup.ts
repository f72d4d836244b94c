/** What chat messages are written in, as plain lines: Markdown, Slack's dialect, and the tags that chats allow. */
import { READING_LIMITS } from '../base/limits.ts'
import type { EventLink } from '../model/event.ts'
import { webLink } from './web-links.ts'

/** A message's text without its markup. */
export type PlainText = {
  /** Lines that say something, trimmed. */
  readonly lines: readonly string[]
  readonly links: readonly EventLink[]
  /** The colours that parts of it are shown in, as the message names them. */
  readonly colours: readonly string[]
}

/** Takes the markup off; links to `https` are kept beside. */
export function plainTextOf(text: string): PlainText {
  const links: EventLink[] = []
  const colours: string[] = []
  const written = text.slice(0, READING_LIMITS.chatLengthMax).toWellFormed()
  const lines = written
    .split(/\r\n?|\n|<br ?\/?>/)
    .slice(0, READING_LIMITS.chatLinesMax)
    .map((line) => plainLine(line, { links, colours }))
    .filter((line) => line !== '')
  return { lines, links, colours }
}

type Found = { readonly links: EventLink[]; readonly colours: string[] }

function plainLine(line: string, found: Found): string {
  const plain = line
    .replace(IMAGE, ' ')
    .replace(MARKDOWN_LINK, (_, text: string, url: string) => linked(found.links, text, url))
    .replace(SLACK_LINK, (_, url: string, text: string) => linked(found.links, text, url))
    .replace(COLOUR, (_, colour: string) => {
      if (found.colours.length < READING_LIMITS.linksMax) found.colours.push(colour.toLowerCase())
      return ''
    })
    .replace(TAG, '')
    .replace(ENTITY, (entity) => ENTITIES.get(entity) ?? entity)
    .replace(LINE_START, '')
    .replace(EMPHASIS, '')
    .replace(SINGLE_STARS, '$1$2')
  return plain.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim()
}

const IMAGE = /!\[[^[\]]{0,500}\]\([^()\s]{0,2000}\)/g
const MARKDOWN_LINK = /\[([^[\]]{1,500})\]\(([^()\s]{1,2000})\)/g
const SLACK_LINK = /<(https?:\/\/[^<>|\s]{1,2000})\|([^<>|]{1,500})>/g
const COLOUR = /<(?:font|text_tag) color=["']?([#\w-]{1,20})["']?>/gi
/** A chat's own tags and mentions; an angle bracket in a comparison is none. */
const TAG = /<\/?[a-z!@#][^<>]{0,300}>/gi
const ENTITY = /&(?:amp|lt|gt|quot|nbsp|#39|#60|#62|#42);/g
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&nbsp;', ' '],
  ['&#39;', "'"],
  ['&#60;', '<'],
  ['&#62;', '>'],
  ['&#42;', '*'],
])
const LINE_START = /^[\s>]*(?:#{1,6} *|[-*+•] +|\d{1,3}\. +)?/
const EMPHASIS = /\*\*|__|~~|`/g
/** Slack's bold, and Markdown's italics. */
const SINGLE_STARS = /(^|[\s(（:：])\*([^\s*](?:[^*]{0,300}[^\s*])?)\*(?=$|[\s)）:：,，.。])/g

function linked(links: EventLink[], text: string, url: string): string {
  addLink(links, text, url)
  return text
}

/** Adds a link that people may follow; what is no address of the web, or a repetition, is left out. */
export function addLink(links: EventLink[], text: string, url: string): void {
  if (links.length >= READING_LIMITS.linksMax) return
  for (const link of webLink(text, unwrapped(url))) {
    if (!links.some((other) => other.url === link.url)) links.push(link)
  }
}

/** The address in the one that opens it in DingTalk's own window. */
function unwrapped(url: string): string {
  if (!/^dingtalk:/i.test(url)) return url
  return URL.parse(url)?.searchParams.get('url') ?? url
}

/** A name and its value, as a line of a message has them. */
export type Pair = { readonly name: string; readonly value: string }

/** The lines that are a name and a value, and the others. A name may stand on a line of its own. */
export function pairsIn(lines: readonly string[]): {
  readonly pairs: readonly Pair[]
  readonly rest: readonly string[]
} {
  const pairs: Pair[] = []
  const rest: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const [, name = '', value = ''] = PAIR.exec(line) ?? []
    const next = lines[at + 1] ?? ''
    if (!isName(name)) rest.push(line)
    else if (value !== '') pairs.push({ name, value })
    else if (next !== '' && !PAIR.test(next)) {
      pairs.push({ name, value: next })
      at++
    } else rest.push(line)
  }
  return { pairs, rest }
}

const PAIR = /^([^:：]{1,40}?) ?[:：](?!\/\/) ?(.*)$/

/** A clock's hour is no name, nor is half a sentence. */
function isName(name: string): boolean {
  return /\p{L}/u.test(name) && !/[,，。;；!！?？]/.test(name)
}
