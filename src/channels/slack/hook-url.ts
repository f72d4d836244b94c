import { createHash } from 'node:crypto'

/** An incoming webhook's address. */
export type HookUrl = {
  /** It is a credential. */
  readonly url: URL
  /** What follows `/services/`, the credential's essence; undefined behind another kind of address. */
  readonly path: string | undefined
  /** The host is Slack's own, not a relay's or a stand-in's. */
  readonly official: boolean
}

/** Reads a webhook address; undefined when it is no http(s) URL. */
export function readHookUrl(text: string): HookUrl | undefined {
  const url = URL.parse(text.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  url.hash = ''
  const path = /\/services\/(.*[^/])\/*$/.exec(url.pathname)?.[1]
  return { url, path, official: /(^|\.)slack(-gov)?\.com$/.test(url.hostname) }
}

/** Whether an address on Slack's own host is a whole incoming webhook, and no workflow's trigger. */
export function isWholeHook(hook: HookUrl): boolean {
  const isHook = /^[^/]+\/[^/]+\/[^/]+$/.test(hook.path ?? '')
  return isHook && hook.url.protocol === 'https:'
}

/** Names a webhook without telling it: `slack:` and 16 hexadecimal digits of a SHA-256. */
export function hookAddress(hook: HookUrl): string {
  const identity = hook.path ?? hook.url.href
  return `slack:${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`
}

/** The parts of an address that an answer might repeat and nobody may see. */
export function credentialsIn({ url, path }: HookUrl): readonly string[] {
  const parts = [url.href, url.pathname, url.search, url.username, url.password, path ?? '']
  const pieces = url.pathname.split('/').filter((piece) => piece !== 'services')
  const telling = [...parts, ...pieces].filter((part) => part.length >= CREDENTIAL_LENGTH_MIN)
  return telling.sort((a, b) => b.length - a.length)
}

/** Shorter parts are words of a path; masking them would garble every text. */
const CREDENTIAL_LENGTH_MIN = 8
