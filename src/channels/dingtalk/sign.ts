import { createHmac } from 'node:crypto'

/**
 * The signature of DingTalk's security setting "加签": base64 of HMAC-SHA256 over
 * `<timestamp>\n<secret>`, keyed by the whole secret, its `SEC` included. All UTF-8.
 */
export function signature(timestamp: number, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`, 'utf8').digest('base64')
}
