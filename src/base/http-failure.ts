/** Where on the way a request failed. */
export type NetworkTrouble =
  | 'forbidden' // the rules of the network do not let it be spoken to
  | 'name' // nobody knows the host's name
  | 'connection' // the host takes no connection
  | 'certificate' // TLS: the host could not prove who it is
  | 'proxy' // the proxy does not let it through
  | 'time-out' // no answer in time
  | 'broken' // the connection broke before an answer

/** No connection came about, so nothing was sent. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected'
  readonly code = 'TOCSIN_NOT_CONNECTED'
  readonly trouble?: NetworkTrouble
  readonly reason?: string

  constructor(facts: { trouble?: NetworkTrouble; reason?: string; cause?: unknown }) {
    super('no connection', { cause: facts.cause })
    this.trouble = facts.trouble
    this.reason = facts.reason
  }
}

/** Whether an error is one, also where a socket has handed it on. */
export function isNotConnected(error: unknown): error is NotConnected {
  return error instanceof NotConnected
}

/** The proxy that the request went to, if it did: host and port. */
type Facts = { readonly proxy: string | undefined }

/** Whether the other side may have acted on a request that failed. */
export function stageOf(error: unknown, facts: Facts): 'before-send' | 'after-send' {
  const trouble = troubleOf(error, facts)
  if (isNotConnected(error)) return 'before-send'
  // On the straight way, what fails before a connection is there is `NotConnected`: TLS that breaks later broke a request.
  const isTunnel = facts.proxy !== undefined && (trouble === 'certificate' || trouble === 'proxy')
  const isBefore = NEVER_SENT.has(codeOf(error)) || isTunnel
  return isBefore ? 'before-send' : 'after-send'
}

const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_PRX_TLS',
  'UND_ERR_PRX_CONN',
  'ERR_INVALID_URL',
  'UND_ERR_INVALID_ARG',
])

/** Where on the way it failed. */
export function troubleOf(error: unknown, facts: Facts): NetworkTrouble {
  if (isNotConnected(error)) {
    return error.trouble ?? (isCertificate(codeOf(error.cause)) ? 'certificate' : 'connection')
  }
  if (isTimeOut(error)) return 'time-out'
  const code = codeOf(error)
  if (facts.proxy !== undefined && (proxyStatus(error) !== undefined || NEVER_SENT.has(code)))
    return 'proxy'
  if (isCertificate(code)) return 'certificate'
  return NEVER_SENT.has(code) ? 'connection' : 'broken'
}

function isTimeOut(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || isAborted(error))
}

/** Ended by a signal; a tunnel that was refused has the same name. */
function isAborted(error: Error): boolean {
  return error.name === 'AbortError' && proxyStatus(error) === undefined
}

function isCertificate(code: string): boolean {
  return /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_)/.test(code)
}

/** What the proxy answered instead of making a tunnel. */
function proxyStatus(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const parts =
    /^Proxy response \((\d{3})\)/.exec(error.message) ??
    /^Proxy Authentication Required \((\d{3})\)/.exec(error.message)
  return parts?.[1]
}

/** A short reason without the address: the error's code, or its kind. */
export function reasonOf(error: unknown, facts: Facts): string {
  if (isNotConnected(error)) return error.reason ?? (codeOf(error.cause) || 'no connection')
  if (isTimeOut(error)) return 'time-out'
  const code = codeOf(error)
  const status = proxyStatus(error)
  if (facts.proxy === undefined || troubleOf(error, facts) !== 'proxy')
    return code || 'connection failed'
  if (status === '407') return `the proxy ${facts.proxy} asks for a login (407)`
  if (status !== undefined) return `the proxy ${facts.proxy} refuses the connection (${status})`
  return `the proxy ${facts.proxy} cannot be reached (${code})`
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
