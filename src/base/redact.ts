/**
 * Takes credentials out of text that is about to be shown or kept: platform answers, exceptions,
 * request headers. It knows the places where chat platforms and senders carry secrets; a value of
 * type Secret never gets this far.
 */
const MASK = '***'

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // access_token=…, key=…, sign=… in a query or a form
  [
    /\b((?:access_?token|token|key|sign|sig|secret|password|passwd|apikey|api_key)=)[^&\s"'<>]+/gi,
    `$1${MASK}`,
  ],
  // credentials before the host of a URL
  [/(https?:\/\/)[^/\s"'@]+@/gi, `$1${MASK}@`],
  // Lark, Slack and Power Automate hooks carry the secret in the path
  [/(\/open-apis\/bot\/(?:v2\/)?hook\/)[\w-]+/gi, `$1${MASK}`],
  [/(hooks\.slack[\w.-]*\/services\/)[\w/]+/gi, `$1${MASK}`],
  [/(\/in\/)[^/\s"'?]+/g, `$1${MASK}`],
  // robot secrets and bearer tokens
  [/\bSEC[0-9a-f]{32,}/gi, MASK],
  [/\bwhsec_[\w+/=]+/g, MASK],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${MASK}`],
]

/** What one of them at least holds: most texts have none of it, and are read once. */
const SUSPICIOUS = /[=/]|\bSEC|\bwhsec_|\bBearer|\bBasic/i

/** `text` with every credential that has a known form replaced by `***`. Linear in the text. */
export function redact(text: string): string {
  if (!SUSPICIOUS.test(text)) return text
  let result = text
  for (const [pattern, replacement] of PATTERNS) result = result.replace(pattern, replacement)
  return result
}

/** A field of JSON whose name says that it is a credential. Escaped quotes stay inside the value. */
const SECRET_FIELD =
  /("[\w-]*(?:token|secret|password|passwd|api_?key|routing_?key|authorization)"\s*:\s*")(?:[^"\\]|\\.)+/gi

/** A body as it may be kept: also without the credentials in fields of JSON, and without `known` ones wherever they stand. */
export function redactBody(text: string, known: readonly string[]): string {
  let result = redact(text).replace(SECRET_FIELD, `$1${MASK}`)
  for (const secret of known) if (secret !== '') result = result.replaceAll(secret, MASK)
  return result
}

const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-routing-key',
  'x-gitlab-token',
])

/** Request headers as they may be kept: credentials masked, everything else as it came. */
export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    kept[name] = SECRET_HEADERS.has(name.toLowerCase()) ? MASK : redact(value)
  }
  return kept
}
