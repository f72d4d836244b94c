import { createHmac } from 'node:crypto'

/**
 * The signature of a Lark bot's "signature verification": base64 of HMAC-SHA256 over nothing,
 * keyed by `<timestamp>\n<secret>`. `seconds` is UTC, since 1970. All UTF-8.
 */
export function signature(seconds: number, secret: string): string {
  return createHmac('sha256', `${seconds}\n${secret}`).digest('base64')
}
