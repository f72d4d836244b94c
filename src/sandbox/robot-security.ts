import { timingSafeEqual } from 'node:crypto'
import { BlockList, isIPv4 } from 'node:net'

/** Compared as texts: what was encoded twice, or not at all, is wrong there too. */
export function isSameText(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Whether an address is one of the listed IPv4 addresses and ranges. */
export function isListed(address: string, ips: readonly string[]): boolean {
  const plain = plainAddress(address)
  if (!isIPv4(plain)) return false
  const listed = new BlockList()
  for (const ip of ips) {
    const [network = '', bits = '32'] = ip.split('/')
    listed.addSubnet(network, Number(bits), 'ipv4')
  }
  return listed.check(plain, 'ipv4')
}

/** `::ffff:10.1.2.3` as `10.1.2.3`. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:/i, '')
}

/** The calls let through in the last `windowMs`, this one with them where there is room. */
export function admitCall(
  recentAt: readonly number[],
  rate: { readonly max: number; readonly windowMs: number; readonly now: number },
): { readonly recentAt: readonly number[]; readonly isAdmitted: boolean } {
  const { max, windowMs, now } = rate
  const inWindow = recentAt.filter((at) => at > now - windowMs)
  if (inWindow.length >= max) return { recentAt: inWindow, isAdmitted: false }
  return { recentAt: [...inWindow, now], isAdmitted: true }
}
