import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { htmlAnswer, type SandboxAnswer } from './exchange.ts'

const FOLDER = new URL('./page/', import.meta.url)

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
])

/**
 * Scripts from our own files only; nothing from other hosts, images neither. Styles may stand in the
 * page, because the frame that shows a mail's HTML takes this policy over; no text becomes one.
 */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
} as const

/** Reads the chat page's files, which lie beside this one and are served as they are. */
export function loadPage(): (path: string) => SandboxAnswer | undefined {
  const contents = new Map<string, SandboxAnswer>()
  for (const name of readdirSync(FOLDER)) {
    const contentType = TYPES.get(extname(name))
    if (contentType === undefined) continue
    const body = readFileSync(new URL(name, FOLDER))
    const headers = { 'content-type': contentType, ...SECURITY_HEADERS }
    contents.set(name, { kind: 'answer', status: 200, headers, body })
  }
  return (path) => {
    const isChat = /^\/sandbox(\/|\/chats\/[\w-]{1,60})?$/.test(path)
    if (isChat) return contents.get('index.html')
    const name = /^\/sandbox\/page\/([\w.-]{1,60})$/.exec(path)?.[1]
    return name === undefined ? undefined : contents.get(name)
  }
}

/** For every path that leads nowhere. */
export const NOT_FOUND: SandboxAnswer = htmlAnswer(
  404,
  '<!doctype html><meta charset="utf-8"><title>404</title><p>Nothing is here. <a href="/sandbox">Sandbox</a>',
)
