import { createHash } from 'node:crypto'
import { signature } from './sign.ts'

/** A robot's address as it was pasted, less what belongs to one request only. */
export type RobotUrl = {
  /** Without `timestamp` and `sign`. It is a credential. */
  readonly url: URL
  /** What identifies the robot: its access token; undefined behind a relay that needs none. */
  readonly token: string | undefined
  /** The host is DingTalk's own, not a relay's or a stand-in's. */
  readonly official: boolean
}

/**
 * Reads a webhook address. People often paste one that was copied from a request and carries that
 * request's `timestamp` and `sign`; those are dropped, since a second pair makes every signature
 * wrong. Undefined when it is no http(s) URL.
 */
export function readRobotUrl(text: string): RobotUrl | undefined {
  const url = URL.parse(text.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  for (const name of ['timestamp', 'sign']) url.searchParams.delete(name)
  url.hash = ''
  const token = url.searchParams.get('access_token')?.trim() || undefined
  const official = /(^|\.)dingtalk\.com$/.test(url.hostname)
  return { url, token, official }
}

/** Names a robot without telling its token: `dingtalk:` and 16 hexadecimal digits of a SHA-256. */
export function robotAddress(robot: RobotUrl): string {
  const identity = robot.token ?? robot.url.href
  return `dingtalk:${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`
}

/** The URL for one request: signed for `now` (UTC milliseconds) where the robot has a secret. */
export function requestUrl(robot: RobotUrl, secret: string | undefined, now: number): string {
  const url = new URL(robot.url)
  if (secret !== undefined && secret !== '') {
    url.searchParams.set('timestamp', String(now))
    url.searchParams.set('sign', signature(now, secret))
  }
  return url.href
}
