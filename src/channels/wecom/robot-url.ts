import { createHash } from 'node:crypto'

/** A robot's address as it was pasted. */
export type RobotUrl = {
  /** It is a credential. */
  readonly url: URL
  /** What identifies the robot, and lets anybody send as it; undefined behind a relay that needs none. */
  readonly key: string | undefined
  /** The host is WeCom's own, not a relay's or a stand-in's. */
  readonly official: boolean
}

/** Reads a webhook address. Undefined when it is no http(s) URL. */
export function readRobotUrl(text: string): RobotUrl | undefined {
  const url = URL.parse(text.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  url.hash = ''
  const key = url.searchParams.get('key')?.trim() || undefined
  const official = /(^|\.)weixin\.qq\.com$/.test(url.hostname)
  return { url, key, official }
}

/** Names a robot without telling its key: `wecom:` and 16 hexadecimal digits of a SHA-256. */
export function robotAddress(robot: RobotUrl): string {
  const identity = robot.key ?? robot.url.href
  return `wecom:${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`
}

/** Every text that must not be shown: a relay may carry its secret in the path. */
export function credentialsOf(robot: RobotUrl): readonly string[] {
  const path = `${robot.url.pathname}${robot.url.search}`
  const encodedKey = /[?&]key=([^&]*)/.exec(robot.url.search)?.[1]
  return [robot.url.href, ...(path === '/' ? [] : [path]), robot.key ?? '', encodedKey ?? '']
}
