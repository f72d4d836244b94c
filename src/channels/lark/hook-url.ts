import { createHash } from 'node:crypto'

/** A bot's address as it was pasted. */
export type HookUrl = {
  /** Without a slash at its end and without a fragment. It is a credential. */
  readonly url: URL
  /** What identifies the bot: the last part of its webhook; undefined behind a relay without one. */
  readonly token: string | undefined
  /** What kind of address it is; `relay` is any host that is neither Feishu's nor Lark's. */
  readonly kind: 'hook' | 'old-hook' | 'flow' | 'stranger' | 'relay'
}

/** Reads a webhook address. Undefined when it is no http(s) URL. */
export function readHookUrl(text: string): HookUrl | undefined {
  const url = URL.parse(text.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  url.hash = ''
  const isOwnHost = OWN_HOSTS.test(url.hostname)
  const hook = HOOK_PATH.exec(url.pathname)
  // Lark knows no address with a slash at its end, and some senders add one.
  if (hook !== null) url.pathname = url.pathname.replace(/\/+$/, '')
  if (isOwnHost) url.search = ''
  return { url, token: hook?.[1], kind: isOwnHost ? kindOf(url.pathname) : 'relay' }
}

const OWN_HOSTS = /(^|\.)(feishu\.cn|larksuite\.com|larkoffice\.com)$/
const HOOK_PATH = /\/open-apis\/bot\/(?:v2\/)?hook\/([^/]+)\/*$/

function kindOf(path: string): HookUrl['kind'] {
  if (path.startsWith('/open-apis/bot/v2/hook')) return 'hook'
  if (path.startsWith('/open-apis/bot/hook')) return 'old-hook'
  if (path.startsWith('/flow/')) return 'flow'
  return 'stranger'
}

/** Names a bot without telling its token: `lark:` and 16 hexadecimal digits of a SHA-256. */
export function hookAddress(hook: HookUrl): string {
  const identity = hook.token ?? hook.url.href
  return `lark:${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`
}

/** Every text by which somebody who reads it could post to the bot. */
export function credentialsOf(hook: HookUrl): readonly string[] {
  if (hook.token !== undefined) return [hook.url.href, hook.token]
  const path = hook.url.pathname + hook.url.search
  return path === '/' ? [hook.url.href] : [hook.url.href, path]
}
