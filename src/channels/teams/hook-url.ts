import { createHash } from 'node:crypto'

/** A workflow's address as it was pasted. */
export type HookUrl = {
  /** Word for word: the port and the order of the query belong to what is signed. It is a credential. */
  readonly text: string
  readonly url: URL
  /** What kind of address it is; `relay` is any host that is not Microsoft's. */
  readonly kind: 'workflow' | 'connector' | 'stranger' | 'relay'
}

/** Reads a webhook address. Undefined when it is no http(s) URL. */
export function readHookUrl(pasted: string): HookUrl | undefined {
  const text = pasted.trim().replace(/#.*$/, '')
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  return { text, url, kind: kindOf(url) }
}

function kindOf({ hostname, pathname }: URL): HookUrl['kind'] {
  const isConnector = /(^|\.)(webhook\.office(365)?\.com|outlook\.office(365)?\.com)$/
  if (isConnector.test(hostname)) return 'connector'
  const isMicrosoft =
    /(^|\.)(logic\.azure\.(com|us|cn)|powerplatform\.(com|us|cn|partner\.microsoftonline\.cn)|flow\.microsoft\.com|powerautomate\.com|teams\.microsoft\.com)$/
  if (!isMicrosoft.test(hostname)) return 'relay'
  return WORKFLOW_PATH.test(pathname) ? 'workflow' : 'stranger'
}

const WORKFLOW_PATH = /\/workflows\/([^/]+)\/triggers\/[^/]+\/paths\/invoke\/?$/

/** Whether the address carries the key with which anyone may post. */
export function isSigned({ url }: HookUrl): boolean {
  return (url.searchParams.get('sig') ?? '') !== ''
}

/** Names a workflow without telling its address: `teams:` and 16 hexadecimal digits of a SHA-256. */
export function hookAddress({ url, kind }: HookUrl): string {
  // A new signature is the same workflow.
  const identity = kind === 'workflow' ? url.host + url.pathname : url.href
  return `teams:${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`
}

/** Every text by which somebody who reads it could post. */
export function credentialsOf({ text, url }: HookUrl): readonly string[] {
  const signature = /[?&]sig=([^&]+)/.exec(url.search)?.[1] ?? ''
  const workflow = WORKFLOW_PATH.exec(url.pathname)?.[1] ?? ''
  const path = url.pathname + url.search
  const telling = [text, url.href, path, url.pathname, url.search]
  const parts = [signature, url.searchParams.get('sig') ?? '', workflow, ...url.pathname.split('/')]
  const all = [...telling, ...parts.filter((part) => part.length >= CREDENTIAL_LENGTH_MIN)]
  return all.filter((part) => part.length > 1).sort((one, other) => other.length - one.length)
}

/** Shorter parts are words of a path; masking them would garble every text. */
const CREDENTIAL_LENGTH_MIN = 16
