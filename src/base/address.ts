import { isIP } from 'node:net'

/** 4 or 6 for the text of an IP address of that version, 0 for anything else. Looks nothing up. */
export function ipVersion(text: string): number {
  return isIP(text)
}
